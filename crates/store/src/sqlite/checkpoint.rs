//! Moves what the log of writes holds into the database file, beside the writer.
//!
//! Left to itself, SQLite does this inside of a commit, and everybody who writes waits for the disk.
//! Here a thread of its own does it early; the writer does the little that is left when the log has
//! grown long all the same, so that the log begins anew and stays bounded. The file of the log keeps
//! its size when it begins anew: to give its blocks back and ask for them again costs tens of
//! milliseconds, in which nobody can write.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use kernel::{Error, Result};
use rusqlite::Connection;
use rusqlite::hooks::Wal;

/// From this many pages of 4 kB on the log is moved into the file.
const EARLY_PAGES: u32 = 4_000;
/// The disk is left to the writer for so long between two moves.
const REST: Duration = Duration::from_millis(200);
/// From this many pages on the writer itself does what is left.
const LATE_PAGES: u32 = 32_000;
/// To this size the file of the log is cut when it begins anew, bytes: longer than it becomes unless
/// somebody reads for very long.
pub(super) const KEPT: u32 = 256 * 1024 * 1024;

/// Where the writer says that it has written.
pub(super) struct Tidier(SyncSender<()>);

impl Tidier {
    /// Something was written: time to look at the log.
    pub(super) fn look(&self) {
        // A look that is already due sees this write too.
        let _ = self.0.try_send(());
    }
}

/// Starts the thread beside the connection of the writer; it ends with the writer.
pub(super) fn start(writer: &mut Connection, own: Connection) -> Result<Tidier> {
    let pages = Arc::new(AtomicU32::new(0));
    let seen = pages.clone();
    let hook = move |log: &mut Wal, pages: i32| {
        let pages = u32::try_from(pages).unwrap_or(0);
        seen.store(pages, Ordering::Relaxed);
        // The commit has happened: what becomes of the log must never become its outcome.
        if pages >= LATE_PAGES
            && let Err(error) = log.checkpoint()
        {
            tracing::debug!(%error, "the log is moved into the database later");
        }
        Ok(())
    };
    writer.wal_hook(Some(hook)).map_err(Error::internal)?;
    let (sender, written) = sync_channel(1);
    std::thread::Builder::new()
        .name("sqlite-tidier".to_owned())
        .spawn(move || run(&own, &pages, &written))?;
    Ok(Tidier(sender))
}

fn run(connection: &Connection, pages: &AtomicU32, written: &Receiver<()>) {
    while written.recv().is_ok() {
        if pages.load(Ordering::Relaxed) < EARLY_PAGES {
            continue;
        }
        let moved = connection.query_row("pragma wal_checkpoint(passive)", [], |_| Ok(()));
        if let Err(error) = moved {
            tracing::warn!(%error, "the log of the database is moved later");
        }
        std::thread::sleep(REST);
    }
}
