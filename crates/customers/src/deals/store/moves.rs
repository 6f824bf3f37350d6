//! Moving a deal between stages, winning, losing and reopening it.

use kernel::{Conflict, Error, Id, Millis, Result};
use store::{Change, Tx, params};

use super::super::{Deal, Field};
use super::{read::get_in, touchpoint};
use crate::pipelines::{self, Outcome, Stage};

/// Moves a deal into a stage, now. For a stage that means lost, `reason` says why (see
/// [`super::super::LOST_REASONS`]); for others it is a remark. `version`: what the caller saw.
/// Answers the deal as it is then; moving it to where it is changes nothing.
///
/// # Errors
/// `NotFound`, `Invalid` on `lost_reason` without a reason or on `to` for a stage of another
/// pipeline, `Conflict` on another version.
pub async fn move_to_stage(
    tx: &mut Tx,
    id: Id,
    to: Id,
    reason: Option<&str>,
    version: Option<i64>,
) -> Result<Deal> {
    let deal = get_in(tx, id).await?;
    if version.is_some_and(|seen| seen != deal.version) {
        return Err(Error::Conflict(Conflict::Version {
            version: deal.version,
        }));
    }
    let (from, to) = (
        pipelines::stage(tx, deal.stage_id).await?,
        pipelines::stage(tx, to).await?,
    );
    if to.pipeline_id != deal.pipeline_id {
        return Err(Error::field("to", "error.choice"));
    }
    if from.id == to.id {
        return Ok(deal);
    }
    let reason = reason.map(str::trim).filter(|text| !text.is_empty());
    if to.ends() == Some(Outcome::Lost) && reason.is_none() {
        return Err(Error::field("lost_reason", "error.required"));
    }
    let now = tx.ctx().now();
    enter(tx, &deal, &from, &to, reason, now).await?;
    get_in(tx, id).await
}

/// The deal enters the stage at the instant: row, stage history, audit trail, timeline.
pub(super) async fn enter(
    tx: &mut Tx,
    deal: &Deal,
    from: &Stage,
    to: &Stage,
    reason: Option<&str>,
    at: Millis,
) -> Result<()> {
    write(tx, deal, to, reason, at).await?;
    log(tx, deal, to, at).await?;
    audit(tx, deal, from, to, reason).await?;
    record(tx, deal, (from, to), reason, at).await
}

/// Wins a deal.
///
/// # Errors
/// As [`move_to_stage`].
pub async fn win(tx: &mut Tx, id: Id) -> Result<Deal> {
    let to = closing(tx, id, Outcome::Won).await?;
    move_to_stage(tx, id, to, None, None).await
}

/// Loses a deal for a reason.
///
/// # Errors
/// As [`move_to_stage`].
pub async fn lose(tx: &mut Tx, id: Id, reason: &str) -> Result<Deal> {
    let to = closing(tx, id, Outcome::Lost).await?;
    move_to_stage(tx, id, to, Some(reason), None).await
}

/// Opens a won or lost deal again, in the open stage where it was last.
///
/// # Errors
/// As [`move_to_stage`]; `Conflict` when the deal is open.
pub async fn reopen(tx: &mut Tx, id: Id, reason: Option<&str>) -> Result<Deal> {
    let deal = get_in(tx, id).await?;
    if deal.is_open() {
        return Err(Error::state("error.deal_open"));
    }
    let last: Option<(Id,)> = tx
        .row(
            "select l.from_stage_id from deal_stage_log l join stage s on s.id = l.from_stage_id \
             where l.deal_id = $1 and s.outcome is null order by l.at desc, l.id desc limit 1",
            params![id],
        )
        .await?;
    let to = match last {
        Some((stage,)) => stage,
        None => stage_where(tx, deal.pipeline_id, Stage::is_open).await?,
    };
    move_to_stage(tx, id, to, reason, None).await
}

async fn closing(tx: &mut Tx, id: Id, outcome: Outcome) -> Result<Id> {
    let deal = get_in(tx, id).await?;
    stage_where(tx, deal.pipeline_id, |stage| stage.ends() == Some(outcome)).await
}

async fn stage_where(tx: &mut Tx, pipeline: Id, fits: impl Fn(&Stage) -> bool) -> Result<Id> {
    let stages = pipelines::stages_in(tx).await?;
    let found = stages
        .into_iter()
        .find(|stage| stage.pipeline_id == pipeline && fits(stage));
    found
        .map(|stage| stage.id)
        .ok_or_else(|| Error::not_found("stage"))
}

async fn write(
    tx: &mut Tx,
    deal: &Deal,
    to: &Stage,
    reason: Option<&str>,
    since: Millis,
) -> Result<()> {
    let now = tx.ctx().now();
    let at = |outcome| (to.ends() == Some(outcome)).then_some(since);
    let (won_at, lost_at): (Option<Millis>, Option<Millis>) = (at(Outcome::Won), at(Outcome::Lost));
    let lost_reason = lost_at.and(reason);
    tx.exec(
        "update deal set stage_id = $2, stage_since = $3, board_position = $4, won_at = $5, lost_at = $6, \
         lost_reason = $7, touched_at = $8, updated_at = $8, version = version + 1, pipeline_id = $9 where id = $1",
        params![
            deal.id,
            to.id,
            since,
            top_of_board(since),
            won_at,
            lost_at,
            lost_reason,
            now,
            to.pipeline_id
        ],
    )
    .await?;
    Ok(())
}

/// Boards show rising positions: what entered a column last stands at its top.
pub(super) fn top_of_board(at: Millis) -> f64 {
    -(at.0 as f64)
}

async fn log(tx: &mut Tx, deal: &Deal, to: &Stage, at: Millis) -> Result<()> {
    let ctx = tx.ctx().clone();
    let seconds = (at.0 - deal.stage_since.0).max(0) / 1000;
    tx.exec(
        "insert into deal_stage_log (id, deal_id, from_stage_id, to_stage_id, at, by_member_id, seconds_in_stage) \
         values ($1, $2, $3, $4, $5, $6, $7)",
        params![ctx.id(), deal.id, deal.stage_id, to.id, at, ctx.member, seconds],
    )
    .await?;
    Ok(())
}

async fn audit(
    tx: &mut Tx,
    deal: &Deal,
    from: &Stage,
    to: &Stage,
    reason: Option<&str>,
) -> Result<()> {
    let mut moved = Change::field(
        "deal",
        deal.id,
        "stage_id",
        Some(from.id.to_string()),
        Some(to.id.to_string()),
    );
    moved.reason = reason.map(str::to_owned);
    let mut changes = vec![moved];
    let lost_reason = (to.ends() == Some(Outcome::Lost))
        .then(|| reason.map(str::to_owned))
        .flatten();
    if lost_reason != deal.lost_reason {
        let key = Field::LostReason.key();
        changes.push(Change::field(
            "deal",
            deal.id,
            key,
            deal.lost_reason.clone(),
            lost_reason,
        ));
    }
    tx.audit(changes).await
}

async fn record(
    tx: &mut Tx,
    deal: &Deal,
    (from, to): (&Stage, &Stage),
    reason: Option<&str>,
    at: Millis,
) -> Result<()> {
    let type_key = match (to.ends(), from.is_open()) {
        (Some(Outcome::Won), _) => "deal.won",
        (Some(Outcome::Lost), _) => "deal.lost",
        (None, false) => "deal.reopened",
        (None, true) => "deal.stage_changed",
    };
    let mut happened = touchpoint(deal, type_key, at);
    happened.member_id = tx.ctx().member;
    let properties = &mut happened.properties;
    properties.insert("from_stage".to_owned(), from.name_de.clone().into());
    properties.insert("to_stage".to_owned(), to.name_de.clone().into());
    if let Some(reason) = reason {
        let key = if type_key == "deal.lost" {
            "lost_reason"
        } else {
            "reason"
        };
        properties.insert(key.to_owned(), reason.into());
    }
    tx.record(happened).await?;
    Ok(())
}
