//! The durable jobs of imports. A job that was cut off is taken up again: a run goes on behind its last
//! chunk, a trial begins anew, an undo finishes what is left.

use futures_util::future::BoxFuture;
use kernel::{Ctx, Error, Id, Result};
use org::web::App;
use org::work::JobHandler;
use store::Db;
use store::jobs::{self, Job};

use super::super::model::{FileOutcome, Reason, Run, State};
use super::super::store as sql;
use super::follow::{Follow, Handled};
use super::run::{go, work_through};
use super::steps::{Asked, RUN, TRIAL, UNDO};
use super::undo::undo_followed;
use super::uploads;

/// The handlers of the slice.
#[must_use]
pub fn handlers() -> Vec<JobHandler> {
    let run = |app, job| -> BoxFuture<'static, Result<()>> { Box::pin(attend(app, job)) };
    [TRIAL, RUN, UNDO]
        .map(|kind| JobHandler { kind, run })
        .into()
}

async fn attend(app: App, job: Job) -> Result<()> {
    let Asked { import } = serde_json::from_str(&job.payload)?;
    let mut ctx = app.system();
    ctx.member = job.created_by;
    let done = match job.kind.as_str() {
        TRIAL => trial(&app, &ctx, &job, import).await,
        RUN => run(&app, &ctx, &job, import).await,
        _ => undo(&app, &ctx, &job, import).await,
    };
    match done {
        Err(error) if job.is_last_attempt() => {
            tracing::error!(%import, %error, "an import is given up");
            give_up(&app, &ctx, import, &Reason::new("broke_off")).await
        }
        done => done,
    }
}

async fn trial(app: &App, ctx: &Ctx, job: &Job, import: Id) -> Result<()> {
    let Some(mut run) = loaded(app, ctx, import, State::Trying).await? else {
        return Ok(());
    };
    let mut tx = app.db().begin(ctx).await?;
    sql::clear_problems(&mut tx, import).await?;
    tx.commit().await?;
    // An attempt that was cut off has left counts behind.
    for file in &mut run.files {
        *file = FileOutcome {
            file: std::mem::take(&mut file.file),
            format: file.format.take(),
            rows: file.rows,
            ..FileOutcome::default()
        };
    }
    let mut follow = Reporting::new(app.db(), ctx, job, import);
    if !go(app.db(), ctx, &mut run, true, &mut follow).await? {
        return Ok(());
    }
    let mut tx = app.db().begin(ctx).await?;
    sql::end_trial(&mut tx, &run).await?;
    tx.commit().await
}

async fn run(app: &App, ctx: &Ctx, job: &Job, import: Id) -> Result<()> {
    let Some(run) = loaded(app, ctx, import, State::Running).await? else {
        return Ok(());
    };
    let mut follow = Reporting::new(app.db(), ctx, job, import);
    if work_through(app.db(), ctx, run, &mut follow).await? {
        uploads::remove(app, import);
    }
    Ok(())
}

async fn undo(app: &App, ctx: &Ctx, job: &Job, import: Id) -> Result<()> {
    if sql::get(app.db(), import).await?.state != State::Undoing {
        return Ok(());
    }
    let mut follow = Reporting::new(app.db(), ctx, job, import);
    undo_followed(app.db(), ctx, import, &mut follow).await?;
    uploads::remove(app, import);
    Ok(())
}

/// The run with the places of its files, when it is in the state that the job is for; otherwise it was
/// stopped or dropped and there is nothing to do. A run whose files are gone is given up.
async fn loaded(app: &App, ctx: &Ctx, import: Id, wanted: State) -> Result<Option<Run>> {
    let mut run = match sql::get(app.db(), import).await {
        Err(Error::NotFound(_)) => return Ok(None),
        run => run?,
    };
    if run.state != wanted {
        return Ok(None);
    }
    let folder = uploads::folder(app, import);
    for job in &mut run.jobs {
        // The command line has named its files in full.
        job.path = folder.join(&job.path);
    }
    if let Some(gone) = run.jobs.iter().find(|job| !job.path.exists()) {
        let reason = Reason::of_value("file_gone", &gone.name);
        give_up(app, ctx, import, &reason).await?;
        return Ok(None);
    }
    Ok(Some(run))
}

/// Says why it does not go on. An undo can be asked for again, so it stays where it is.
async fn give_up(app: &App, ctx: &Ctx, import: Id, reason: &Reason) -> Result<()> {
    let mut tx = app.db().begin(ctx).await?;
    sql::set_state(&mut tx, import, &[State::Running], State::Failed).await?;
    sql::set_state(&mut tx, import, &[State::Trying], State::Waiting).await?;
    sql::note_failure(&mut tx, import, Some(reason)).await?;
    tx.commit().await
}

/// Keeps the lease of the job and says how far it is; what a trial refuses is kept beside.
struct Reporting<'a> {
    db: &'a Db,
    ctx: &'a Ctx,
    job: &'a Job,
    import: Id,
}

impl<'a> Reporting<'a> {
    fn new(db: &'a Db, ctx: &'a Ctx, job: &'a Job, import: Id) -> Self {
        Self {
            db,
            ctx,
            job,
            import,
        }
    }

    async fn note(&self, handled: Handled) -> Result<bool> {
        if self.job.kind == TRIAL {
            let mut tx = self.db.begin(self.ctx).await?;
            if !sql::is_tried(&mut tx, self.import).await? {
                return Ok(false);
            }
            sql::add_problems(&mut tx, handled.refused).await?;
            tx.commit().await?;
        }
        jobs::progress(self.db, self.ctx, self.job.id, &handled.step).await?;
        Ok(true)
    }
}

impl Follow for Reporting<'_> {
    fn hear(&mut self, handled: Handled) -> BoxFuture<'_, Result<bool>> {
        Box::pin(self.note(handled))
    }
}
