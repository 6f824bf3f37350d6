//! What stands beside a backup: which engine wrote it, the hash over its rows and that of the file.

use std::io::Read;
use std::path::Path;

use kernel::{Error, Millis, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::Engine;

use super::beside;

const FORMAT: &str = "unisono-backup/1";

/// The facts about a backup.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    format: String,
    /// `sqlite` or `postgres`.
    engine: String,
    made_at: String,
    /// Bytes of the file.
    size: u64,
    /// SHA-256 of the file, as `sha256sum` prints it.
    file_sha256: String,
    /// The hash over every row.
    pub(super) content_hash: String,
}

impl Manifest {
    pub(super) fn of(file: &Path, engine: Engine, hash: String, at: Millis) -> Result<Self> {
        let (size, file_sha256) = measure(file)?;
        Ok(Self {
            format: FORMAT.to_owned(),
            engine: word(engine).to_owned(),
            made_at: at.rfc3339(),
            size,
            file_sha256,
            content_hash: hash,
        })
    }

    /// Writes it beside the backup.
    pub(super) fn write(&self, backup: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self)?;
        Ok(std::fs::write(beside(backup, ".json"), text + "\n")?)
    }

    /// Reads what stands beside a backup; nothing when it was lost.
    pub(super) fn read(backup: &Path) -> Result<Option<Self>> {
        let text = match std::fs::read_to_string(beside(backup, ".json")) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            other => other?,
        };
        let read: Option<Self> = serde_json::from_str(&text).ok();
        read.filter(|manifest| manifest.format == FORMAT)
            .map(Some)
            .ok_or_else(|| Error::state("backup.manifest_damaged"))
    }

    /// Refuses a file that is not, byte by byte, what was written.
    pub(super) fn check(&self, backup: &Path) -> Result<()> {
        let (size, sha256) = measure(backup)?;
        if size != self.size || sha256 != self.file_sha256 {
            return Err(Error::state("backup.damaged"));
        }
        Ok(())
    }
}

fn word(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    }
}

/// Which engine wrote a file, by its first bytes.
pub(super) fn engine_of(file: &Path) -> Result<Engine> {
    let mut first = Vec::new();
    let opened = std::fs::File::open(file).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::state("backup.missing"),
        _ => error.into(),
    })?;
    opened.take(16).read_to_end(&mut first)?;
    if first == *b"SQLite format 3\0" {
        return Ok(Engine::Sqlite);
    }
    match first.starts_with(b"PGDMP") {
        true => Ok(Engine::Postgres),
        false => Err(Error::state("backup.not_a_backup")),
    }
}

/// Size and SHA-256 of a file.
fn measure(file: &Path) -> Result<(u64, String)> {
    let mut hash = Sha256::new();
    let mut opened = std::fs::File::open(file)?;
    let mut buffer = vec![0; 1 << 20];
    let mut size = 0;
    loop {
        let read = opened.read(&mut buffer)?;
        if read == 0 {
            let hex = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
            return Ok((size, hex));
        }
        size += read as u64;
        hash.update(buffer.get(..read).unwrap_or_default());
    }
}
