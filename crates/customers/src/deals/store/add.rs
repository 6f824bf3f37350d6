//! Adding deals, one or many at once.

use kernel::{Ctx, Error, Id, Result};
use store::{Tx, params};

use super::super::{BuyerRole, NewDeal};
use super::index;
use super::made::{DEAL, LOG, Made, Stages};

/// Adds a deal.
///
/// # Errors
/// As [`create_many`].
pub async fn create(tx: &mut Tx, new: NewDeal) -> Result<Id> {
    let ids = create_many(tx, vec![new]).await?;
    ids.into_iter()
        .next()
        .ok_or_else(|| Error::internal("no deal was added"))
}

/// Adds many deals at once, with people, lines, stage history, touchpoints, audit and search index.
/// Answers their ids in the same order.
///
/// # Errors
/// `Invalid` on `name` without a name, on `stage_id` for an unknown stage; `Conflict` when a
/// `source` is there already.
pub async fn create_many(tx: &mut Tx, new: Vec<NewDeal>) -> Result<Vec<Id>> {
    let stages = Stages::load(tx).await?;
    let house = org::settings::company_in(tx).await?;
    let ctx = tx.ctx().clone();
    let mut made = Vec::with_capacity(new.len());
    for deal in new {
        made.push(Made::of(&ctx, &stages, &house, deal)?);
    }
    let rows = made.iter().map(|made| made.row(&ctx)).collect();
    tx.insert_many("deal", DEAL, rows, "").await?;
    let rows = made.iter().flat_map(|made| made.log(&ctx)).collect();
    tx.insert_many("deal_stage_log", LOG, rows, "").await?;
    write_people(tx, &made).await?;
    write_lines(tx, &ctx, &made).await?;
    let changes = made.iter().map(Made::audit).collect();
    tx.audit(changes).await?;
    let recorded = made.iter().filter(|m| !m.new.recorded_elsewhere);
    let touchpoints = recorded
        .flat_map(|made| made.touchpoints(&ctx, &stages))
        .collect();
    tx.record_all(touchpoints).await?;
    let ids: Vec<Id> = made.iter().map(|made| made.id).collect();
    index(tx, &ids).await?;
    Ok(ids)
}

async fn write_people(tx: &mut Tx, made: &[Made]) -> Result<()> {
    let rows = made
        .iter()
        .flat_map(|made| {
            made.new
                .people
                .iter()
                .map(|(person, role)| params![made.id, *person, role.map(BuyerRole::key)])
        })
        .collect();
    tx.insert_many(
        "deal_person",
        &["deal_id", "person_id", "role"],
        rows,
        "on conflict (deal_id, person_id) do nothing",
    )
    .await?;
    Ok(())
}

async fn write_lines(tx: &mut Tx, ctx: &Ctx, made: &[Made]) -> Result<()> {
    let rows = made
        .iter()
        .flat_map(|made| {
            made.new.lines.iter().zip(1_i64..).map(|(line, position)| {
                params![
                    ctx.id(),
                    made.id,
                    line.product_id,
                    line.quantity,
                    line.price_minor,
                    position
                ]
            })
        })
        .collect();
    let columns = &[
        "id",
        "deal_id",
        "product_id",
        "quantity",
        "price_minor",
        "position",
    ];
    tx.insert_many("deal_line", columns, rows, "").await?;
    Ok(())
}
