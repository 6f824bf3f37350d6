//! Every statement about pipelines and stages.

mod add;

pub use add::{all_in, create, create_stage, remove, remove_stage};

use kernel::{Error, Id, Result};
use store::{Db, Tx, params};

use super::model::SEEDED;
use super::{Pipeline, Stage};

const STAGES: &str = "select id, pipeline_id, key, name_de, name_en, position, probability, outcome \
     from stage order by pipeline_id, position";
const STAGE: &str = "select id, pipeline_id, key, name_de, name_en, position, probability, outcome \
     from stage where id = $1";
const STAGE_COLUMNS: &[&str] = &[
    "id",
    "pipeline_id",
    "key",
    "name_de",
    "name_en",
    "position",
    "probability",
    "outcome",
    "created_at",
    "updated_at",
];

/// All pipelines in their order.
///
/// # Errors
/// As [`Db::rows`].
pub async fn all(db: &Db) -> Result<Vec<Pipeline>> {
    db.rows(
        "select id, name_de, name_en from pipeline order by position, id",
        params![],
    )
    .await
}

/// The pipeline in which a deal begins when nothing else is said.
///
/// # Errors
/// `NotFound` in a database without any pipeline.
pub async fn default_pipeline(db: &Db) -> Result<Pipeline> {
    all(db)
        .await?
        .into_iter()
        .next()
        .ok_or_else(|| Error::not_found("pipeline"))
}

/// The stages of all pipelines, each in its order.
///
/// # Errors
/// As [`Db::rows`].
pub async fn stages(db: &Db) -> Result<Vec<Stage>> {
    db.rows(STAGES, params![]).await
}

/// The stages of one pipeline in their order.
///
/// # Errors
/// As [`Db::rows`].
pub async fn stages_of(db: &Db, pipeline: Id) -> Result<Vec<Stage>> {
    let mut found = stages(db).await?;
    found.retain(|stage| stage.pipeline_id == pipeline);
    Ok(found)
}

/// The stages of all pipelines, within a transaction.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn stages_in(tx: &mut Tx) -> Result<Vec<Stage>> {
    tx.rows(STAGES, params![]).await
}

/// One stage, within a transaction.
///
/// # Errors
/// `NotFound` when there is none of this id.
pub async fn stage(tx: &mut Tx, id: Id) -> Result<Stage> {
    tx.row(STAGE, params![id])
        .await?
        .ok_or_else(|| Error::not_found("stage"))
}

/// Writes the pipeline of a new installation, unless there is one already.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn seed(tx: &mut Tx) -> Result<()> {
    let found: Option<(Id,)> = tx.row("select id from pipeline limit 1", params![]).await?;
    if found.is_some() {
        return Ok(());
    }
    let ctx = tx.ctx().clone();
    let (pipeline, now) = (ctx.id(), ctx.now());
    tx.exec(
        "insert into pipeline (id, name_de, name_en, position, created_at, updated_at) \
         values ($1, 'Neugeschäft', 'New business', 1, $2, $2)",
        params![pipeline, now],
    )
    .await?;
    let rows = SEEDED
        .iter()
        .zip(1_i64..)
        .map(|((key, de, en, probability, outcome), position)| {
            params![
                ctx.id(),
                pipeline,
                *key,
                *de,
                *en,
                position,
                *probability,
                *outcome,
                now,
                now
            ]
        })
        .collect();
    tx.insert_many("stage", STAGE_COLUMNS, rows, "").await?;
    Ok(())
}
