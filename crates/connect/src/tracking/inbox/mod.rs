//! The one queue between requests and the database, and the task that empties it.
//!
//! What waits is written in one transaction; while the disk confirms it, the next requests gather. The
//! task runs only while something waits.

mod disk;
mod limits;
mod queue;

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use kernel::{Error, Id, Millis, Result};
use org::web::{App, Intake, sha256};
use tokio::sync::oneshot;

use self::disk::Disk;
use self::limits::Limits;
use self::queue::{Entry, Queue, Turn};
use super::Retried;
use super::model::{Incoming, Refusal};
use super::store::{Fate, Item, Known, commit_all, commit_alone};
use crate::sources::{self, Source};

/// A sender that finds the queue full comes back after so many seconds.
const BUSY_AFTER: u64 = 1;
/// A sender that finds the disk full comes back after so many seconds.
const DISK_AFTER: u64 = 60;

/// Why a request is not let in now, and after how many seconds it may come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Later {
    pub(crate) why: Refusal,
    pub(crate) seconds: u64,
}

/// Where events wait to be written. One for the application.
#[derive(Default)]
pub struct Inbox {
    queue: Mutex<Queue>,
    bytes: AtomicUsize,
    limits: Limits,
    disk: Disk,
    /// Sources by the hash of their key.
    keys: Mutex<HashMap<[u8; 32], Arc<Source>>>,
    known: Arc<tokio::sync::Mutex<Known>>,
}

/// The bytes of one body; free again when it is dropped.
pub(crate) struct Held {
    inbox: Arc<Inbox>,
    bytes: usize,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.inbox.bytes.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Inbox {
    /// The source of a write key. Once found it is remembered: whether the key is still valid is
    /// looked at in the transaction that writes.
    pub(crate) async fn source_of(&self, app: &App, key: &str) -> Result<Option<Arc<Source>>> {
        let hash = sha256(key);
        if let Some(source) = lock(&self.keys).get(&hash) {
            return Ok(Some(source.clone()));
        }
        let found = sources::by_key(app.db(), key).await?.map(Arc::new);
        if let Some(source) = &found {
            lock(&self.keys).insert(hash, source.clone());
        }
        Ok(found)
    }

    /// Lets a body of so many bytes in, or says when to come back.
    pub(crate) fn admit(self: &Arc<Self>, app: &App, bytes: usize) -> Result<Held, Later> {
        let intake = &app.config().intake;
        let now = app.system().now();
        if self.disk.is_full(&app.config().data, intake.free_disk, now) {
            return Err(Later {
                why: Refusal::DiskFull,
                seconds: DISK_AFTER,
            });
        }
        // Whoever finds no room is told before anything is read: under a flood that is what saves us.
        if lock(&self.queue).waiting() >= intake.waiting {
            return Err(busy());
        }
        let before = self.bytes.fetch_add(bytes, Ordering::Relaxed);
        let held = Held {
            inbox: self.clone(),
            bytes,
        };
        match before + bytes > intake.bytes {
            true => Err(busy()),
            false => Ok(held),
        }
    }

    /// Takes events of a source from its allowance, or says when there are enough again.
    pub(crate) fn allow(
        &self,
        intake: &Intake,
        source: Id,
        events: usize,
        now: Millis,
    ) -> Result<(), Later> {
        self.limits
            .take(source, events, (intake.rate, intake.burst), now)
            .map_err(|seconds| Later {
                why: Refusal::RateLimited,
                seconds,
            })
    }

    /// Makes items of one source durable and answers the fate of each.
    ///
    /// # Errors
    /// `Ok(Err(later))` when too much waits already; else as the database.
    pub(crate) async fn submit(
        self: &Arc<Self>,
        app: &App,
        items: Vec<Item>,
    ) -> Result<Result<Vec<Fate>, Later>> {
        let (reply, answer) = oneshot::channel();
        if !lock(&self.queue).push(&app.config().intake, Entry { items, reply }) {
            return Ok(Err(busy()));
        }
        self.start(app);
        let fates = answer
            .await
            .map_err(|_| Error::internal("the writer of events has ended"))??;
        Ok(Ok(fates))
    }

    fn start(self: &Arc<Self>, app: &App) {
        if lock(&self.queue).lets_a_writer_begin(app.db().writers()) {
            let (inbox, app) = (self.clone(), app.clone());
            tokio::spawn(async move { inbox.run(&app).await });
        }
    }

    async fn run(self: Arc<Self>, app: &App) {
        let mut turn = Turn::new(&self.queue, app.db().writers());
        loop {
            // Whoever is about to knock may still come in.
            tokio::task::yield_now().await;
            let group = turn.next();
            if group.is_empty() {
                return;
            }
            self.write(app, group).await;
        }
    }

    async fn write(&self, app: &App, group: Vec<Entry>) {
        let (mut items, mut ends) = (Vec::new(), Vec::with_capacity(group.len()));
        for entry in group {
            items.extend(entry.items);
            ends.push((items.len(), entry.reply));
        }
        let items = Arc::new(items);
        let fates = commit_all(app, &self.known, &items).await;
        self.forget_revoked(&items, &fates);
        let (mut fates, mut from) = (fates.into_iter(), 0);
        for (end, reply) in ends {
            let own: Result<Vec<Fate>> = fates.by_ref().take(end - from).collect();
            // Whoever hung up gets no answer; what is written stays.
            let _ = reply.send(own);
            from = end;
        }
    }

    fn forget_revoked(&self, items: &[Item], fates: &[Result<Fate>]) {
        for (item, fate) in items.iter().zip(fates) {
            if matches!(fate, Ok(Fate::Refused(Refusal::UnknownKey))) {
                lock(&self.keys).retain(|_, source| source.id != item.source.id);
            }
        }
    }
}

fn busy() -> Later {
    Later {
        why: Refusal::Busy,
        seconds: BUSY_AFTER,
    }
}

/// Writes one event outside of the queue. A conflict or a fault is answered and leaves no new dead
/// letter behind: the event that was tried again is one already.
pub(super) async fn write_alone(
    app: &App,
    source: Arc<Source>,
    event: Incoming,
) -> Result<Retried> {
    let inbox = app
        .plugged::<Inbox>()
        .ok_or_else(|| Error::internal("no inbox is plugged in"))?;
    let fate = commit_alone(app, &inbox.known, source, event).await?;
    Ok(match fate {
        Fate::Accepted | Fate::Duplicate => Retried::Kept,
        Fate::Conflict => Retried::Refused(Refusal::Conflict.code()),
        Fate::Refused(refusal) => Retried::Refused(refusal.code()),
    })
}
