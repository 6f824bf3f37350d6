//! Deals of an import, and the pipelines and stages they come into.

use customers::deals::{self, Field, NewDeal, NewLine};
use kernel::{Error, Id, Millis, Result};
use store::Tx;

use super::{Author, Fore, Ready};
use crate::imports::model::spell::Spelled;

mod stages;

pub(in super::super) use stages::Stages;

/// Where a deal stood, as JSON, among the values before a change.
const STANDING: &str = "@standing";

pub(super) fn check(spelled: &Spelled) -> Result<()> {
    for (key, value) in spelled {
        if let Some(field) = Field::parse(key) {
            field.value(Some(value))?;
        }
    }
    Ok(())
}

pub(super) async fn create(tx: &mut Tx, by: &Author, rows: &[&Ready]) -> Result<Vec<Id>> {
    let new = rows.iter().map(|row| new_deal(by, row)).collect();
    deals::create_many(tx, new).await
}

fn new_deal(by: &Author, row: &Ready) -> NewDeal {
    let text = |field: &str| row.spelled.get(field).cloned();
    let id = |field: &str| text(field).and_then(|t| t.parse::<Id>().ok());
    let at = |field: &str| instant(&row.spelled, field);
    let value_minor = text("value_minor").and_then(|n| n.parse().ok());
    let products = ids(row.spelled.get("products"));
    let price = value_minor.filter(|_| products.len() == 1);
    let line = |product_id| NewLine {
        product_id,
        quantity: 1,
        price_minor: price,
    };
    let closed_at = at("closed_at");
    let opened_at = at("opened_at").or(closed_at);
    let before = id("from_stage_id").zip(opened_at);
    NewDeal {
        name: text("name").unwrap_or_default(),
        company_id: id("company_id"),
        stage_id: id("stage_id"),
        value_minor,
        currency: text("currency").unwrap_or_default(),
        close_on: text("close_on").and_then(|d| d.parse().ok()),
        opened_at,
        closed_at: closed_at.or(opened_at),
        lost_reason: text("lost_reason"),
        competitor: text("competitor"),
        next_step: text("next_step"),
        next_step_on: text("next_step_on").and_then(|d| d.parse().ok()),
        owner_member_id: id("owner_member_id"),
        source_channel: text("source_channel"),
        description: text("description"),
        people: ids(row.spelled.get("people"))
            .into_iter()
            .map(|p| (p, None))
            .collect(),
        lines: products.into_iter().map(line).collect(),
        history: before
            .map(|(stage_id, at)| deals::Move { stage_id, at })
            .into_iter()
            .collect(),
        source: Some((by.source.clone(), row.key.clone())),
        import_id: Some(by.import),
        ..NewDeal::default()
    }
}

fn instant(spelled: &Spelled, field: &str) -> Option<Millis> {
    Some(Millis(spelled.get(field)?.parse().ok()?))
}

fn ids(list: Option<&String>) -> Vec<Id> {
    let words = list.map(|l| l.split(' ')).into_iter().flatten();
    words.filter_map(|word| word.parse().ok()).collect()
}

/// Writes what the source changed: plain fields, the stage with its time, people, products.
pub(super) async fn change(tx: &mut Tx, id: Id, new: &Spelled, all: &Spelled) -> Result<Fore> {
    let deal = deals::get_in(tx, id).await?;
    let mut before = Fore::new();
    let mut fields = Vec::new();
    for (key, value) in new {
        let Some(field) = Field::parse(key) else {
            continue;
        };
        let now = field.read(&deal);
        if now.as_deref() != Some(value.as_str()) && field != Field::LostReason {
            before.insert(key.clone(), now);
            fields.push((field, Some(value.clone())));
        }
    }
    deals::change(tx, id, None, &fields).await?;
    let stands = ["stage_id", "closed_at", "opened_at", "lost_reason"];
    if stands.iter().any(|field| new.contains_key(*field)) {
        before.extend(stand(tx, id, all).await?);
    }
    if new.contains_key("people") {
        before.extend(set_people(tx, id, &ids(all.get("people"))).await?);
    }
    if new.contains_key("products") {
        before.extend(set_products(tx, id, all).await?);
    }
    Ok(before)
}

/// Brings a deal to the stage and the times of its source; answers where it stood when that differs.
async fn stand(tx: &mut Tx, id: Id, all: &Spelled) -> Result<Option<(String, Option<String>)>> {
    let before = standing(tx, id).await?;
    let closed_at = instant(all, "closed_at");
    let reason = all.get("lost_reason").map(String::as_str);
    if let Some(stage) = all.get("stage_id").and_then(|s| s.parse::<Id>().ok()) {
        let at = closed_at.unwrap_or_else(|| tx.ctx().now());
        deals::move_at(tx, id, stage, reason, at).await?;
    }
    let mut now = standing(tx, id).await?;
    let moved = now.stage_id != before.stage_id;
    now.opened_at = instant(all, "opened_at").unwrap_or(now.opened_at);
    now.won_at = now.won_at.map(|at| closed_at.unwrap_or(at));
    now.lost_at = now.lost_at.map(|at| closed_at.unwrap_or(at));
    if now.lost_at.is_some() {
        now.lost_reason = reason.map(str::to_owned).or(now.lost_reason);
    }
    now.stage_since = now.won_at.or(now.lost_at).unwrap_or(now.stage_since);
    let same = |a: &deals::Standing, b: &deals::Standing| {
        (a.opened_at, a.won_at, a.lost_at, &a.lost_reason)
            == (b.opened_at, b.won_at, b.lost_at, &b.lost_reason)
    };
    if !moved && same(&now, &before) {
        return Ok(None);
    }
    deals::put_back(tx, id, &now).await?;
    Ok(Some((
        STANDING.to_owned(),
        Some(serde_json::to_string(&before)?),
    )))
}

async fn standing(tx: &mut Tx, id: Id) -> Result<deals::Standing> {
    deals::standing(tx, id)
        .await?
        .ok_or_else(|| Error::not_found("deal"))
}

async fn set_people(
    tx: &mut Tx,
    id: Id,
    wanted: &[Id],
) -> Result<Option<(String, Option<String>)>> {
    let now = deals::people_in(tx, id).await?;
    for person in now.iter().filter(|p| !wanted.contains(p)) {
        deals::remove_person(tx, id, *person).await?;
    }
    for person in wanted.iter().filter(|p| !now.contains(p)) {
        deals::set_person(tx, id, *person, None, None, None).await?;
    }
    let differs = now.len() != wanted.len() || wanted.iter().any(|p| !now.contains(p));
    Ok(differs.then(|| ("people".to_owned(), Some(joined(&now)))))
}

fn joined(ids: &[Id]) -> String {
    let words: Vec<String> = ids.iter().map(ToString::to_string).collect();
    words.join(" ")
}

/// The lines become those products; what is no longer sold goes.
async fn set_products(
    tx: &mut Tx,
    id: Id,
    all: &Spelled,
) -> Result<Option<(String, Option<String>)>> {
    let wanted = ids(all.get("products"));
    let now = deals::lines_in(tx, id).await?;
    let price = all.get("value_minor").and_then(|n| n.parse().ok());
    let price_minor = price.filter(|_| wanted.len() == 1);
    let mut differs = false;
    for line in now.iter().filter(|l| !wanted.contains(&l.product_id)) {
        differs = true;
        deals::remove_line(tx, id, line.id).await?;
    }
    for product_id in wanted
        .iter()
        .filter(|p| !now.iter().any(|l| l.product_id == **p))
    {
        differs = true;
        deals::add_line(
            tx,
            id,
            NewLine {
                product_id: *product_id,
                quantity: 1,
                price_minor,
            },
        )
        .await?;
    }
    let lines: Vec<_> = now
        .iter()
        .map(|l| (l.product_id, l.quantity, l.price_minor))
        .collect();
    let before = serde_json::to_string(&lines)?;
    Ok(differs.then(|| ("products".to_owned(), Some(before))))
}

/// Puts a deal back to what it was before an import changed it.
pub(super) async fn put_back(tx: &mut Tx, id: Id, before: &Fore) -> Result<()> {
    let fields: Vec<_> = before
        .iter()
        .filter_map(|(key, value)| Some((Field::parse(key)?, value.clone())))
        .collect();
    deals::change(tx, id, None, &fields).await?;
    if let Some(Some(people)) = before.get("people") {
        set_people(tx, id, &ids(Some(people))).await?;
    }
    if let Some(Some(lines)) = before.get("products") {
        for line in deals::lines_in(tx, id).await? {
            deals::remove_line(tx, id, line.id).await?;
        }
        let lines: Vec<(Id, i64, Option<i64>)> = serde_json::from_str(lines)?;
        for (product_id, quantity, price_minor) in lines {
            deals::add_line(
                tx,
                id,
                NewLine {
                    product_id,
                    quantity,
                    price_minor,
                },
            )
            .await?;
        }
    }
    if let Some(Some(standing)) = before.get(STANDING) {
        deals::put_back(tx, id, &serde_json::from_str(standing)?).await?;
    }
    Ok(())
}
