//! The log in memory, brought up to date when somebody asks, and kept in a file for the next start.

use std::path::PathBuf;
use std::sync::Arc;

use ::store::Db;
use kernel::{Millis, Result};
use org::web::App;
use tokio::sync::Mutex;
use tokio::task::JoinHandle;

use super::kept;
use super::model::Log;
use super::store::{self as sql, Version};

/// Smaller logs are read from the database as quickly as from a file.
const LEAST: usize = 50_000;
/// A changed log is written again when the file is older than this.
const KEEP_EVERY_MS: i64 = Millis::DAY / 24;
/// Name of the file in the data folder.
const FILE: &str = "effects.log";

/// The log, read once and kept. One reader at a time brings it up to date; the others wait and share.
pub struct Memory {
    held: Mutex<Option<Held>>,
    /// The file that is being written.
    writing: Mutex<Option<JoinHandle<()>>>,
    least: usize,
}

impl Default for Memory {
    fn default() -> Self {
        Self::keeping(LEAST)
    }
}

/// What is in memory, and when the file was written that says the same or less.
struct Held {
    version: Version,
    log: Arc<Log>,
    kept_at: Option<Millis>,
}

impl Memory {
    /// A memory that keeps logs of at least so many touchpoints in a file.
    #[must_use]
    pub fn keeping(least: usize) -> Self {
        Self {
            held: Mutex::default(),
            writing: Mutex::default(),
            least,
        }
    }

    /// The log as it is now.
    ///
    /// # Errors
    /// As [`sql::load`].
    pub async fn log(&self, app: &App) -> Result<Arc<Log>> {
        let mut held = self.held.lock().await;
        let (db, now) = (app.db(), app.system().now());
        let version = sql::version(db).await?;
        let before = match held.take() {
            None => restored(app, now).await?,
            before => before,
        };
        let mut next = match before {
            Some(same) if same.version == version => same,
            Some(before) => renewed(db, before, version).await?,
            None => read(db, version).await?,
        };
        if next.log.len() >= self.least && next.is_due(now) {
            next.kept_at = Some(now);
            let writing = keep(app, &next).await?;
            *self.writing.lock().await = writing;
        }
        let log = next.log.clone();
        *held = Some(next);
        Ok(log)
    }

    /// Waits until the file is written that is being written.
    pub(super) async fn kept(&self) {
        if let Some(writing) = self.writing.lock().await.take() {
            drop(writing.await);
        }
    }
}

impl Held {
    fn is_due(&self, now: Millis) -> bool {
        self.kept_at.is_none_or(|at| now.0 - at.0 >= KEEP_EVERY_MS)
    }
}

fn file(app: &App) -> PathBuf {
    app.config().data.join(FILE)
}

/// What the file says, if it is of this log.
async fn restored(app: &App, now: Millis) -> Result<Option<Held>> {
    let file = file(app);
    let read = move || kept::read(&file);
    let Ok(Some((version, witness, log))) = tokio::task::spawn_blocking(read).await else {
        return Ok(None);
    };
    if sql::witness(app.db(), version.seq).await? != Some(witness) {
        return Ok(None);
    }
    Ok(Some(Held {
        version,
        log: Arc::new(sql::complete(app.db(), log).await?),
        kept_at: Some(now),
    }))
}

/// Writes the file in the background; who asked need not wait for it.
async fn keep(app: &App, held: &Held) -> Result<Option<JoinHandle<()>>> {
    let (file, version, log) = (file(app), held.version, held.log.clone());
    let Some(witness) = sql::witness(app.db(), version.seq).await? else {
        return Ok(None);
    };
    Ok(Some(tokio::task::spawn_blocking(move || {
        if let Err(error) = kept::write(&file, &version, witness, &log) {
            tracing::warn!(%error, "the log is read from the database at the next start");
        }
    })))
}

async fn read(db: &Db, version: Version) -> Result<Held> {
    Ok(Held {
        version,
        log: Arc::new(sql::load(db).await?),
        kept_at: None,
    })
}

/// What may have changed old touchpoints of anybody makes everything be read again; what concerns a company,
/// such as a merge, makes its touchpoints be read again.
async fn renewed(db: &Db, before: Held, now: Version) -> Result<Held> {
    let was = before.version;
    let is_grown = now.identity == was.identity
        && now.companies >= was.companies
        && now.resolved >= was.resolved
        && now.seq >= was.seq;
    if is_grown && let Some(log) = sql::reload(db, &before.log, (&was, &now)).await? {
        return Ok(Held {
            version: now,
            log: Arc::new(log),
            kept_at: before.kept_at,
        });
    }
    read(db, now).await
}
