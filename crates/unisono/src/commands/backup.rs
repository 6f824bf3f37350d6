//! `unisono backup` and `unisono restore`: the whole database as one file, proven by a hash.

use std::path::{Path, PathBuf};

use clap::Args;
use kernel::{Error, Result};
use store::Db;

use super::open::open;
use super::{Data, say};

/// Copies the database into a file while the server runs, with its hash beside it (FILE.sha256).
///
/// Example: unisono backup --data ./data --to ./unisono-2026-11-25.backup
#[derive(Args)]
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

/// Puts a backup into an empty folder (or database) and compares its hash.
///
/// Example: unisono restore --data ./restored --from ./unisono-2026-11-25.backup
#[derive(Args)]
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

pub(crate) async fn backup(command: Backup) -> Result<()> {
    if command.to.exists() || !command.data.data.exists() {
        return Err(Error::state(if command.to.exists() {
            "error.data_exists"
        } else {
            "error.database_gone"
        }));
    }
    let (db, _) = open(&command.data).await?;
    db.backup(&command.to).await?;
    // On the embedded engine the copy itself is hashed, so that writing may go on meanwhile.
    let hash = match &command.data.database {
        Some(_) => db.content_hash().await?,
        None => hash_of_copy(&command.to).await?,
    };
    std::fs::write(beside(&command.to), format!("{hash}\n"))?;
    answer(command.json, &command.to, &hash);
    Ok(())
}

async fn hash_of_copy(file: &Path) -> Result<String> {
    Db::sqlite(file)?.content_hash().await
}

pub(crate) async fn restore(command: Restore) -> Result<()> {
    let file = command.data.data.join("unisono.db");
    let db = match &command.data.database {
        Some(url) => {
            let db = Db::postgres(url)?;
            if db.content_hash().await.is_ok() {
                return Err(Error::state("error.data_exists"));
            }
            db.restore_dump(&command.from).await?;
            db
        }
        None => {
            if file.exists() {
                return Err(Error::state("error.data_exists"));
            }
            std::fs::create_dir_all(&command.data.data)?;
            std::fs::copy(&command.from, &file)?;
            Db::sqlite(&file)?
        }
    };
    let hash = db.content_hash().await?;
    let noted = std::fs::read_to_string(beside(&command.from)).unwrap_or_default();
    if !noted.trim().is_empty() && noted.trim() != hash {
        return Err(Error::internal(format!(
            "the restored data have the hash {hash}, the backup had {}",
            noted.trim()
        )));
    }
    answer(command.json, &command.data.data, &hash);
    Ok(())
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".sha256");
    PathBuf::from(name)
}

fn answer(json: bool, place: &Path, hash: &str) {
    let place = place.display().to_string();
    say(
        json,
        &serde_json::json!({ "file": place, "hash": hash }),
        &format!("{place} {hash}"),
    );
}
