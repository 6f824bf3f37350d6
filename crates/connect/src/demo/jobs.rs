//! Loading and clearing the demo company in the background, with progress.

use futures_util::future::BoxFuture;
use kernel::{Ctx, Result};
use org::web::App;
use org::work::JobHandler;
use serde::{Deserialize, Serialize};
use store::Db;
use store::jobs::{self, Job};

use super::{Plan, Scale, store as sql};

/// The job that loads the demo company.
pub(crate) const LOAD: &str = "demo.load";
/// The job that clears it.
pub(crate) const CLEAR: &str = "demo.clear";

/// How far a job is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Progress {
    /// Rows done.
    pub(crate) done: i64,
    /// Rows to do; 0 while nobody knows.
    pub(crate) of: i64,
}

/// What is going on with the demo company.
pub(crate) enum State {
    /// A job of this kind waits or runs.
    Running(String, Progress),
    /// The last job was given up.
    Failed,
    /// Nothing.
    Idle,
}

/// The handlers of the slice.
#[must_use]
pub fn handlers() -> Vec<JobHandler> {
    vec![
        JobHandler {
            kind: LOAD,
            run: load,
        },
        JobHandler {
            kind: CLEAR,
            run: clear,
        },
    ]
}

/// What a job of loading was asked for.
#[derive(Debug, Serialize, Deserialize)]
struct Asked {
    size: String,
}

/// Asks for a job; while one waits or runs there is no second. `size` is a word of [`Scale`].
pub(crate) async fn ask(db: &Db, ctx: &Ctx, kind: &str, size: &str) -> Result<()> {
    let asked = Asked {
        size: size.to_owned(),
    };
    let mut tx = db.begin(ctx).await?;
    tx.enqueue(kind, &asked, Some("demo"), ctx.now()).await?;
    tx.commit().await
}

/// What is going on.
pub(crate) async fn state(db: &Db) -> Result<State> {
    let Some(last) = sql::last_job(db).await? else {
        return Ok(State::Idle);
    };
    Ok(match (last.done_at, last.failed_at) {
        (Some(_), _) => State::Idle,
        (None, Some(_)) => State::Failed,
        (None, None) => {
            let told = last.progress.as_deref().unwrap_or("{}");
            let at = serde_json::from_str(told).unwrap_or_default();
            State::Running(last.kind, at)
        }
    })
}

fn load(app: App, job: Job) -> BoxFuture<'static, Result<()>> {
    Box::pin(async move {
        let (db, ctx) = (app.db(), app.system());
        if sql::is_loaded(db).await? {
            // An attempt that was cut off: what it left goes first.
            sql::clear(db, &ctx, job.created_by, |_, _| async { Ok(()) }).await?;
        }
        app.set_demo(true);
        let asked: Asked = serde_json::from_str(&job.payload)?;
        let scale = Scale::parse(&asked.size).unwrap_or(Scale::S);
        // Beside real members nobody gets a password that everybody knows.
        let plan = Plan {
            sign_ins: false,
            ..Plan::new(scale, ctx.today())
        };
        let tell = |done, of| note(db, &ctx, &job, done, of);
        let (_, truth) = super::load(db, &ctx, &plan, tell).await?;
        super::write_truth(&app.config().data, &truth)
    })
}

fn clear(app: App, job: Job) -> BoxFuture<'static, Result<()>> {
    Box::pin(async move {
        let (db, ctx) = (app.db(), app.system());
        let tell = |done, of| note(db, &ctx, &job, done, of);
        sql::clear(db, &ctx, job.created_by, tell).await?;
        super::remove_truth(&app.config().data)?;
        app.set_demo(false);
        Ok(())
    })
}

async fn note(db: &Db, ctx: &Ctx, job: &Job, done: i64, of: i64) -> Result<()> {
    jobs::progress(db, ctx, job.id, &Progress { done, of }).await
}
