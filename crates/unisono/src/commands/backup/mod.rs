//! `unisono backup`, `restore` and `migrate`: the whole database as one file or in another engine,
//! proven by a hash over every row.

mod manifest;
mod migrate;
mod restore;

use std::path::{Path, PathBuf};

use clap::Args;
use kernel::{Error, Result};

use super::open::open;
use super::{Data, say};
use manifest::Manifest;

pub(crate) use migrate::{Migrate, migrate};
pub(crate) use restore::{Restore, restore};

/// Copies the database into a file while the server runs, with its hashes beside it (FILE.json).
#[derive(Args)]
#[command(after_help = "Example: unisono backup --data ./data --to ./unisono-2026-11-25.backup")]
pub(crate) struct Backup {
    #[command(flatten)]
    data: Data,
    /// The file to write; it must not exist.
    #[arg(long)]
    to: PathBuf,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn backup(command: Backup) -> Result<()> {
    if command.to.exists() {
        return Err(Error::state("backup.file_exists"));
    }
    super::open::exists(&command.data)?;
    let (db, ctx) = open(&command.data).await?;
    // Under another name until it is whole: a half backup is never taken for one.
    let part = beside(&command.to, ".part");
    remove(&part)?;
    let hash = db.backup(&part).await.inspect_err(|_| {
        let _ = remove(&part);
    })?;
    let manifest = Manifest::of(&part, db.engine(), hash, ctx.now())?;
    manifest.write(&command.to)?;
    std::fs::rename(&part, &command.to)?;
    answer(command.json, &command.to, &manifest.content_hash, true);
    Ok(())
}

/// The path with something appended to its name.
fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn remove(file: &Path) -> Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

fn answer(json: bool, place: &Path, hash: &str, proven: bool) {
    let place = place.display().to_string();
    say(
        json,
        &serde_json::json!({ "file": place, "hash": hash, "proven": proven }),
        &format!("{place} {hash}"),
    );
}
