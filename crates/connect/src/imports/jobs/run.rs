//! Running an import from its first row, or from where it was interrupted, to its end.

use std::sync::Arc;

use kernel::{Ctx, Error, Id, Result};
use store::Db;

use super::super::model::fields::{FieldType, Kind};
use super::super::model::{FileJob, FileOutcome, FileProblem, Findings, Run, StandsAt, State};
use super::super::store as sql;
use super::chunk::{Work, handle};
use super::feed::feed;
use super::kinds::Author;
use super::pending;
use super::prepare::plan_of;
use super::resolve::Resolver;

/// How far a run is, for a bar of progress.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Step {
    /// Name of the file.
    pub file: String,
    /// Rows handled so far, of all files.
    pub done: u64,
    /// Rows of all files.
    pub rows: u64,
}

/// Files in the order in which they are imported: what is referred to comes first.
fn ordered(mut jobs: Vec<FileJob>) -> Vec<FileJob> {
    let kind = |job: &FileJob| {
        job.mapping
            .files
            .get(job.part)
            .map_or(Kind::Deal, |map| map.kind)
    };
    jobs.sort_by_key(kind);
    jobs
}

fn outcomes(jobs: &[FileJob]) -> Vec<FileOutcome> {
    let outcome = |job: &FileJob| FileOutcome {
        file: job.name.clone(),
        format: Some(job.format.clone()),
        rows: job.rows,
        ..FileOutcome::default()
    };
    jobs.iter().map(outcome).collect()
}

/// Writes down a new run; `state` says whether it begins at once or waits.
///
/// # Errors
/// As [`store::Tx::exec`].
pub async fn start(
    db: &Db,
    ctx: &Ctx,
    jobs: Vec<FileJob>,
    findings: Findings,
    state: State,
) -> Result<Id> {
    let jobs = ordered(jobs);
    let files = outcomes(&jobs);
    let mut tx = db.begin(ctx).await?;
    let begun = sql::Begun {
        jobs: &jobs,
        files: &files,
        findings: &findings,
        state,
    };
    let id = sql::begin(&mut tx, &begun).await?;
    tx.commit().await?;
    Ok(id)
}

/// Works a run off to its end; `progress` hears about every chunk.
///
/// # Errors
/// `Conflict` when the run is not running, else as the slices; a failed run can be tried again.
pub async fn work_off(
    db: &Db,
    ctx: &Ctx,
    id: Id,
    progress: &mut (dyn FnMut(Step) + Send),
) -> Result<Run> {
    let mut run = sql::get(db, id).await?;
    if run.state != State::Running {
        return Err(Error::state("imports.not_running"));
    }
    go(db, ctx, &mut run, false, progress).await?;
    run.state = State::Done;
    let mut tx = db.begin(ctx).await?;
    sql::save(&mut tx, &run).await?;
    sql::end(&mut tx, id, State::Done).await?;
    tx.commit().await?;
    sql::get(db, id).await
}

/// Goes through everything and writes nothing.
///
/// # Errors
/// As [`work_off`].
pub async fn dry_run(
    db: &Db,
    ctx: &Ctx,
    jobs: Vec<FileJob>,
    findings: Findings,
    progress: &mut (dyn FnMut(Step) + Send),
) -> Result<Run> {
    let jobs = ordered(jobs);
    let mut run = Run {
        id: ctx.id(),
        state: State::Running,
        files: outcomes(&jobs),
        jobs,
        findings,
        stands_at: StandsAt::default(),
        started_at: ctx.now(),
        finished_at: None,
        member_id: ctx.member,
        undone_at: None,
    };
    go(db, ctx, &mut run, true, progress).await?;
    Ok(run)
}

async fn go(
    db: &Db,
    ctx: &Ctx,
    run: &mut Run,
    dry: bool,
    progress: &mut (dyn FnMut(Step) + Send),
) -> Result<()> {
    let begin = run.stands_at;
    let departments = org::departments::all(db).await?;
    let mut resolver: Option<Resolver> = None;
    for number in begin.file..run.jobs.len() {
        let Some(job) = run.jobs.get(number).cloned() else {
            break;
        };
        let plan = plan_of(&job, &ctx.zone)
            .map_err(|r| Error::internal(format!("{}: {r:?}", job.name)))?;
        let plan_kind = plan.kind;
        let author = Author {
            import: run.id,
            source: plan.source.clone(),
        };
        let work = Work {
            plan: Arc::new(plan),
            file: number,
            author: author.clone(),
            dry,
            is_named: is_named(&run.jobs, number, plan_kind),
            departments: departments.clone(),
        };
        let known = resolver.take().filter(|r| r.source() == author.source);
        let resolver = resolver.insert(known.unwrap_or_else(|| Resolver::new(author, dry)));
        let after = if number == begin.file { begin.row } else { 0 };
        read_file(db, ctx, &work, &job, resolver, run, (after, progress)).await?;
    }
    Ok(())
}

/// Whether a file from this one on names records of the kind.
fn is_named(jobs: &[FileJob], from: usize, kind: Kind) -> bool {
    let maps = jobs
        .iter()
        .skip(from)
        .filter_map(|job| job.mapping.files.get(job.part));
    let mut fields = maps.flat_map(|map| map.fields.keys().filter_map(|name| map.kind.field(name)));
    fields.any(|field| match field.holds {
        FieldType::Ref(other) | FieldType::Refs(other) => other == kind,
        _ => false,
    })
}

async fn read_file(
    db: &Db,
    ctx: &Ctx,
    work: &Work,
    job: &FileJob,
    resolver: &mut Resolver,
    run: &mut Run,
    (after, progress): (u64, &mut (dyn FnMut(Step) + Send)),
) -> Result<()> {
    let mut chunks = feed(
        job.path.clone(),
        job.layout.clone(),
        work.plan.clone(),
        after,
    );
    while let Some(chunk) = chunks.recv().await {
        let chunk = chunk.map_err(|problem| unreadable(job, &problem))?;
        let mut tx = db.begin(ctx).await?;
        tx.belongs_to_import(run.id, &work.author.source);
        handle(&mut tx, work, resolver, run, chunk).await?;
        if !work.dry {
            sql::save(&mut tx, run).await?;
            tx.commit().await?;
        }
        progress(step(run, &job.name));
    }
    if work.dry {
        return Ok(());
    }
    loop {
        let mut tx = db.begin(ctx).await?;
        tx.belongs_to_import(run.id, &work.author.source);
        if !pending::settle(&mut tx, work, resolver, run).await? {
            break;
        }
        sql::save(&mut tx, run).await?;
        tx.commit().await?;
    }
    Ok(())
}

fn unreadable(job: &FileJob, problem: &FileProblem) -> Error {
    Error::internal(format!("{}: {:?}", job.name, problem.reason()))
}

fn step(run: &Run, file: &str) -> Step {
    let handled = |f: &FileOutcome| f.created + f.changed + f.unchanged + f.rejected + f.skipped;
    Step {
        file: file.to_owned(),
        done: run.files.iter().map(handled).sum(),
        rows: run.files.iter().map(|f| f.rows).sum(),
    }
}
