//! The command line: one command, one file; this is only the list.

mod analyze;
mod backup;
mod calc;
mod demo;
mod doctor;
mod export;
mod import;
mod init;
mod member;
mod open;
mod replay;
mod report;
mod routes;
mod serve;
mod source;
mod token;
mod words;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use kernel::Lang;

pub(crate) use words::{Progress, explain, lang};

/// The one system in which every department serves one customer.
#[derive(Parser)]
#[command(name = "unisono", version, about, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Which data a command works on.
#[derive(Args, Clone, Debug)]
pub(crate) struct Data {
    /// Folder with the data.
    #[arg(long, env = "UNISONO_DATA")]
    pub(crate) data: PathBuf,
    /// PostgreSQL instead of the embedded database: postgres://…
    #[arg(long, env = "UNISONO_DATABASE")]
    pub(crate) database: Option<String>,
}

/// The commands.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Runs the server.
    Serve(serve::Serve),
    /// Makes the demo company.
    Demo(demo::Demo),
    /// Looks for damage and says what to do.
    Doctor(doctor::Doctor),
    /// Writes everything as CSV and JSON.
    Export(export::Export),
    /// Imports files of other systems.
    Import(import::Import),
    /// Makes a new installation.
    Init(init::Init),
    /// Members and their one-time links.
    Member(member::Member),
    /// Sources of events.
    Source(source::Source),
    /// Copies the database into a file while the server runs.
    Backup(backup::Backup),
    /// Puts a backup into an empty folder.
    Restore(backup::Restore),
    /// Copies everything into another database: PostgreSQL or a new folder.
    Migrate(backup::Migrate),
    /// The analyses on files, without a database.
    Analyze(analyze::Analyze),
    /// What the screens show.
    Report(report::Report),
    /// Our arithmetic on your own numbers.
    Calc(calc::Calc),
    /// Makes again what is computed from the timeline.
    Replay(replay::Replay),
    /// API tokens.
    Token(token::Token),
    /// Every route, for tests.
    #[command(hide = true)]
    Routes(routes::Routes),
}

impl Cli {
    /// The language of answers and failures: the one that the command names, else the terminal's.
    pub(crate) fn lang(&self) -> Lang {
        let named = match &self.command {
            Command::Analyze(command) => command.language(),
            Command::Calc(command) => command.language(),
            Command::Import(command) => command.language(),
            _ => None,
        };
        named.and_then(Lang::parse).unwrap_or_else(lang)
    }

    /// Whether the command works on files of the person's own: what is wrong in one of them is a
    /// failure, not a matter of usage.
    pub(crate) fn is_about_files(&self) -> bool {
        matches!(self.command, Command::Analyze(_) | Command::Calc(_))
    }
}

/// Runs a command.
pub(crate) async fn run(cli: Cli) -> kernel::Result<()> {
    let lang = cli.lang();
    match cli.command {
        Command::Serve(command) => serve::run(command).await,
        Command::Demo(command) => demo::run(command).await,
        Command::Doctor(command) => doctor::run(command).await,
        Command::Export(command) => export::run(command).await,
        Command::Import(command) => import::run(command).await,
        Command::Init(command) => init::run(command).await,
        Command::Member(command) => member::run(command).await,
        Command::Source(command) => source::run(command).await,
        Command::Backup(command) => backup::backup(command).await,
        Command::Restore(command) => backup::restore(command).await,
        Command::Migrate(command) => backup::migrate(command).await,
        Command::Analyze(command) => analyze::run(&command, lang),
        Command::Report(command) => report::run(command).await,
        Command::Calc(command) => calc::run(&command),
        Command::Replay(command) => replay::run(command).await,
        Command::Token(command) => token::run(command).await,
        Command::Routes(command) => routes::run(&command),
    }
}

/// Prints the answer of a command on standard output: JSON for machines, a line for people.
pub(crate) fn say(json: bool, data: &serde_json::Value, line: &str) {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    // Whoever reads only the first lines has closed its end: that is no failure of the command.
    let _ = match json {
        true => writeln!(out, "{data}"),
        false => writeln!(out, "{line}"),
    };
}
