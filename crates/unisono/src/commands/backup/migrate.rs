//! `unisono migrate`: from the embedded database to PostgreSQL, or back.

use std::path::PathBuf;

use clap::Args;
use kernel::Result;
use store::Db;

use crate::commands::open::{FILE, exists, make_folder, open};
use crate::commands::{Data, Progress, say};

/// Copies everything into another, empty database: PostgreSQL or a new folder. Stop the server
/// before, and start it on the new database afterwards; the old one stays as it is.
#[derive(Args)]
#[command(
    after_help = "Example: unisono migrate --data ./data --to postgres://unisono@db.example/unisono"
)]
pub(crate) struct Migrate {
    #[command(flatten)]
    data: Data,
    /// Where to: postgres://… or a folder for the embedded database.
    #[arg(long, value_name = "URL")]
    to: String,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn migrate(command: Migrate) -> Result<()> {
    exists(&command.data)?;
    let (db, ctx) = open(&command.data).await?;
    let target = target(&command.to)?;
    let mut progress = Progress::new(ctx.clone());
    let copied = db
        .copy_to(&target, &ctx, |table, rows| {
            progress.tell(&format!("{table} {rows}"));
        })
        .await?;
    let lang = crate::commands::lang();
    let line = ui::tf(
        lang,
        "backup.moved",
        &[("rows", &copied.rows), ("hash", &copied.hash)],
    );
    say(command.json, &serde_json::json!(copied), &line);
    Ok(())
}

fn target(to: &str) -> Result<Db> {
    if to.starts_with("postgres://") || to.starts_with("postgresql://") {
        return Db::postgres(to);
    }
    let folder = PathBuf::from(to);
    make_folder(&folder)?;
    Db::sqlite(&folder.join(FILE))
}
