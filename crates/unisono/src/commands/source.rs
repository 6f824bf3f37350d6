//! `unisono source create`: a source of events and its write key, printed once.

use clap::{Args, Subcommand};
use connect::sources::{self, Kind};
use kernel::{Error, Result};

use super::open::open;
use super::{Data, say};

/// Sources of events.
#[derive(Args)]
pub(crate) struct Source {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Makes a source and prints its write key once. Works beside a running server.
    #[command(
        after_help = "Example: unisono source create --data ./data --name website --kind browser --department marketing"
    )]
    Create(Create),
}

#[derive(Args)]
struct Create {
    #[command(flatten)]
    data: Data,
    /// Name; its touchpoints carry it.
    #[arg(long)]
    name: String,
    /// server or browser.
    #[arg(long, default_value = "server")]
    kind: String,
    /// Key of the department whose touchpoints it delivers.
    #[arg(long)]
    department: Option<String>,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(source: Source) -> Result<()> {
    let Action::Create(command) = source.action;
    let kind = Kind::parse(&command.kind).ok_or_else(|| Error::field("kind", "error.choice"))?;
    let (db, ctx) = open(&command.data).await?;
    let department = super::open::department(&db, command.department.as_deref()).await?;
    let mut tx = db.begin(&ctx).await?;
    let created = sources::create(&mut tx, &command.name, kind, department).await?;
    tx.commit().await?;
    say(
        command.json,
        &serde_json::json!({
            "id": created.id, "name": command.name, "kind": kind.key(),
            "department": command.department, "write_key": created.write_key,
        }),
        &format!("{} {} {}", command.name, created.id, created.write_key),
    );
    Ok(())
}
