//! Background work: durable jobs and reactors on the log, each in a loop that ends with the server.
//!
//! A reactor reads touchpoints behind its durable cursor and writes what it makes of them in the same
//! transaction as the cursor, so that nothing is done twice and nothing is left out.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use kernel::Result;
use store::Tx;
use store::jobs::{self, Job};

use crate::web::App;

/// How many touchpoints a reactor takes at once.
pub const BATCH: i64 = 2_000;
const FOLD_EVERY: Duration = Duration::from_secs(5);
const LOOK_AGAIN: Duration = Duration::from_millis(400);

/// Runs jobs of one kind.
pub struct JobHandler {
    /// The kind in the job table.
    pub kind: &'static str,
    /// Does the work; an error is noted and the job tried again.
    pub run: fn(App, Job) -> BoxFuture<'static, Result<()>>,
}

/// Reacts to touchpoints.
pub struct Reactor {
    /// Name of its durable cursor.
    pub name: &'static str,
    /// Handles the touchpoints with `seq` in `after+1 ..= up_to` within the transaction.
    pub react: for<'a> fn(&'a mut Tx, after: i64, up_to: i64) -> BoxFuture<'a, Result<()>>,
}

/// Lets a reactor catch up with the log; answers how far it came.
///
/// # Errors
/// As the reactor.
pub async fn catch_up(app: &App, reactor: &Reactor) -> Result<i64> {
    let db = app.db();
    let mut at = store::reactors::cursor(db, reactor.name).await?;
    loop {
        let head = store::reactors::head(db).await?;
        if at >= head {
            return Ok(at);
        }
        let up_to = head.min(at + BATCH);
        let mut tx = db.begin(&app.system()).await?;
        (reactor.react)(&mut tx, at, up_to).await?;
        store::reactors::advance(&mut tx, reactor.name, up_to).await?;
        tx.commit().await?;
        at = up_to;
    }
}

/// Starts the loops of all reactors and of the job worker.
pub fn start(app: &App, reactors: Vec<Reactor>, handlers: Vec<JobHandler>) {
    for reactor in reactors {
        let app = app.clone();
        tokio::spawn(async move { react_for_ever(&app, &reactor).await });
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

async fn react_for_ever(app: &App, reactor: &Reactor) {
    loop {
        if let Err(error) = catch_up(app, reactor).await {
            tracing::error!(reactor = reactor.name, %error, "will be tried again");
            tokio::time::sleep(Duration::from_secs(5)).await;
        }
        app.db().wait_for_commit(LOOK_AGAIN).await;
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
