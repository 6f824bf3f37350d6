//! An answer as JSON: what the page shows, for programs and the command line.

use serde_json::{Value, json};

use super::super::answer::Answer;
use super::super::model::{
    Cost, DEFINITION, JOINT, Joint, ModelCredit, Number, Places, Return, Together, returned,
};
use super::super::pages::steps;

/// The credit of a model by the keys of rows; the empty key is "unknown".
pub(super) fn by_key(model: &ModelCredit, places: &Places) -> Vec<Value> {
    let keys = places
        .list
        .iter()
        .map(|place| place.key.as_str())
        .chain([""]);
    let all = keys.zip(&model.outcomes).zip(&model.values);
    all.map(|((key, outcomes), value)| json!({ "key": key, "outcomes": outcomes, "value_minor": value })).collect()
}

/// What was asked, and what is behind the answer.
fn asked(found: &Answer) -> Value {
    let q = &found.question;
    json!({
        "definition": DEFINITION, "outcome": q.outcome.key(), "by": q.dimension.key(), "level": q.level.key(),
        "from": q.from.rfc3339(), "to": q.to.rfc3339(), "window_days": q.window_days,
        "model": found.credits.models[found.credits.chosen].model,
        "unit": if q.outcome.is_money() { "minor" } else { "outcomes" },
        "currency": q.outcome.is_money().then_some(&q.currency), "run": found.run,
        "cost_currency": q.currency, "cost": cost(found.costs.total()),
        "costs_in_other_currencies": found.costs.elsewhere,
        "return_unit": if q.outcome.is_money() { "value_per_cost" } else { "cost_minor_per_outcome" },
        "small_departments": found.places.joint.as_ref().map(small),
    })
}

/// The departments that share a row, and why.
fn small(joint: &Joint) -> Value {
    let keys: Vec<&str> = joint.of.iter().map(|place| place.key.as_str()).collect();
    json!({ "key": JOINT, "departments": keys, "members": joint.members, "smallest_group": joint.smallest })
}

/// A cost; none where nothing was recorded, which is not nothing.
pub(super) fn cost(cost: Cost) -> Value {
    json!((cost.touchpoints > 0).then_some(cost))
}

/// What a row cost, and what came of it.
fn spent(found: &Answer, row: usize) -> Value {
    let spent = found.costs.rows.get(row).copied().unwrap_or_default();
    let effect = found.effects.rows.get(row);
    let of = effect.map(|effect| returned(&spent, effect, found.question.outcome.is_money()));
    let told: Option<Number> = match of {
        Some(Return::Told(number)) => Some(number),
        _ => None,
    };
    json!({ "cost": cost(spent), "return": told, "return_cannot": of.and_then(|of| of.cannot()) })
}

/// Everything the page shows.
pub(crate) fn told(found: &Answer) -> Value {
    let mut all = asked(found);
    let s = &found.sensitivity;
    let key = |row: usize| {
        found
            .places
            .list
            .get(row)
            .map_or("", |place| place.key.as_str())
    };
    let more = json!({
        "outcomes": found.gathered.count(), "value_minor": found.gathered.value_minor(),
        "total": found.effects.total, "baseline": found.effects.baseline, "apart": found.effects.apart,
        "of_cases": found.effects.of_cases, "cases": found.effects.cases, "cases_of_period": found.effects.counted,
        "landmark_days": found.effects.landmark_days,
        "rows": rows(found),
        "models": found.credits.models.iter().map(|m| json!({ "model": m.model, "rows": by_key(m, &found.places) })).collect::<Vec<_>>(),
        "half_life_days": found.credits.half_life_days,
        "together": found.together.as_ref().map(together), "together_hidden": found.hides_together,
        "coverage": coverage(found),
        "sensitivity": {
            "turns": s.turns, "least_rank_correlation": s.least_correlation, "cut_by_shortest": s.cut_by_shortest,
            "largest_swing": s.largest_swing.map(|(row, swing)| json!({ "key": key(row), "swing": swing })),
        },
        "losses": found.losses.iter().map(|l| json!({ "key": key(l.row), "share": l.share, "without": l.without })).collect::<Vec<_>>(),
        "reliability": {
            "points": found.reliability.points, "band": found.reliability.band(),
            "parts": found.reliability.parts.iter().map(|(name, weight, reached)| json!({ "part": name, "weight": weight, "reached": reached })).collect::<Vec<_>>(),
        },
    });
    extend(&mut all, more);
    all
}

/// The estimates alone.
pub(crate) fn told_effects(found: &Answer) -> Value {
    let mut all = asked(found);
    let rows: Vec<Value> = found
        .places
        .list
        .iter()
        .zip(&found.effects.rows)
        .enumerate()
        .filter(|(_, (_, row))| row.exposed > 0)
        .map(|(at, (place, row))| {
            let mut one = json!({ "key": place.key, "name_de": place.de, "name_en": place.en });
            extend(&mut one, json!(row));
            extend(&mut one, spent(found, at));
            one
        })
        .collect();
    extend(
        &mut all,
        json!({
            "total": found.effects.total, "baseline": found.effects.baseline, "apart": found.effects.apart,
            "cases": found.effects.cases, "cases_of_period": found.effects.counted,
            "landmark_days": found.effects.landmark_days, "rows": rows, "together": found.together.as_ref().map(together),
        }),
    );
    all
}

fn coverage(found: &Answer) -> Value {
    let mut all = json!(found.coverage);
    let rows = found
        .places
        .list
        .iter()
        .zip(&found.coverage.rows)
        .filter(|(_, row)| row.outcomes > 0);
    let rows = rows.map(|(place, row)| json!({ "key": place.key, "outcomes": row.outcomes, "delay_min": row.delay_min }));
    all["rows"] = rows.collect();
    all
}

fn extend(value: &mut Value, more: Value) {
    if let (Some(own), Value::Object(more)) = (value.as_object_mut(), more) {
        own.extend(more);
    }
}

fn rows(found: &Answer) -> Vec<Value> {
    let credits = &found.credits;
    let chosen = &credits.models[credits.chosen];
    let credit = |row: usize| {
        json!({
            "credit": { "outcomes": chosen.outcomes[row], "value_minor": chosen.values[row], "half_width": credits.half_widths[row] },
            "sourced": { "outcomes": credits.sourced[row], "value_minor": credits.sourced_values[row] },
            "influenced": { "outcomes": credits.influenced[row], "value_minor": credits.influenced_values[row] },
        })
    };
    let mut all = Vec::new();
    for (row, place) in found.places.list.iter().enumerate() {
        let mut one = json!({ "key": place.key, "name_de": place.de, "name_en": place.en, "effect": found.effects.rows[row] });
        extend(&mut one, credit(row));
        extend(&mut one, spent(found, row));
        all.push(one);
    }
    let mut unknown = json!({ "key": "" });
    extend(&mut unknown, credit(found.places.unknown()));
    extend(&mut unknown, spent(found, found.places.unknown()));
    all.push(unknown);
    all
}

fn together(found: &Together) -> Value {
    let coalitions: Vec<Value> = found
        .coalitions
        .iter()
        .map(|(players, number)| json!({ "players": players, "worth": number }))
        .collect();
    let players: Vec<Value> = super::super::model::GROUPS
        .iter()
        .zip(&found.players)
        .map(|(name, (with, without, why))| json!({ "player": name, "with": with, "without": without, "cannot": why }))
        .collect();
    json!({
        "players": players, "coalitions": coalitions,
        "contributions": found.contributions.iter().map(|(name, n)| json!({ "player": name, "contribution": n })).collect::<Vec<_>>(),
        "interactions": found.interactions.iter().map(|(a, b, n)| json!({ "a": a, "b": b, "interaction": n })).collect::<Vec<_>>(),
        "steps": steps(found).map(|steps| steps.iter().map(|(key, n)| json!({ "step": key, "value": n.value, "ci": n.ci })).collect::<Vec<_>>()),
        "of_cases": found.of_cases, "cases": found.cases,
    })
}
