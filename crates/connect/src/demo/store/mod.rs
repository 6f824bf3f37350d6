//! Every statement of the demo company: loading, clearing, and whether it is there.
//!
//! Bulk inserts table by table; touchpoints month by month, each month one transaction.

mod clear;
mod deals;
mod members;
mod records;
mod search;
mod state;
mod touchpoints;
mod visits;

use std::sync::Arc;

use ::store::{Db, Tx};
use kernel::{Ctx, Error, FixedClock, Id, IdGen, Result};
use steering::changes::Draft;

pub use clear::clear;
pub(crate) use state::{has_members, last_job};
pub use state::{is_empty, is_loaded};

use super::Plan;
use super::model::{MONTHS, SALES, World};

/// Loads everything; answers the number of touchpoints. The clock of the rows stands at the end of
/// the window, so that they depend on the plan alone. `tell` hears how many months are in.
pub(super) async fn load<F>(
    db: &Db,
    ctx: &Ctx,
    plan: &Plan,
    world: &World,
    tell: impl Fn(i64, i64) -> F,
) -> Result<u64>
where
    F: Future<Output = Result<()>>,
{
    mark(db, ctx, plan, false).await?;
    let clock = Arc::new(FixedClock::at(world.calendar.end));
    let fixed = Ctx::system(clock, Arc::new(IdGen::new(201)));
    let departments = members::department_ids(db).await?;
    let mut tx = db.begin(&fixed).await?;
    records_of(&mut tx, plan, world, &departments).await?;
    tx.commit().await?;
    let sales = departments.get(SALES).copied();
    let places = touchpoints::Places::load(db, departments).await?;
    let mut touchpoints = 0;
    for month in 0..MONTHS {
        touchpoints += touchpoints::load_month(db, &fixed, world, month, &places).await?;
        tell(month as i64 + 1, MONTHS as i64).await?;
    }
    touchpoints::finish(db, &fixed).await?;
    goal(db, ctx, world).await?;
    changed(db, &fixed, world, sales).await?;
    mark(db, ctx, plan, true).await?;
    Ok(touchpoints)
}

async fn records_of(tx: &mut Tx, plan: &Plan, world: &World, departments: &[Id]) -> Result<()> {
    members::members(tx, world, departments, plan.sign_ins).await?;
    records::companies(tx, world).await?;
    records::people(tx, world).await?;
    deals::products(tx).await?;
    deals::deals(tx, world, departments).await?;
    visits::load(tx, world, departments.first().copied()).await?;
    search::index(tx, world).await
}

/// The common goal of the year: a fifth more than was won the year before, in half millions.
async fn goal(db: &Db, ctx: &Ctx, world: &World) -> Result<()> {
    let year = world.calendar.today.year() - 1;
    let of_year = world.deals.iter().filter(|deal| {
        deal.won_at()
            .is_some_and(|at| at.date_in("UTC").year() == year)
    });
    let won: i64 = of_year.map(|deal| deal.value_minor).sum();
    let step = 50_000_000;
    let target = (won + won / 5).div_euclid(step).max(0) * step + step;
    let mut tx = db.begin(ctx).await?;
    steering::dashboard::set_goal(&mut tx, target, "EUR").await?;
    tx.commit().await
}

/// What the company changed, recorded as its members would.
async fn changed(db: &Db, ctx: &Ctx, world: &World, sales: Option<Id>) -> Result<()> {
    let changed = super::model::changed(world);
    let day = changed.day.parse().map_err(Error::internal)?;
    let draft = Draft {
        name: changed.name.to_owned(),
        day,
        measure: changed.measure.to_owned(),
        departments: sales.into_iter().collect(),
        note: Some(changed.note.to_owned()),
    };
    let mut tx = db.begin(ctx).await?;
    steering::changes::record(&mut tx, &draft).await?;
    tx.commit().await
}

/// Says in the settings that the data are the demo company, and whether it is complete.
async fn mark(db: &Db, ctx: &Ctx, plan: &Plan, complete: bool) -> Result<()> {
    let mut tx = db.begin(ctx).await?;
    let setting = serde_json::json!({
        "size": plan.scale.word(), "seed": plan.seed, "today": plan.today, "complete": complete
    });
    tx.set_setting("demo", &setting).await?;
    if complete && plan.sign_ins {
        let company = serde_json::json!({ "name": "Musterwerk Maschinenbau GmbH" });
        tx.set_setting("company", &company).await?;
    }
    tx.commit().await
}
