//! Reading one deal.

use kernel::{Error, Id, Result};
use store::{Db, Tx, params};

use super::super::{Deal, StageStep};

const ONE: &str = "select id, name, company_id, pipeline_id, stage_id, stage_since, value_minor, currency, margin_minor, \
     discount_pct, close_on, opened_at, won_at, lost_at, lost_reason, competitor, revive_on, next_step, next_step_on, \
     owner_member_id, source_department_id, source_channel, description, touched_at, created_at, updated_at, version \
     from deal where id = $1";

/// One deal.
///
/// # Errors
/// `NotFound` when there is none of this id.
pub async fn get(db: &Db, id: Id) -> Result<Deal> {
    db.row(ONE, params![id])
        .await?
        .ok_or_else(|| Error::not_found("deal"))
}

/// One deal within a transaction.
///
/// # Errors
/// `NotFound` when there is none of this id.
pub async fn get_in(tx: &mut Tx, id: Id) -> Result<Deal> {
    tx.row(ONE, params![id])
        .await?
        .ok_or_else(|| Error::not_found("deal"))
}

/// The way of a deal through the stages, newest first; at most a hundred steps.
///
/// # Errors
/// As [`Db::rows`].
pub async fn stage_log(db: &Db, id: Id) -> Result<Vec<StageStep>> {
    db.rows(
        "select l.at, f.name_de, f.name_en, s.name_de, s.name_en, m.name, l.seconds_in_stage \
         from deal_stage_log l join stage s on s.id = l.to_stage_id left join stage f on f.id = l.from_stage_id \
         left join member m on m.id = l.by_member_id where l.deal_id = $1 order by l.at desc, l.id desc limit 100",
        params![id],
    )
    .await
}
