//! Deals of imports: found by source, moved at the time of the file, taken out or put back by an undo.

use kernel::{Id, Millis, Result};
use store::{Change, Sql, Tx, params};

use super::super::{Deal, Line};
use super::moves::enter;
use super::read::get_in;
use crate::pipelines;

/// The deals that a system knows under these ids; at most 500 at once.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn find_by_sources(tx: &mut Tx, system: &str, ids: &[&str]) -> Result<Vec<(String, Id)>> {
    let mut sql = Sql::new("select source_id, id from deal where source_system = ");
    sql.bind(system).push(" and source_id in ");
    sql.bind_list(ids.iter().copied());
    tx.query(sql).await
}

/// Moves a deal into a stage, also of another pipeline, as of the instant that its source names.
///
/// # Errors
/// `NotFound` when deal or stage are.
pub async fn move_at(
    tx: &mut Tx,
    id: Id,
    to: Id,
    reason: Option<&str>,
    at: Millis,
) -> Result<Deal> {
    let deal = get_in(tx, id).await?;
    if deal.stage_id == to {
        return Ok(deal);
    }
    let from = pipelines::stage(tx, deal.stage_id).await?;
    let to = pipelines::stage(tx, to).await?;
    enter(tx, &deal, &from, &to, reason, at).await?;
    get_in(tx, id).await
}

store::row! {
    /// Where a deal stands, so that it can be put back there.
    #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
    pub struct Standing {
        /// The pipeline.
        pub pipeline_id: Id,
        /// The stage.
        pub stage_id: Id,
        /// Since when.
        pub stage_since: Millis,
        /// Place on the board.
        pub board_position: f64,
        /// When it was won.
        pub won_at: Option<Millis>,
        /// When it was lost.
        pub lost_at: Option<Millis>,
        /// Why it was lost.
        pub lost_reason: Option<String>,
        /// When it began.
        pub opened_at: Millis,
        /// The last step of its history.
        pub last_step: i64,
    }
}

/// Where a deal stands now.
///
/// # Errors
/// As [`Tx::row`].
pub async fn standing(tx: &mut Tx, id: Id) -> Result<Option<Standing>> {
    tx.row(
        "select pipeline_id, stage_id, stage_since, board_position, won_at, lost_at, lost_reason, opened_at, \
         coalesce((select max(id) from deal_stage_log where deal_id = $1), 0) from deal where id = $1",
        params![id],
    )
    .await
}

/// Puts a deal back to where it stood; later steps of its history go.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn put_back(tx: &mut Tx, id: Id, to: &Standing) -> Result<()> {
    let now = tx.ctx().now();
    let before = get_in(tx, id).await?;
    tx.exec(
        "delete from deal_stage_log where deal_id = $1 and id > $2",
        params![id, to.last_step],
    )
    .await?;
    tx.exec(
        "update deal set pipeline_id = $2, stage_id = $3, stage_since = $4, board_position = $5, won_at = $6, \
         lost_at = $7, lost_reason = $8, opened_at = $9, updated_at = $10, version = version + 1 where id = $1",
        params![
            id,
            to.pipeline_id,
            to.stage_id,
            to.stage_since,
            to.board_position,
            to.won_at,
            to.lost_at,
            &to.lost_reason,
            to.opened_at,
            now
        ],
    )
    .await?;
    let (was, is) = (before.stage_id.to_string(), to.stage_id.to_string());
    if was == is {
        return Ok(());
    }
    let change = Change::field("deal", id, "stage_id", Some(was), Some(is));
    tx.audit(vec![change]).await
}

/// Takes deals out that an import had made. Those that something else hangs on by now stay; they are
/// answered.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn remove_imported(tx: &mut Tx, import: Id, ids: &[Id]) -> Result<Vec<Id>> {
    let mut kept = Vec::new();
    for id in ids {
        if is_used(tx, import, *id).await? {
            kept.push(*id);
            continue;
        }
        for sql in [
            "delete from deal_person where deal_id = $1",
            "delete from deal_line where deal_id = $1",
            "delete from deal_stage_log where deal_id = $1",
            "delete from deal where id = $1",
        ] {
            tx.exec(sql, params![*id]).await?;
        }
        tx.unindex(*id).await?;
        tx.audit(vec![Change::of("removed", "deal", *id)]).await?;
    }
    Ok(kept)
}

async fn is_used(tx: &mut Tx, import: Id, id: Id) -> Result<bool> {
    let found: Option<(i64,)> = tx
        .row(
            "select 1 where exists (select 1 from file where record_kind = 'deal' and record_id = $1) \
             or exists (select 1 from touchpoint where deal_id = $1 and retracted_by is null \
                        and (import_id is null or import_id <> $2))",
            params![id, import],
        )
        .await?;
    Ok(found.is_some())
}

/// The people of the buying side, within a transaction.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn people_in(tx: &mut Tx, deal: Id) -> Result<Vec<Id>> {
    let found: Vec<(Id,)> = tx
        .rows(
            "select person_id from deal_person where deal_id = $1 order by person_id",
            params![deal],
        )
        .await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// The lines of products in their order, within a transaction.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn lines_in(tx: &mut Tx, deal: Id) -> Result<Vec<Line>> {
    tx.rows(
        "select l.id, l.product_id, p.name, l.quantity, l.price_minor from deal_line l \
         join product p on p.id = l.product_id where l.deal_id = $1 order by l.position, l.id",
        params![deal],
    )
    .await
}
