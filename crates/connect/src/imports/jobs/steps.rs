//! The steps that a person or a program takes with an import: try, run, stop, go on, undo, drop.
//! Each changes its state and queues its job in one transaction.

use kernel::{Ctx, Error, Id, Result};
use org::web::App;
use serde::{Deserialize, Serialize};
use store::Tx;

use super::super::model::reader::header_fingerprint;
use super::super::model::{Draft, FileJob, Findings, Origin, State};
use super::super::store as sql;
use super::call::note_layout;
use super::drafting::{redraft, waiting};
use super::run::{ordered, outcomes};
use super::undo::UNDOABLE;
use super::uploads;

/// The job of a trial run.
pub(super) const TRIAL: &str = "import.trial";
/// The job of an import.
pub(super) const RUN: &str = "import.run";
/// The job of an undo.
pub(super) const UNDO: &str = "import.undo";

/// What a job is about.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Asked {
    /// The import.
    pub import: Id,
}

/// Begins a trial run.
///
/// # Errors
/// `NotFound`, `Conflict` when a file still needs something or the import has begun.
pub(in super::super) async fn try_it(app: &App, ctx: &Ctx, id: Id) -> Result<()> {
    let (_, draft) = waiting(app, id).await?;
    let jobs = ready(&draft)?;
    let mut tx = app.db().begin(ctx).await?;
    set_up(&mut tx, id, &draft, &jobs).await?;
    go_over(&mut tx, id, &[State::Waiting], State::Trying, TRIAL).await?;
    tx.commit().await
}

/// Begins the import; the mappings are remembered for files with the same columns.
///
/// # Errors
/// As [`try_it`].
pub(in super::super) async fn run_it(app: &App, ctx: &Ctx, id: Id) -> Result<()> {
    let (_, draft) = waiting(app, id).await?;
    let jobs = ready(&draft)?;
    let mut tx = app.db().begin(ctx).await?;
    set_up(&mut tx, id, &draft, &jobs).await?;
    let chosen = |f: &&super::super::model::Prepared| f.origin != Origin::Recognised;
    for file in draft.files.iter().filter(chosen) {
        let columns = header_fingerprint(file.headers());
        let mapping = file.mapping.to_toml()?;
        sql::remember_mapping(&mut tx, &columns, &file.format, &mapping).await?;
    }
    go_over(&mut tx, id, &[State::Waiting], State::Running, RUN).await?;
    tx.commit().await
}

/// Goes on with an import that was stopped or given up.
///
/// # Errors
/// `NotFound`, `Conflict` in any other state.
pub(in super::super) async fn go_on(app: &App, ctx: &Ctx, id: Id) -> Result<()> {
    sql::get(app.db(), id).await?;
    let mut tx = app.db().begin(ctx).await?;
    let from = [State::Stopped, State::Failed];
    go_over(&mut tx, id, &from, State::Running, RUN).await?;
    tx.commit().await
}

/// Stops a trial or an import. What an import has written stays, to be undone or gone on with.
///
/// # Errors
/// `NotFound`, `Conflict` when nothing is under way.
pub(in super::super) async fn stop(app: &App, ctx: &Ctx, id: Id) -> Result<()> {
    sql::get(app.db(), id).await?;
    let mut tx = app.db().begin(ctx).await?;
    let stopped = sql::set_state(&mut tx, id, &[State::Trying], State::Waiting).await?
        || sql::set_state(&mut tx, id, &[State::Running], State::Stopped).await?;
    if !stopped {
        return Err(Error::state("imports.not_running"));
    }
    tx.commit().await
}

/// Begins the undo of an import.
///
/// # Errors
/// `NotFound`, `Conflict` when there is nothing to undo.
pub(in super::super) async fn undo_it(app: &App, ctx: &Ctx, id: Id) -> Result<()> {
    sql::get(app.db(), id).await?;
    let mut tx = app.db().begin(ctx).await?;
    if !sql::set_state(&mut tx, id, UNDOABLE, State::Undoing).await? {
        return Err(Error::state("imports.not_undoable"));
    }
    queue(&mut tx, id, UNDO).await?;
    tx.commit().await
}

/// Drops an import that has not begun, with its files.
///
/// # Errors
/// `NotFound`, `Conflict` when it has begun.
pub(in super::super) async fn drop_it(app: &App, ctx: &Ctx, id: Id) -> Result<()> {
    sql::get(app.db(), id).await?;
    let mut tx = app.db().begin(ctx).await?;
    if !sql::drop_draft(&mut tx, id).await? {
        return Err(Error::state("imports.not_waiting"));
    }
    tx.commit().await?;
    uploads::remove(app, id);
    Ok(())
}

/// Takes a file out of an import that has not begun; with its last file the import is dropped. `false` when
/// it was.
///
/// # Errors
/// `NotFound`, `Conflict` when it has begun.
pub(in super::super) async fn drop_file(app: &App, ctx: &Ctx, id: Id, no: usize) -> Result<bool> {
    let (_, draft) = waiting(app, id).await?;
    if no >= draft.files.len() {
        return Err(Error::not_found("file"));
    }
    if draft.files.len() == 1 {
        drop_it(app, ctx, id).await?;
        return Ok(false);
    }
    redraft(app, ctx, id, |draft| {
        draft.files.remove(no);
        Ok(Vec::new())
    })
    .await?;
    Ok(true)
}

fn ready(draft: &Draft) -> Result<Vec<FileJob>> {
    if !draft.is_ready() {
        return Err(Error::state("imports.not_ready"));
    }
    for file in &draft.files {
        file.mapping
            .check()
            .map_err(|_| Error::state("imports.not_ready"))?;
    }
    Ok(ordered(
        draft.files.iter().filter_map(|f| f.job()).collect(),
    ))
}

/// Puts the counts to zero and writes down what is known of the files already.
async fn set_up(tx: &mut Tx, id: Id, draft: &Draft, jobs: &[FileJob]) -> Result<()> {
    let mut findings = Findings::default();
    for job in jobs {
        let file = draft.files.iter().find(|f| f.name == job.name);
        findings.take(file.map(|f| f.notes.clone()).unwrap_or_default());
        note_layout(&mut findings, job, file.map_or(&[], |f| &f.unused));
    }
    sql::clear_problems(tx, id).await?;
    sql::set_jobs(tx, id, jobs, &outcomes(jobs), &findings).await
}

async fn go_over(tx: &mut Tx, id: Id, from: &[State], to: State, kind: &'static str) -> Result<()> {
    if !sql::set_state(tx, id, from, to).await? {
        let key = match to {
            State::Trying => "imports.not_waiting",
            _ => "imports.not_startable",
        };
        return Err(Error::state(key));
    }
    queue(tx, id, kind).await
}

async fn queue(tx: &mut Tx, id: Id, kind: &str) -> Result<()> {
    let now = tx.ctx().now();
    let job = tx.enqueue(kind, &Asked { import: id }, None, now).await?;
    sql::note_job(tx, id, job).await
}
