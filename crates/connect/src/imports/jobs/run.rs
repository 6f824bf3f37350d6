//! Running an import from its first row, or from where it was interrupted, to its end.

use std::sync::Arc;

use kernel::{Ctx, Error, Id, Result};
use store::{Db, Value};

use super::super::model::fields::{FieldType, Kind};
use super::super::model::{FileJob, FileOutcome, FileProblem, Findings, Run, State, Step};
use super::super::store as sql;
use super::chunk::{Work, handle};
use super::feed::{Chunk, feed};
use super::follow::{Follow, Handled, Telling};
use super::kinds::Author;
use super::pending;
use super::prepare::plan_of;
use super::resolve::Resolver;

/// Files in the order in which they are imported: what is referred to comes first.
pub(super) fn ordered(mut jobs: Vec<FileJob>) -> Vec<FileJob> {
    let kind = |job: &FileJob| {
        job.mapping
            .files
            .get(job.part)
            .map_or(Kind::Deal, |map| map.kind)
    };
    jobs.sort_by_key(kind);
    jobs
}

pub(super) fn outcomes(jobs: &[FileJob]) -> Vec<FileOutcome> {
    let outcome = |job: &FileJob| FileOutcome {
        file: job.name.clone(),
        format: Some(job.format.clone()),
        rows: job.rows,
        ..FileOutcome::default()
    };
    jobs.iter().map(outcome).collect()
}

/// Writes down a new run that begins at once.
///
/// # Errors
/// As [`store::Tx::exec`].
pub async fn start(
    db: &Db,
    ctx: &Ctx,
    id: Id,
    jobs: Vec<FileJob>,
    findings: Findings,
) -> Result<()> {
    let jobs = ordered(jobs);
    let files = outcomes(&jobs);
    let mut tx = db.begin(ctx).await?;
    let begun = sql::Begun {
        jobs: &jobs,
        files: &files,
        findings: &findings,
    };
    sql::begin(&mut tx, id, &begun).await?;
    tx.commit().await
}

/// Works a run off to its end; `progress` hears about every chunk.
///
/// # Errors
/// `Conflict` when the run is not running or was stopped, else as the slices; a failed run can be tried
/// again.
pub async fn work_off(
    db: &Db,
    ctx: &Ctx,
    id: Id,
    progress: &mut (dyn FnMut(Step) + Send),
) -> Result<Run> {
    let run = sql::get(db, id).await?;
    match work_through(db, ctx, run, &mut Telling(progress)).await? {
        true => sql::get(db, id).await,
        false => Err(Error::state("imports.was_stopped")),
    }
}

/// Works a run off; `false` when someone stopped it, or another worker took it over.
pub(super) async fn work_through(
    db: &Db,
    ctx: &Ctx,
    mut run: Run,
    follow: &mut dyn Follow,
) -> Result<bool> {
    if run.state != State::Running {
        return Err(Error::state("imports.not_running"));
    }
    if !go(db, ctx, &mut run, false, follow).await? {
        return Ok(false);
    }
    let mut tx = db.begin(ctx).await?;
    let ended = sql::save(&mut tx, &run, run.stands_at).await?
        && sql::set_state(&mut tx, run.id, &[State::Running], State::Done).await?;
    tx.commit().await?;
    Ok(ended)
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
        files: outcomes(&jobs),
        jobs,
        findings,
        ..Run::new(ctx.id(), State::Running, ctx.now())
    };
    go(db, ctx, &mut run, true, &mut Telling(progress)).await?;
    Ok(run)
}

/// Goes through the files from where the run stands; `false` when it was ended before its end.
pub(super) async fn go(
    db: &Db,
    ctx: &Ctx,
    run: &mut Run,
    dry: bool,
    follow: &mut dyn Follow,
) -> Result<bool> {
    let begin = run.stands_at;
    let departments = org::departments::all(db).await?;
    let house = org::settings::company(db).await?;
    let mut resolver: Option<Resolver> = None;
    for number in begin.file..run.jobs.len() {
        let Some(job) = run.jobs.get(number).cloned() else {
            break;
        };
        let plan =
            plan_of(&job, &house).map_err(|r| Error::internal(format!("{}: {r:?}", job.name)))?;
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
        if !read_file(db, ctx, &work, &job, resolver, run, (after, follow)).await? {
            return Ok(false);
        }
    }
    Ok(true)
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
    (after, follow): (u64, &mut dyn Follow),
) -> Result<bool> {
    let (path, layout) = (job.path.clone(), job.layout.clone());
    let mut chunks = feed(path, layout, work.plan.clone(), after);
    while let Some(chunk) = chunks.recv().await {
        let chunk = chunk.map_err(|problem| unreadable(job, &problem))?;
        let Some(refused) = one_chunk(db, ctx, work, resolver, run, chunk).await? else {
            return Ok(false);
        };
        let step = run.step(&job.name);
        if !follow.hear(Handled { step, refused }).await? {
            return Ok(false);
        }
    }
    match work.dry {
        true => Ok(true),
        false => settle_links(db, ctx, work, resolver, run).await,
    }
}

/// Handles one chunk in a transaction of its own. `None`, and nothing is written, when the run is no
/// longer ours; else the rows that a trial refused.
async fn one_chunk(
    db: &Db,
    ctx: &Ctx,
    work: &Work,
    resolver: &mut Resolver,
    run: &mut Run,
    chunk: Chunk,
) -> Result<Option<Vec<Vec<Value>>>> {
    let before = run.stands_at;
    let mut tx = db.begin(ctx).await?;
    tx.belongs_to_import(run.id, &work.author.source);
    let refused = handle(&mut tx, work, resolver, run, chunk).await?;
    if work.dry {
        return Ok(Some(refused));
    }
    sql::add_problems(&mut tx, refused).await?;
    if !sql::save(&mut tx, run, before).await? {
        return Ok(None);
    }
    tx.commit().await?;
    Ok(Some(Vec::new()))
}

/// Settles the links to records that came later in the file.
async fn settle_links(
    db: &Db,
    ctx: &Ctx,
    work: &Work,
    resolver: &mut Resolver,
    run: &mut Run,
) -> Result<bool> {
    loop {
        let mut tx = db.begin(ctx).await?;
        tx.belongs_to_import(run.id, &work.author.source);
        if !pending::settle(&mut tx, work, resolver, run).await? {
            return Ok(true);
        }
        if !sql::save(&mut tx, run, run.stands_at).await? {
            return Ok(false);
        }
        tx.commit().await?;
    }
}

fn unreadable(job: &FileJob, problem: &FileProblem) -> Error {
    Error::internal(format!("{}: {:?}", job.name, problem.reason()))
}
