//! Moves what the log of writes holds into the database file, beside the writer.
//!
//! Left to itself, SQLite does this inside of a commit, and everybody who writes waits for the disk.
//! Here a thread of its own does it early; the writer does the little that is left when the log has
//! grown long all the same, so that the log begins anew and stays bounded.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use kernel::{Error, Result};
use rusqlite::Connection;

/// From this size on the log is moved into the file, bytes.
const EARLY: u64 = 16 * 1024 * 1024;
/// The disk is left to the writer for so long between two moves.
const REST: Duration = Duration::from_millis(200);
/// From this many pages of 4 kB on the writer itself does what is left.
const LATE_PAGES: u32 = 32_000;

/// Where the writer says that it has written.
pub(super) struct Tidier(SyncSender<()>);

impl Tidier {
    /// Something was written: time to look at the log.
    pub(super) fn look(&self) {
        // A look that is already due sees this write too.
        let _ = self.0.try_send(());
    }
}

/// The writer's own connection moves the log only when it has grown long.
pub(super) fn only_when_late(connection: &Connection) -> Result<()> {
    connection
        .pragma_update(None, "wal_autocheckpoint", LATE_PAGES)
        .map_err(Error::internal)
}

/// Starts the thread; it ends with the writer.
pub(super) fn start(connection: Connection, database: &Path) -> Result<Tidier> {
    let (sender, written) = sync_channel(1);
    let mut log = database.as_os_str().to_owned();
    log.push("-wal");
    std::thread::Builder::new()
        .name("sqlite-tidier".to_owned())
        .spawn(move || run(&connection, &PathBuf::from(log), &written))?;
    Ok(Tidier(sender))
}

fn run(connection: &Connection, log: &Path, written: &Receiver<()>) {
    while written.recv().is_ok() {
        // When the log begins anew its file is cut to less than this (`journal_size_limit`).
        if std::fs::metadata(log).map_or(0, |file| file.len()) < EARLY {
            continue;
        }
        let moved = connection.query_row("pragma wal_checkpoint(passive)", [], |_| Ok(()));
        if let Err(error) = moved {
            tracing::warn!(%error, "the log of the database is moved later");
        }
        std::thread::sleep(REST);
    }
}
