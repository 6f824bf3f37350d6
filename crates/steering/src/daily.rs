//! Work that is done once a day, and at once when somebody wishes it: one run waits, never two.

use kernel::{Ctx, Millis, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::jobs::{Job, Status};
use store::{Db, Tx};

/// How far a run is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Progress {
    /// What was worked through.
    pub(crate) done: i64,
    /// All that there is.
    pub(crate) of: i64,
}

/// A run as the API shows it.
pub(crate) fn told(run: &Status) -> Value {
    let said: Progress = run.said();
    json!({
        "id": run.id, "done": said.done, "of": said.of, "run_at": run.run_at.rfc3339(),
        "done_at": run.done_at.map(Millis::rfc3339), "failed_at": run.failed_at.map(Millis::rfc3339),
    })
}

/// How long after the start of a server the first run begins: an hour.
const FIRST: i64 = 3_600_000;

/// Lets the work of a kind be done now: the run that waits begins, or a new one.
///
/// # Errors
/// As [`Tx::exec`].
pub(crate) async fn wish(tx: &mut Tx, kind: &str) -> Result<()> {
    let now = tx.ctx().now();
    match tx.hurry(kind).await? {
        0 => begin(tx, kind, now).await,
        _ => Ok(()),
    }
}

/// Makes sure that a run waits: what a server does at its start. Answers come by themselves then.
///
/// # Errors
/// As [`Tx::exec`].
pub(crate) async fn ensure(tx: &mut Tx, kind: &str) -> Result<()> {
    let at = tx.ctx().now().plus(FIRST);
    match tx.unfinished(kind).await? {
        0 => begin(tx, kind, at).await,
        _ => Ok(()),
    }
}

/// Makes sure, before a run may fail, that the next one waits for tomorrow.
///
/// # Errors
/// As [`Tx::exec`].
pub(crate) async fn tomorrow(db: &Db, ctx: &Ctx, job: &Job) -> Result<()> {
    let mut tx = db.begin(ctx).await?;
    // This run is the other one that is not finished.
    if tx.unfinished(&job.kind).await? < 2 {
        let next = format!("{} {}", job.kind, job.id);
        tx.enqueue(&job.kind, &(), Some(&next), ctx.now().plus(Millis::DAY))
            .await?;
    }
    tx.commit().await
}

async fn begin(tx: &mut Tx, kind: &str, at: Millis) -> Result<()> {
    tx.enqueue(kind, &(), Some(kind), at).await?;
    Ok(())
}
