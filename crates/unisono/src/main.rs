//! The program: reads the command line, runs one command, exits with 0, 1 (failed) or 2 (usage).

mod commands;

use clap::Parser;
use std::process::ExitCode;

/// Gives memory back after large work (the timeline read into memory, an analysis): the allocator of the
/// system keeps it.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long work in the background may go on when the program ends.
const MOMENT: std::time::Duration = std::time::Duration::from_secs(2);

fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("UNISONO_LOG")
        .unwrap_or_else(|_| "info,tokio_postgres=warn".into());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let cli = commands::Cli::parse();
    let (lang, is_about_files) = (cli.lang(), cli.is_about_files());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let outcome = match runtime {
        Ok(runtime) => {
            let outcome = runtime.block_on(commands::run(cli));
            // An analysis or a long query of a job may still be at work: the next start takes the job up again.
            runtime.shutdown_timeout(MOMENT);
            outcome
        }
        Err(error) => Err(error.into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => commands::explain(lang, &error, is_about_files),
    }
}
