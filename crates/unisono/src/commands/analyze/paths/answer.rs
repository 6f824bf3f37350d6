//! The answer: what every model says, as data for the table and as JSON.

use analysis::attribution::groups::FEWEST_CONVERSIONS;
use analysis::attribution::{CannotTell, Line, Pair, Totals};
use kernel::Lang;
use serde_json::{Map, Value, json};

use super::Paths;
use super::chunks::FileSums;

/// What a file says by every model.
pub(super) struct Answer {
    pub(super) totals: Totals,
    pub(super) channels: Vec<String>,
    pub(super) has_value: bool,
    has_nulls: bool,
    pub(super) models: Vec<Told>,
    pairs: Option<Option<Vec<Pair>>>,
    pub(super) notes: Vec<String>,
}

/// What one model says.
pub(super) struct Told {
    pub(super) word: String,
    pub(super) lines: Result<Vec<Line>, CannotTell>,
    /// Why it says nothing.
    pub(super) reason: Option<String>,
    places: Vec<Option<Vec<f64>>>,
}

/// Solves every model.
pub(super) fn of(read: &FileSums, command: &Paths, lang: Lang) -> Answer {
    let sums = &read.sums;
    let model = |(at, spec): (usize, &analysis::attribution::Spec)| {
        let lines = sums.result(at, true);
        let reason = lines
            .as_ref()
            .err()
            .map(|why| ui::t(lang, reason(*why)).to_owned());
        Told {
            word: spec.word.clone(),
            lines,
            reason,
            places: (0..sums.codes())
                .map(|code| sums.places(at, code))
                .collect(),
        }
    };
    let mut answer = Answer {
        totals: sums.totals(),
        channels: read.channels.clone(),
        has_value: read.has_value,
        has_nulls: read.has_nulls,
        models: command.models.iter().enumerate().map(model).collect(),
        pairs: command.pairs.then(|| sums.pairs()),
        notes: Vec::new(),
    };
    answer.notes = notes(&answer, lang);
    answer
}

fn reason(why: CannotTell) -> &'static str {
    match why {
        CannotTell::NoJourneys => "analyze.reason.no_journeys",
        CannotTell::NothingConverts => "analyze.reason.nothing_converts",
        CannotTell::TooLarge => "analyze.reason.too_large",
        CannotTell::NeedsTimes => "analyze.reason.needs_times",
    }
}

fn notes(answer: &Answer, lang: Lang) -> Vec<String> {
    let mut notes = vec![ui::t(lang, "analyze.note.credit").to_owned()];
    let totals = &answer.totals;
    if !answer.has_nulls {
        notes.push(ui::t(lang, "analyze.note.converting_only").to_owned());
    }
    if totals.unknown_journeys > 0 {
        notes.push(ui::tn(
            lang,
            "analyze.note.unknown",
            totals.unknown_journeys,
            &[],
        ));
    }
    if totals.known_conversions() < FEWEST_CONVERSIONS {
        let fewest = ui::fmt::number(lang, FEWEST_CONVERSIONS);
        notes.push(ui::tf(lang, "analyze.note.too_few", &[("min", &fewest)]));
    }
    let has_lines = answer
        .models
        .iter()
        .filter_map(|told| told.lines.as_ref().ok());
    let is_open = |line: &Line| line.se_conversions.is_none();
    let without = has_lines.filter(|lines| lines.iter().any(is_open)).count();
    if without > 0 && totals.known_conversions() >= FEWEST_CONVERSIONS {
        notes.push(ui::t(lang, "analyze.note.no_interval").to_owned());
    }
    if matches!(answer.pairs, Some(None)) {
        notes.push(ui::t(lang, "analyze.note.too_many_pairs").to_owned());
    }
    notes
}

/// The answer for machines.
pub(super) fn json(answer: &Answer) -> Value {
    let totals = &answer.totals;
    let value = |value: f64| answer.has_value.then_some(value);
    let mut out = json!({
        "journeys": totals.journeys,
        "touchpoints": totals.touchpoints,
        "conversions": totals.conversions,
        "value": value(totals.value),
        "nulls": answer.has_nulls.then_some(totals.nulls),
        "unknown": {
            "journeys": totals.unknown_journeys,
            "conversions": totals.unknown_conversions,
            "value": value(totals.unknown_value),
        },
        "notes": answer.notes,
        "models": answer.models.iter().map(|told| model(told, answer)).collect::<Vec<_>>(),
    });
    if let Some(pairs) = &answer.pairs {
        let list = pairs
            .as_ref()
            .map(|pairs| pairs.iter().map(|p| pair(p, answer)).collect::<Vec<_>>());
        out["pairs"] = json!(list);
    }
    out
}

fn model(told: &Told, answer: &Answer) -> Value {
    match &told.lines {
        Err(_) => json!({ "model": told.word, "channels": null, "reason": told.reason }),
        Ok(lines) => {
            let each = answer.channels.iter().zip(lines).enumerate();
            let list: Vec<Value> = each
                .map(|(at, (name, line))| {
                    let mut row = channel(name, line, answer.has_value);
                    if let Some(Some(places)) = told.places.get(at) {
                        row.insert("positions".to_owned(), json!(places));
                    }
                    Value::Object(row)
                })
                .collect();
            json!({ "model": told.word, "channels": list })
        }
    }
}

fn channel(name: &str, line: &Line, has_value: bool) -> Map<String, Value> {
    let of_value = |value: Option<f64>| value.filter(|_| has_value);
    let mut row = Map::new();
    let mut put = |key: &str, value: Value| row.insert(key.to_owned(), value);
    put("channel", json!(name));
    put("conversions", json!(line.conversions));
    put("value", json!(of_value(line.value)));
    if let Some(effect) = line.removal_effect {
        put("removal_effect", json!(effect));
        put(
            "removal_effect_value",
            json!(of_value(line.removal_effect_value)),
        );
        put("se_removal_effect", json!(line.se_removal_effect));
    }
    put("se_conversions", json!(line.se_conversions));
    put("se_value", json!(of_value(line.se_value)));
    if let Some(error) = line.sampling_error {
        put("sampling_error", json!(error));
    }
    row
}

fn pair(pair: &Pair, answer: &Answer) -> Value {
    let name = |code: u32| answer.channels.get(code as usize);
    let order =
        |s: &analysis::attribution::Sequence| json!({ "n": s.n, "conversions": s.conversions });
    json!({
        "a": name(pair.a), "b": name(pair.b), "interaction": pair.interaction,
        "a_then_b": order(&pair.a_then_b), "b_then_a": order(&pair.b_then_a),
    })
}
