//! Live updates: one look at the log for all who watch, also for what other processes write.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use kernel::{Error, Id, Result};
use org::web::{App, Viewer};
use tokio::sync::broadcast::{Receiver, Sender, channel};

use super::Moment;
use super::store as sql;

/// Other processes (imports, the command line) do not wake us, so we look this often.
const LOOK_AGAIN: Duration = Duration::from_millis(400);
/// Moments that a slow watcher may be behind before it reads them from the log again.
const BUFFER: usize = 1_024;
const BATCH: i64 = 500;
/// Connections that one session may hold; pages in the background hold none.
const SEATS: usize = 6;
/// Seconds after which a session with too many connections may try again.
const LATER: u32 = 30;

/// A moment that was just recorded.
#[derive(Debug)]
pub struct News {
    /// The moment.
    pub moment: Moment,
    /// Persons who took part in it beside its own.
    pub participants: Vec<Id>,
}

/// Who watches the timeline now. The loop behind it runs only while somebody does.
pub struct Hub {
    sender: Sender<Arc<News>>,
    running: Arc<AtomicBool>,
    seats: Arc<Mutex<HashMap<String, usize>>>,
}

/// One of the connections that a session may hold; free again when it is dropped.
pub struct Seat {
    session: String,
    seats: Arc<Mutex<HashMap<String, usize>>>,
}

impl Default for Hub {
    fn default() -> Self {
        Self {
            sender: channel(BUFFER).0,
            running: Arc::new(AtomicBool::new(false)),
            seats: Arc::default(),
        }
    }
}

impl Hub {
    /// Everything that is recorded from now on.
    ///
    /// # Errors
    /// When the end of the log cannot be read.
    pub async fn watch(&self, app: &App) -> Result<Receiver<Arc<News>>> {
        let receiver = self.sender.subscribe();
        if !self.running.swap(true, Ordering::SeqCst) {
            let head = match store::reactors::head(app.db()).await {
                Ok(head) => head,
                Err(error) => {
                    self.running.store(false, Ordering::SeqCst);
                    return Err(error);
                }
            };
            let (app, sender, running) = (app.clone(), self.sender.clone(), self.running.clone());
            tokio::spawn(async move { run(&app, &sender, &running, head).await });
        }
        Ok(receiver)
    }

    /// The hub, and a place in it for one more connection of the viewer's session.
    ///
    /// # Errors
    /// `Unavailable` when the session holds too many.
    pub fn sit(app: &App, viewer: &Viewer) -> Result<(Arc<Self>, Seat)> {
        let hub = app
            .plugged::<Self>()
            .ok_or_else(|| Error::internal("no hub of live updates"))?;
        let session = viewer.holder();
        let mut seats = hub.seats.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = seats.entry(session.clone()).or_default();
        if *taken >= SEATS {
            return Err(Error::Unavailable {
                what: "timeline.too_many_live",
                retry_after: LATER,
            });
        }
        *taken += 1;
        drop(seats);
        let seats = hub.seats.clone();
        Ok((hub, Seat { session, seats }))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut seats = self.seats.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(taken) = seats.get_mut(&self.session) {
            *taken = taken.saturating_sub(1);
            if *taken == 0 {
                seats.remove(&self.session);
            }
        }
    }
}

async fn run(app: &App, sender: &Sender<Arc<News>>, running: &AtomicBool, head: i64) {
    let mut at = head;
    loop {
        at = follow(app, sender, at).await;
        running.store(false, Ordering::SeqCst);
        // Somebody may have come between the last look and the line above.
        if sender.receiver_count() == 0 || running.swap(true, Ordering::SeqCst) {
            return;
        }
    }
}

/// Tells everything behind a position of the log while somebody listens; answers how far it came.
async fn follow(app: &App, sender: &Sender<Arc<News>>, from: i64) -> i64 {
    let mut at = from;
    while sender.receiver_count() > 0 {
        match news(app, at).await {
            Ok(news) => {
                for one in news {
                    at = one.moment.seq;
                    // Nobody left to hear is no fault; the loop ends at its condition.
                    let _ = sender.send(Arc::new(one));
                }
            }
            Err(error) => tracing::warn!(%error, "the live timeline looks again later"),
        }
        app.db().wait_for_commit(LOOK_AGAIN).await;
    }
    at
}

async fn news(app: &App, after: i64) -> Result<Vec<News>> {
    let moments = sql::newer(app.db(), after, BATCH).await?;
    if moments.is_empty() {
        return Ok(Vec::new());
    }
    let taking_part = sql::taking_part(app.db(), moments.iter().map(|m| m.id)).await?;
    Ok(moments
        .into_iter()
        .map(|moment| News {
            participants: taking_part
                .iter()
                .filter(|(id, _)| *id == moment.id)
                .map(|(_, person)| *person)
                .collect(),
            moment,
        })
        .collect())
}
