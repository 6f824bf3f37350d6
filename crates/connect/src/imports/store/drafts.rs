//! Imports that are being prepared.

use kernel::{Id, Millis, Result};
use store::{Db, Tx, params};

use super::super::model::{Draft, FileJob, FileOutcome, Findings, Run};

/// Writes a new import that waits.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn begin_draft(tx: &mut Tx, id: Id, draft: &Draft) -> Result<()> {
    let (now, member) = (tx.ctx().now(), tx.ctx().member);
    tx.exec(
        "insert into import_run (id, state, files, counts, draft, started_at, member_id) \
         values ($1, 'waiting', '[]', $2, $3, $4, $5)",
        params![
            id,
            counts_of(draft)?,
            serde_json::to_string(draft)?,
            now,
            member
        ],
    )
    .await?;
    Ok(())
}

fn counts_of(draft: &Draft) -> Result<String> {
    let files: Vec<FileOutcome> = draft.files.iter().map(|f| f.outcome()).collect();
    Ok(serde_json::to_string(&files)?)
}

/// Keeps changed files; what a trial found no longer holds. `false` when the import does not wait.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn save_draft(tx: &mut Tx, id: Id, draft: &Draft) -> Result<bool> {
    clear_problems(tx, id).await?;
    let kept = tx
        .exec(
            "update import_run set draft = $2, counts = $3, findings = null, tried_at = null, failure = null \
             where id = $1 and state = 'waiting'",
            params![id, serde_json::to_string(draft)?, counts_of(draft)?],
        )
        .await?;
    Ok(kept > 0)
}

/// Writes down with which files a run begins, at their first rows.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn set_jobs(
    tx: &mut Tx,
    id: Id,
    jobs: &[FileJob],
    files: &[FileOutcome],
    findings: &Findings,
) -> Result<()> {
    tx.exec(
        "update import_run set files = $2, counts = $3, findings = $4, stands_at = null, tried_at = null \
         where id = $1",
        params![
            id,
            serde_json::to_string(jobs)?,
            serde_json::to_string(files)?,
            serde_json::to_string(findings)?
        ],
    )
    .await?;
    Ok(())
}

/// Keeps what a trial found, if it is still wanted.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn end_trial(tx: &mut Tx, run: &Run) -> Result<()> {
    let now = tx.ctx().now();
    tx.exec(
        "update import_run set state = 'waiting', counts = $2, findings = $3, tried_at = $4 \
         where id = $1 and state = 'trying'",
        params![
            run.id,
            serde_json::to_string(&run.files)?,
            serde_json::to_string(&run.findings)?,
            now
        ],
    )
    .await?;
    Ok(())
}

/// Forgets the rows that a trial refused.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn clear_problems(tx: &mut Tx, id: Id) -> Result<()> {
    tx.exec(
        "delete from import_problem where import_id = $1",
        params![id],
    )
    .await?;
    Ok(())
}

/// Whether a trial is still wanted; holds it for this transaction.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn is_tried(tx: &mut Tx, id: Id) -> Result<bool> {
    let held = tx
        .exec(
            "update import_run set tried_at = null where id = $1 and state = 'trying'",
            params![id],
        )
        .await?;
    Ok(held > 0)
}

/// Forgets an import that waits; `false` when it does not.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn drop_draft(tx: &mut Tx, id: Id) -> Result<bool> {
    clear_problems(tx, id).await?;
    let gone = tx
        .exec(
            "delete from import_run where id = $1 and state = 'waiting'",
            params![id],
        )
        .await?;
    Ok(gone > 0)
}

/// Imports that have waited since before the instant.
///
/// # Errors
/// As [`Db::rows`].
pub async fn waiting_since(db: &Db, before: Millis) -> Result<Vec<Id>> {
    let found: Vec<(Id,)> = db
        .rows(
            "select id from import_run where state = 'waiting' and started_at < $1 order by id limit 100",
            params![before],
        )
        .await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}
