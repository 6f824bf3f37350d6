//! `unisono report changes`: what the company changed and what became of it, as the page shows it.

use clap::Args;
use kernel::Result;
use serde_json::Value;

use crate::commands::open::open;
use crate::commands::{Data, say};

/// What the company changed, and whether it works.
#[derive(Args)]
#[command(after_help = "Example: unisono report changes --data ./demo-data --json")]
pub(crate) struct Changes {
    #[command(flatten)]
    data: Data,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(command: Changes) -> Result<()> {
    let (db, ctx) = open(&command.data).await?;
    let told = steering::changes::report(&db, &ctx).await?;
    let lines: Vec<String> = told["changes"]
        .as_array()
        .into_iter()
        .flatten()
        .map(lines)
        .collect();
    say(command.json, &told, &lines.join("\n\n"));
    Ok(())
}

/// The name with its three sentences.
fn lines(one: &Value) -> String {
    let sentences = one["sentences"].as_array().into_iter().flatten();
    let all = std::iter::once(&one["name"]).chain(sentences);
    let all: Vec<&str> = all.filter_map(Value::as_str).collect();
    all.join("\n")
}
