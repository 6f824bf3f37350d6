//! Products and deals of the demo as rows, with stages, buyers and lines.

use std::collections::HashMap;

use ::store::{Tx, Value, fold_name, params};
use kernel::{Error, Id, Millis, Result};

use super::super::model::{Deal, STAGES, World, words};

pub(super) async fn products(tx: &mut Tx) -> Result<()> {
    let prices: [i64; 7] = [
        21_000_000, 16_000_000, 9_500_000, 3_800_000, 800_000, 1_900_000, 45_000,
    ];
    let (ctx, now) = (tx.ctx().clone(), tx.ctx().now());
    let rows = words()
        .products
        .iter()
        .zip(prices)
        .map(|(name, price)| {
            params![
                ctx.id(),
                name,
                fold_name(name),
                "Musterwerk",
                price,
                now,
                now
            ]
        })
        .collect();
    let columns = &[
        "id",
        "name",
        "name_folded",
        "family",
        "list_price_minor",
        "created_at",
        "updated_at",
    ];
    tx.insert_many("product", columns, rows, "on conflict do nothing")
        .await?;
    Ok(())
}

const BUYERS: [&str; 4] = ["decider", "procurement", "technical", "user"];

/// Stage and pipeline by the key of the stage.
type Stages = HashMap<String, (Id, Id)>;

fn stage(stages: &Stages, n: usize) -> Result<(Id, Id)> {
    let found = stages.get(STAGES[n]).copied();
    found.ok_or_else(|| Error::internal("no default pipeline"))
}

/// Writes deals, their way through the stages, buyers and lines.
pub(super) async fn deals(tx: &mut Tx, world: &World, departments: &[Id]) -> Result<()> {
    let found: Vec<(String, Id, Id)> = tx
        .rows(
            "select key, id, pipeline_id from stage order by position",
            params![],
        )
        .await?;
    let stages: Stages = found
        .into_iter()
        .map(|(key, id, pipeline)| (key, (id, pipeline)))
        .collect();
    let mut rows = Vec::with_capacity(world.deals.len());
    for (n, deal) in world.deals.iter().enumerate() {
        let at = stage(&stages, deal.stage())?;
        rows.push(deal_row(n, deal, at, world, departments));
    }
    tx.insert_many("deal", DEAL, rows, "").await?;
    log(tx, world, &stages).await?;
    buyers(tx, world).await?;
    lines(tx, world).await
}

async fn log(tx: &mut Tx, world: &World, stages: &Stages) -> Result<()> {
    let mut rows = Vec::new();
    for deal in &world.deals {
        let mut before: Option<(usize, Millis)> = None;
        for (entered, at) in &deal.entered {
            let from = before
                .map(|(s, _)| stage(stages, s))
                .transpose()?
                .map(|(id, _)| id);
            let seconds = before.map(|(_, since)| (at.0 - since.0) / 1000);
            let (to, _) = stage(stages, *entered)?;
            rows.push(params![
                tx.ctx().id(),
                deal.id,
                from,
                to,
                *at,
                deal.owner,
                seconds
            ]);
            before = Some((*entered, *at));
        }
    }
    let columns = &[
        "id",
        "deal_id",
        "from_stage_id",
        "to_stage_id",
        "at",
        "by_member_id",
        "seconds_in_stage",
    ];
    tx.insert_many("deal_stage_log", columns, rows, "").await?;
    Ok(())
}

async fn buyers(tx: &mut Tx, world: &World) -> Result<()> {
    let mut rows = Vec::new();
    for deal in &world.deals {
        for (position, person) in deal.people.iter().enumerate() {
            let role = BUYERS[position % BUYERS.len()];
            let stance = position as i64 - 1;
            rows.push(params![deal.id, world.people[*person].id, role, stance, 3]);
        }
    }
    let columns = &["deal_id", "person_id", "role", "stance", "influence"];
    tx.insert_many("deal_person", columns, rows, "on conflict do nothing")
        .await?;
    Ok(())
}

async fn lines(tx: &mut Tx, world: &World) -> Result<()> {
    let products: Vec<(String, Id)> = tx.rows("select name, id from product", params![]).await?;
    let mut rows = Vec::new();
    for deal in &world.deals {
        let wanted = &words().products[deal.product];
        if let Some((_, product)) = products.iter().find(|(name, _)| name == wanted) {
            rows.push(params![
                tx.ctx().id(),
                deal.id,
                *product,
                1,
                deal.value_minor,
                0
            ]);
        }
    }
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

const DEAL: &[&str] = &[
    "id",
    "name",
    "name_folded",
    "company_id",
    "pipeline_id",
    "stage_id",
    "stage_since",
    "board_position",
    "value_minor",
    "margin_minor",
    "close_on",
    "opened_at",
    "won_at",
    "lost_at",
    "lost_reason",
    "next_step",
    "next_step_on",
    "owner_member_id",
    "source_department_id",
    "source_channel",
    "source_system",
    "source_id",
    "created_at",
    "updated_at",
];

fn deal_row(
    n: usize,
    deal: &Deal,
    (stage, pipeline): (Id, Id),
    world: &World,
    departments: &[Id],
) -> Vec<Value> {
    let company = &world.companies[deal.company];
    let (department, channel) = world.leads[deal.lead].origin();
    let open = deal.ended_at().is_none();
    let step = (open && deal.next_step).then_some("Angebot nachfassen");
    let since = deal.entered.last().map_or(deal.opened_at, |(_, at)| *at);
    params![
        deal.id,
        format!("{} · {}", deal.name, company.industry),
        fold_name(&deal.name),
        company.id,
        pipeline,
        stage,
        since,
        -(since.0 as f64),
        deal.value_minor,
        deal.margin_minor,
        deal.close_on,
        deal.opened_at,
        deal.won_at(),
        deal.lost_at(),
        deal.lost_reason.clone(),
        step,
        step.and(deal.close_on),
        deal.owner,
        departments[department],
        channel,
        "demo",
        format!("d{n}"),
        deal.opened_at,
        since
    ]
}
