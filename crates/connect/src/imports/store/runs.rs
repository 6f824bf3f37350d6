//! Import runs.

use kernel::{Error, Id, Millis, Result};
use store::{Db, Tx, params};

use super::super::model::{FileJob, FileOutcome, Findings, Reason, Run, StandsAt, State, Undone};

store::row! {
    struct Raw {
        id: Id,
        state: String,
        files: String,
        counts: Option<String>,
        findings: Option<String>,
        stands_at: Option<String>,
        started_at: Millis,
        finished_at: Option<Millis>,
        member_id: Option<Id>,
        undone_at: Option<Millis>,
        draft: Option<String>,
        job_id: Option<Id>,
        tried_at: Option<Millis>,
        failure: Option<String>,
        undo_result: Option<String>,
    }
}

fn json<T: serde::de::DeserializeOwned + Default>(text: Option<String>) -> Result<T> {
    text.map_or_else(
        || Ok(T::default()),
        |t| serde_json::from_str(&t).map_err(Error::internal),
    )
}

impl Raw {
    fn run(self) -> Result<Run> {
        Ok(Run {
            jobs: json(Some(self.files))?,
            files: json(self.counts)?,
            findings: json(self.findings)?,
            stands_at: json::<StandsAt>(self.stands_at)?,
            finished_at: self.finished_at,
            member_id: self.member_id,
            undone_at: self.undone_at,
            draft: json(self.draft)?,
            job: self.job_id,
            tried_at: self.tried_at,
            failure: json(self.failure)?,
            undone: json(self.undo_result)?,
            ..Run::new(self.id, State::parse(&self.state), self.started_at)
        })
    }
}

/// A run about to begin.
pub struct Begun<'a> {
    /// Its files.
    pub jobs: &'a [FileJob],
    /// What is known about them already.
    pub files: &'a [FileOutcome],
    /// What to know.
    pub findings: &'a Findings,
}

/// Writes a new run that is running.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn begin(tx: &mut Tx, id: Id, run: &Begun<'_>) -> Result<()> {
    let (now, member) = (tx.ctx().now(), tx.ctx().member);
    tx.exec(
        "insert into import_run (id, state, files, counts, findings, started_at, member_id) \
         values ($1, $2, $3, $4, $5, $6, $7)",
        params![
            id,
            State::Running.key(),
            serde_json::to_string(run.jobs)?,
            serde_json::to_string(run.files)?,
            serde_json::to_string(run.findings)?,
            now,
            member
        ],
    )
    .await?;
    Ok(())
}

/// One run.
///
/// # Errors
/// `NotFound` when there is none of this id.
pub async fn get(db: &Db, id: Id) -> Result<Run> {
    let raw: Option<Raw> = db
        .row(
            "select id, state, files, counts, findings, stands_at, started_at, finished_at, member_id, undone_at, \
             draft, job_id, tried_at, failure, undo_result from import_run where id = $1",
            params![id],
        )
        .await?;
    raw.ok_or_else(|| Error::not_found("import"))?.run()
}

/// Runs, newest first, before the given one.
///
/// # Errors
/// As [`Db::rows`].
pub async fn list(db: &Db, before: Option<Id>, limit: i64) -> Result<Vec<Run>> {
    let raw: Vec<Raw> = db
        .rows(
            "select id, state, '[]', counts, null, stands_at, started_at, finished_at, member_id, undone_at, \
             null, job_id, tried_at, failure, null from import_run where id < $1 order by id desc limit $2",
            params![before.unwrap_or(Id(i64::MAX)), limit],
        )
        .await?;
    raw.into_iter().map(Raw::run).collect()
}

/// Keeps how far a run came and what became of its rows. `false`, and nothing is kept, when the run is no
/// longer running or no longer stands where it stood: someone stopped it, or another worker goes on with it.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn save(tx: &mut Tx, run: &Run, stood_at: StandsAt) -> Result<bool> {
    let kept = tx
        .exec(
            "update import_run set counts = $2, findings = $3, stands_at = $4 \
             where id = $1 and state = 'running' and coalesce(stands_at, $5) = $6",
            params![
                run.id,
                serde_json::to_string(&run.files)?,
                serde_json::to_string(&run.findings)?,
                serde_json::to_string(&run.stands_at)?,
                serde_json::to_string(&StandsAt::default())?,
                serde_json::to_string(&stood_at)?
            ],
        )
        .await?;
    Ok(kept > 0)
}

/// Keeps what an undo did so far.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn save_undone(tx: &mut Tx, id: Id, undone: &Undone) -> Result<()> {
    tx.exec(
        "update import_run set undo_result = $2 where id = $1",
        params![id, serde_json::to_string(undone)?],
    )
    .await?;
    Ok(())
}

/// Keeps why a run was given up; `None`: it is tried again.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn note_failure(tx: &mut Tx, id: Id, failure: Option<&Reason>) -> Result<()> {
    let text = failure.map(serde_json::to_string).transpose()?;
    tx.exec(
        "update import_run set failure = $2 where id = $1",
        params![id, text],
    )
    .await?;
    Ok(())
}

/// Keeps which job works on a run.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn note_job(tx: &mut Tx, id: Id, job: Id) -> Result<()> {
    tx.exec(
        "update import_run set job_id = $2, failure = null where id = $1",
        params![id, job],
    )
    .await?;
    Ok(())
}

/// Moves a run from one state into another; `false` when it is not in that state.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn set_state(tx: &mut Tx, id: Id, from: &[State], to: State) -> Result<bool> {
    let (now, member) = (tx.ctx().now(), tx.ctx().member);
    let mut changed = 0;
    for state in from {
        changed += tx
            .exec(
                "update import_run set state = $3 where id = $1 and state = $2",
                params![id, state.key(), to.key()],
            )
            .await?;
    }
    if changed > 0 && matches!(to, State::Done | State::Stopped | State::Failed) {
        tx.exec(
            "update import_run set finished_at = $2 where id = $1",
            params![id, now],
        )
        .await?;
    }
    if changed > 0 && to == State::Undone {
        tx.exec(
            "update import_run set undone_at = $2, undone_by = $3 where id = $1",
            params![id, now, member],
        )
        .await?;
    }
    Ok(changed > 0)
}
