//! Live updates: one look at the log for all who watch, also for what other processes write.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use org::web::App;
use tokio::sync::broadcast::{Receiver, Sender, channel};

use super::Moment;
use super::store as sql;

/// Other processes (imports, the command line) do not wake us, so we look this often.
const LOOK_AGAIN: Duration = Duration::from_millis(400);
/// Moments that a slow watcher may be behind before it misses some.
const BUFFER: usize = 1_024;
const BATCH: i64 = 500;

/// Who watches the timeline now. The loop behind it runs only while somebody does.
pub struct Hub {
    sender: Sender<Arc<Moment>>,
    running: Arc<AtomicBool>,
}

impl Default for Hub {
    fn default() -> Self {
        Self {
            sender: channel(BUFFER).0,
            running: Arc::new(AtomicBool::new(false)),
        }
    }
}

impl Hub {
    /// Everything that is recorded from now on.
    #[must_use]
    pub fn watch(&self, app: &App) -> Receiver<Arc<Moment>> {
        let receiver = self.sender.subscribe();
        if !self.running.swap(true, Ordering::SeqCst) {
            let (app, sender, running) = (app.clone(), self.sender.clone(), self.running.clone());
            tokio::spawn(async move {
                follow(&app, &sender).await;
                running.store(false, Ordering::SeqCst);
            });
        }
        receiver
    }
}

async fn follow(app: &App, sender: &Sender<Arc<Moment>>) {
    let mut at = match store::reactors::head(app.db()).await {
        Ok(head) => head,
        Err(_) => return,
    };
    while sender.receiver_count() > 0 {
        match sql::newer(app.db(), at, BATCH).await {
            Ok(moments) => {
                for moment in moments {
                    at = moment.seq;
                    // Nobody left to hear is no fault; the loop ends at its condition.
                    let _ = sender.send(Arc::new(moment));
                }
            }
            Err(error) => tracing::warn!(%error, "the live timeline looks again later"),
        }
        app.db().wait_for_commit(LOOK_AGAIN).await;
    }
}
