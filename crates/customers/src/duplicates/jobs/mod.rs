//! Looking through everybody, and merging what is certain: durable jobs with progress and an end on
//! demand.

mod everybody;
mod merging;
mod search;
mod since;

pub use everybody::{Survey, survey};

use futures_util::future::BoxFuture;
use kernel::{Ctx, Id, Millis, Result};
use org::web::App;
use org::work::JobHandler;
use serde::{Deserialize, Serialize};
use store::jobs::{self, Job};
use store::{Db, Tx};

/// Compares everybody.
pub(super) const SEARCH: &str = "duplicates.search";
/// Compares a few records that changed with all others.
pub(super) const SINCE: &str = "duplicates.since";
/// Merges the pairs that are certain.
pub(super) const MERGE: &str = "duplicates.merge";
/// Takes a run of merges back.
pub(super) const UNDO: &str = "duplicates.undo";
/// Setting: the job that somebody wants to end.
const STOP: &str = "duplicates.stop";

/// How far a job is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Progress {
    /// `read`, `compare`, `write`, `merge`, `undo`, `stopped`.
    pub stage: String,
    /// Done so far.
    pub done: i64,
    /// To do; 0 while nobody knows.
    pub of: i64,
}

/// What a job of the kind [`SINCE`] is about.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Since {
    /// The people.
    pub people: Vec<Id>,
    /// The companies.
    #[serde(default)]
    pub companies: Vec<Id>,
}

/// What a job of the kind [`MERGE`] is about.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Only {
    /// `person` or `company`; all kinds unless given.
    pub kind: Option<String>,
}

/// What a job of the kind [`UNDO`] is about.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Batch {
    /// The run.
    pub batch: Id,
}

/// The handlers of the slice.
#[must_use]
pub fn handlers() -> Vec<JobHandler> {
    let handler = |kind, run| JobHandler { kind, run };
    vec![
        handler(SEARCH, search_all),
        handler(SINCE, search_some),
        handler(MERGE, merge_certain),
        handler(UNDO, undo_batch),
    ]
}

fn search_all(app: App, job: Job) -> BoxFuture<'static, Result<()>> {
    Box::pin(async move { search::run(&Work { app, job }).await })
}

fn search_some(app: App, job: Job) -> BoxFuture<'static, Result<()>> {
    Box::pin(async move { since::run(&Work { app, job }).await })
}

fn merge_certain(app: App, job: Job) -> BoxFuture<'static, Result<()>> {
    Box::pin(async move { merging::run(&Work { app, job }).await })
}

fn undo_batch(app: App, job: Job) -> BoxFuture<'static, Result<()>> {
    Box::pin(async move { merging::undo(&Work { app, job }).await })
}

/// A job at work.
struct Work {
    app: App,
    job: Job,
}

impl Work {
    fn db(&self) -> &Db {
        self.app.db()
    }

    /// The context of whoever asked for the job.
    fn ctx(&self) -> Ctx {
        let mut ctx = self.app.system();
        ctx.member = self.job.created_by;
        ctx
    }

    async fn tell(&self, stage: &str, done: usize, of: usize) -> Result<()> {
        let progress = Progress {
            stage: stage.to_owned(),
            done: done as i64,
            of: of as i64,
        };
        jobs::progress(self.db(), &self.app.system(), self.job.id, &progress).await
    }

    /// Whether somebody wants it to end; then it says so.
    async fn is_stopped(&self) -> Result<bool> {
        let stopped = self.db().setting::<Id>(STOP).await? == Some(self.job.id);
        if stopped {
            self.tell("stopped", 0, 0).await?;
        }
        Ok(stopped)
    }
}

/// Asks for a run over everybody; while one waits there is no second.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn ask_for_search(tx: &mut Tx, at: Millis) -> Result<()> {
    tx.enqueue(SEARCH, &(), Some(SEARCH), at).await?;
    Ok(())
}

/// Lets a job end at the next occasion.
pub(super) async fn stop(tx: &mut Tx, job: Id) -> Result<()> {
    tx.set_setting(STOP, &job).await
}
