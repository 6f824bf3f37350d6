//! Background work: durable jobs and reactors on the log, each in a loop that ends with the server.
//!
//! A reactor reads touchpoints behind its durable cursor and writes what it makes of them in the same
//! transaction as the cursor, so that nothing is done twice and nothing is left out.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use kernel::Result;
use store::jobs::{self, Job};
use store::{Speed, Tx};

use crate::web::App;

/// How many touchpoints a reactor takes at once.
pub const BATCH: i64 = 4_000;
const FOLD_EVERY: Duration = Duration::from_secs(5);
/// The reactor that finds out who is meant by new identifiers. All others follow behind it, so that
/// they see every touchpoint with its person and company. What it makes are records and no
/// projection: a replay leaves it out.
pub const LEADER: &str = "identity";
/// The reactor that tells machines from people; what it marks may be older than its last look.
pub const JUDGE: &str = "machines";
const LOOK_AGAIN: Duration = Duration::from_millis(400);
/// A busy log is read in larger bites: each reactor rests at least so many milliseconds after a bite
/// and at most [`LONGEST_REST`], so that reactors leave the one writer of the embedded engine to others.
const REST: i64 = 15;
const LONGEST_REST: i64 = 400;
const GATHERING: i64 = 2_000;

/// Runs jobs of one kind.
pub struct JobHandler {
    /// The kind in the job table.
    pub kind: &'static str,
    /// Does the work; an error is noted and the job tried again.
    pub run: fn(App, Job) -> BoxFuture<'static, Result<()>>,
}

/// How soon a reactor reads on, and how much at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// As soon as it can: others wait for what it makes.
    Prompt,
    /// Two seconds after the last bite, and everything that came meanwhile in one: it writes the same rows
    /// again and again, and each is written once a bite.
    Gathering,
}

impl Pace {
    /// How many touchpoints are taken at once.
    fn bite(self) -> i64 {
        match self {
            Pace::Prompt => BATCH,
            Pace::Gathering => 10 * BATCH,
        }
    }

    /// Milliseconds to rest after a look that took so many, whether or not there was something to read.
    fn rest(self, took: i64, has_read: bool) -> i64 {
        match self {
            Pace::Gathering if has_read => GATHERING,
            _ => took.saturating_mul(4).clamp(REST, LONGEST_REST),
        }
    }
}

/// Reacts to touchpoints. What it does may be done again: after the same touchpoints the same is there.
pub struct Reactor {
    /// Name of its durable cursor.
    pub name: &'static str,
    /// The reactor whose work on a touchpoint it needs: it never reads further than that one came.
    pub follows: Option<&'static str>,
    /// How soon and how much at once.
    pub pace: Pace,
    /// Handles the touchpoints with `seq` in `after+1 ..= up_to` within the transaction.
    pub react: for<'a> fn(&'a mut Tx, after: i64, up_to: i64) -> BoxFuture<'a, Result<()>>,
    /// Empties what the reactor alone has made, before it is made again from the beginning of the log.
    pub clear: for<'a> fn(&'a mut Tx) -> BoxFuture<'a, Result<()>>,
}

/// For reactors whose work is only added to: there is nothing to empty before a replay.
#[must_use]
pub fn nothing_to_clear(_tx: &mut Tx) -> BoxFuture<'_, Result<()>> {
    Box::pin(async { Ok(()) })
}

/// Lets a reactor catch up with the log; answers how far it came.
///
/// # Errors
/// As the reactor.
pub async fn catch_up(app: &App, reactor: &Reactor) -> Result<i64> {
    let db = app.db();
    loop {
        let (at, replay_to) = store::reactors::position(db, reactor.name).await?;
        let head = match reactor.follows {
            None => store::reactors::head(db).await?,
            Some(leader) => store::reactors::cursor(db, leader).await?,
        };
        if at >= head {
            return Ok(at);
        }
        let is_replay = at < replay_to;
        let up_to = match is_replay {
            true => head.min(at + reactor.pace.bite()).min(replay_to),
            false => head.min(at + reactor.pace.bite()),
        };
        let (name, react) = (reactor.name, reactor.react);
        // Nobody waits for a reactor, and what a power cut takes it makes again.
        db.transact(&app.system(), Speed::Unhurried, move |tx| {
            Box::pin(async move {
                // Somebody else was faster: this is done.
                if !store::reactors::advance_from(tx, name, at, up_to).await? {
                    return Ok(());
                }
                if is_replay {
                    tx.without_effects();
                }
                react(tx, at, up_to).await
            })
        })
        .await?;
    }
}

/// Makes again what reactors have made, from the beginning of the log and without any effect on the
/// outside. Answers the position up to which everything was read. Those that follow stand behind the
/// one they follow. [`LEADER`] is left out: whom it found are records, which others have changed,
/// merged or erased since.
///
/// # Errors
/// As the reactors.
pub async fn replay(app: &App, reactors: &[Reactor]) -> Result<i64> {
    let mut tx = app.db().begin(&app.system()).await?;
    tx.without_effects();
    // Who keeps something of the log in memory reads it anew: other rules may judge otherwise.
    tx.identities_changed().await?;
    let projections = || reactors.iter().filter(|reactor| reactor.name != LEADER);
    // Positions first, then what was made: in the order in which a reactor at work takes them.
    for reactor in projections() {
        store::reactors::rewind_in(&mut tx, reactor.name).await?;
    }
    for reactor in projections() {
        (reactor.clear)(&mut tx).await?;
    }
    tx.commit().await?;
    let mut read = 0;
    for reactor in projections() {
        read = catch_up(app, reactor).await?;
    }
    Ok(read)
}

/// Starts the loops of all reactors and of the job worker.
pub fn start(app: &App, reactors: Vec<Reactor>, handlers: Vec<JobHandler>) {
    let led: HashSet<&str> = reactors.iter().filter_map(|r| r.follows).collect();
    for reactor in reactors {
        let (app, leads) = (app.clone(), led.contains(reactor.name));
        tokio::spawn(async move { react_for_ever(&app, &reactor, leads).await });
    }
    let counted = app.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(FOLD_EVERY).await;
            counted.measures().fold();
        }
    });
    let app = app.clone();
    let handlers = Arc::new(handlers);
    tokio::spawn(async move { work_for_ever(&app, &handlers).await });
}

async fn react_for_ever(app: &App, reactor: &Reactor, leads: bool) {
    let mut came = 0;
    loop {
        let woken = app.db().wait_for_commit(LOOK_AGAIN);
        let began = app.system().now();
        let mut has_read = false;
        match catch_up(app, reactor).await {
            Ok(at) => {
                has_read = at != came;
                came = at;
                if leads && has_read {
                    app.db().wake();
                }
            }
            Err(error) => {
                tracing::error!(reactor = reactor.name, %error, "will be tried again");
                tokio::time::sleep(Duration::from_secs(5)).await;
            }
        }
        let took = app.system().now().0.saturating_sub(began.0);
        let rest = reactor.pace.rest(took, has_read);
        woken.await;
        tokio::time::sleep(Duration::from_millis(rest.unsigned_abs())).await;
    }
}

async fn work_for_ever(app: &App, handlers: &[JobHandler]) {
    let worker = format!("{}", app.system().request_id);
    loop {
        match jobs::claim(app.db(), &app.system(), &worker).await {
            Ok(Some(job)) => run_job(app, handlers, job).await,
            Ok(None) => tokio::time::sleep(LOOK_AGAIN).await,
            Err(error) => {
                tracing::error!(%error, "no job could be taken");
                tokio::time::sleep(Duration::from_secs(5)).await;
            }
        }
    }
}

/// Runs one job and notes how it ended.
pub async fn run_job(app: &App, handlers: &[JobHandler], job: Job) {
    let ctx = app.system();
    let outcome = match handlers.iter().find(|h| h.kind == job.kind) {
        Some(handler) => (handler.run)(app.clone(), job.clone()).await,
        None => Err(kernel::Error::internal(format!(
            "no handler for {}",
            job.kind
        ))),
    };
    let noted = match outcome {
        Ok(()) => jobs::finish(app.db(), &ctx, job.id).await,
        Err(error) => {
            tracing::error!(job = %job.id, kind = job.kind, %error, "job failed");
            jobs::fail(app.db(), &ctx, &job, &error.to_string()).await
        }
    };
    if let Err(error) = noted {
        tracing::error!(%error, "the end of a job could not be noted");
    }
}
