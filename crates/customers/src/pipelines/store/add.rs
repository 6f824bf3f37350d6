//! Adding pipelines and stages, and taking them out again.

use kernel::{Id, Result};
use store::{Change, Tx, params};

use super::super::{NewStage, Outcome, Pipeline};
use super::stage;

/// All pipelines in their order, within a transaction.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn all_in(tx: &mut Tx) -> Result<Vec<Pipeline>> {
    tx.rows(
        "select id, name_de, name_en from pipeline order by position, id",
        params![],
    )
    .await
}

/// Adds a pipeline with the same name in both languages, behind the others, still without stages.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn create(tx: &mut Tx, name: &str) -> Result<Id> {
    let (id, now) = (tx.ctx().id(), tx.ctx().now());
    tx.exec(
        "insert into pipeline (id, name_de, name_en, position, created_at, updated_at) \
         select $1, $2, $2, coalesce(max(position), 0) + 1, $3, $3 from pipeline",
        params![id, name, now],
    )
    .await?;
    tx.audit(vec![Change::of("created", "pipeline", id)])
        .await?;
    Ok(id)
}

/// Adds a stage to a pipeline: open ones behind the open ones, closing ones at the end.
///
/// # Errors
/// `Conflict` when the pipeline has a stage of this key.
pub async fn create_stage(tx: &mut Tx, pipeline: Id, new: &NewStage) -> Result<Id> {
    let (id, now) = (tx.ctx().id(), tx.ctx().now());
    if new.outcome.is_none() {
        tx.exec(
            "update stage set position = position + 1 where pipeline_id = $1 and outcome is not null",
            params![pipeline],
        )
        .await?;
    }
    tx.exec(
        "insert into stage (id, pipeline_id, key, name_de, name_en, position, probability, outcome, created_at, updated_at) \
         select $1, $2, $3, $4, $5, coalesce(max(position), 0) + 1, $6, $7, $8, $8 from stage \
         where pipeline_id = $2 and (outcome is null or $9 = 1)",
        params![
            id,
            pipeline,
            &new.key,
            &new.name_de,
            &new.name_en,
            new.probability,
            new.outcome.map(Outcome::key),
            now,
            new.outcome.is_some()
        ],
    )
    .await?;
    tx.audit(vec![Change::of("created", "stage", id)]).await?;
    Ok(id)
}

/// Takes a stage out unless a deal is or was in it; answers whether it went.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn remove_stage(tx: &mut Tx, id: Id) -> Result<bool> {
    let used: Option<(i64,)> = tx
        .row(
            "select 1 where exists (select 1 from deal where stage_id = $1) \
             or exists (select 1 from deal_stage_log where to_stage_id = $1 or from_stage_id = $1)",
            params![id],
        )
        .await?;
    let found = stage(tx, id).await?;
    if used.is_some() {
        return Ok(false);
    }
    tx.exec("delete from stage where id = $1", params![id])
        .await?;
    tx.exec(
        "update stage set position = position - 1 where pipeline_id = $1 and position > $2",
        params![found.pipeline_id, found.position],
    )
    .await?;
    tx.audit(vec![Change::of("removed", "stage", id)]).await?;
    Ok(true)
}

/// Takes a pipeline without stages out; answers whether it went.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn remove(tx: &mut Tx, id: Id) -> Result<bool> {
    let used: Option<(i64,)> = tx
        .row(
            "select 1 from stage where pipeline_id = $1 limit 1",
            params![id],
        )
        .await?;
    if used.is_some() {
        return Ok(false);
    }
    tx.exec("delete from pipeline where id = $1", params![id])
        .await?;
    tx.audit(vec![Change::of("removed", "pipeline", id)])
        .await?;
    Ok(true)
}
