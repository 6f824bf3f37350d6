//! `unisono restore`: a backup into an empty place, whole or not at all.

use std::path::{Path, PathBuf};

use clap::Args;
use kernel::{Error, Result};
use store::{Db, Engine};

use super::manifest::{Manifest, engine_of};
use super::{answer, beside, remove};
use crate::commands::Data;
use crate::commands::open::{FILE, make_folder};

/// Puts a backup into an empty folder (or database) and compares its hash.
#[derive(Args)]
#[command(
    after_help = "Example: unisono restore --data ./restored --from ./unisono-2026-11-25.backup"
)]
pub(crate) struct Restore {
    #[command(flatten)]
    data: Data,
    /// The file that was written by backup.
    #[arg(long)]
    from: PathBuf,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn restore(command: Restore) -> Result<()> {
    let wrote = engine_of(&command.from)?;
    let manifest = Manifest::read(&command.from)?;
    if let Some(manifest) = &manifest {
        manifest.check(&command.from)?;
    }
    let noted = manifest.map(|manifest| manifest.content_hash);
    let hash = match (&command.data.database, wrote) {
        (Some(url), Engine::Postgres) => into_server(url, &command.from, noted.as_deref()).await?,
        (None, Engine::Sqlite) => {
            into_folder(&command.data.data, &command.from, noted.as_deref()).await?
        }
        _ => return Err(Error::state("backup.other_engine")),
    };
    answer(command.json, &command.data.data, &hash, noted.is_some());
    Ok(())
}

async fn into_server(url: &str, from: &Path, noted: Option<&str>) -> Result<String> {
    let db = Db::postgres(url)?;
    if !db.is_empty().await? {
        return Err(Error::state("backup.target_not_empty"));
    }
    db.restore_dump(from).await?;
    proven(db.content_hash().await?, noted)
}

/// The copy gets its name only when its rows are the ones that were backed up.
async fn into_folder(folder: &Path, from: &Path, noted: Option<&str>) -> Result<String> {
    let file = folder.join(FILE);
    if file.exists() {
        return Err(Error::state("backup.target_not_empty"));
    }
    make_folder(folder)?;
    let part = beside(&file, ".restoring");
    std::fs::copy(from, &part)?;
    let hash = match look_into(&part).await {
        Ok(hash) => proven(hash, noted),
        Err(_) => Err(Error::state("backup.damaged")),
    };
    if hash.is_err() {
        remove(&part)?;
        return hash;
    }
    std::fs::rename(&part, &file)?;
    hash
}

async fn look_into(file: &Path) -> Result<String> {
    let db = Db::sqlite_copy(file)?;
    if !db.faults().await?.is_empty() {
        return Err(Error::state("backup.damaged"));
    }
    db.content_hash().await
}

fn proven(hash: String, noted: Option<&str>) -> Result<String> {
    match noted {
        Some(noted) if noted != hash => Err(Error::state("backup.other_content")),
        _ => Ok(hash),
    }
}
