//! How much of the disk is free, looked at once a second.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use kernel::Millis;

const EVERY: i64 = 1_000;

/// What the last look said.
#[derive(Default)]
pub(super) struct Disk {
    looked_at: AtomicI64,
    full: AtomicBool,
}

impl Disk {
    /// Whether less than so many percent of the disk under the folder are free. A disk that cannot be
    /// looked at counts as free: the database will say when it is not.
    pub(super) fn is_full(&self, folder: &Path, percent: f64, now: Millis) -> bool {
        let last = self.looked_at.load(Ordering::Relaxed);
        if (now.0 - last).abs() >= EVERY {
            self.looked_at.store(now.0, Ordering::Relaxed);
            let full = free_percent(folder).is_some_and(|free| free < percent);
            if full && !self.full.load(Ordering::Relaxed) {
                tracing::warn!("less than {percent} % of the disk is free: events are turned away");
            }
            self.full.store(full, Ordering::Relaxed);
        }
        self.full.load(Ordering::Relaxed)
    }
}

fn free_percent(folder: &Path) -> Option<f64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    (disk.f_blocks > 0).then(|| disk.f_bavail as f64 * 100.0 / disk.f_blocks as f64)
}
