//! `unisono export`: everything that is there now, as CSV and JSON.

use std::path::PathBuf;

use clap::Args;
use kernel::Result;

use super::open::open;
use super::{Data, say};

/// Writes every kind of record as CSV and JSON into a folder, sorted by id.
#[derive(Args)]
#[command(after_help = "Example: unisono export --data ./data --out ./export")]
pub(crate) struct Export {
    #[command(flatten)]
    data: Data,
    /// The folder to write into.
    #[arg(long)]
    out: PathBuf,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(command: Export) -> Result<()> {
    let (db, _) = open(&command.data).await?;
    let written = connect::exports::into_folder(&db, &command.out).await?;
    let lines: Vec<String> = written
        .iter()
        .map(|w| format!("{} {}", w.file, w.records))
        .collect();
    say(
        command.json,
        &serde_json::json!({ "files": written }),
        &lines.join("\n"),
    );
    Ok(())
}
