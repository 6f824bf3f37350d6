//! Credit of all models: who took part. One outcome is 1.0 credit in every model.

use analysis::attribution::{
    Aggregate, Credit, How, Journeys, Seeded, Spec, attribute_by, split, weigh,
};
use kernel::{Error, Result};
use rayon::prelude::*;
use serde::Serialize;

use super::{Gathered, Places, Question};
use crate::effects::Dimension;

/// Standard errors on each side of a 95 % interval.
const Z95: f64 = 1.959_963_984_540_054;

/// What a model credits. One place for each row, the last for "unknown".
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ModelCredit {
    /// The model as it is written.
    pub model: String,
    /// Outcomes.
    pub outcomes: Vec<f64>,
    /// Value in minor units; the sum is exactly the value of all outcomes.
    pub values: Vec<i64>,
}

/// Credit of all models, and what is counted beside.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Credits {
    /// Every model.
    pub models: Vec<ModelCredit>,
    /// Place of the chosen model among them.
    pub chosen: usize,
    /// Half the width of the 95 % interval of the chosen model, in minor units for money, else in
    /// outcomes; none with fewer than 30 outcomes.
    pub half_widths: Vec<Option<f64>>,
    /// Outcomes whose first touchpoint it had; overlaps with nothing but is no contribution.
    pub sourced: Vec<f64>,
    /// Value of the same.
    pub sourced_values: Vec<i64>,
    /// Outcomes in which it took part at all; these overlap and do not add up.
    pub influenced: Vec<u64>,
    /// Value of the same.
    pub influenced_values: Vec<i64>,
    /// Days after which credit has halved in the time-decay model: a third of the median cycle.
    pub half_life_days: i64,
}

/// Days of half-life where there is no cycle to take them from.
const HALF_LIFE: i64 = 10;

/// Models that stand side by side and can be chosen, as they stand in an address.
pub const MODELS: [&str; 13] = [
    "linear",
    "first",
    "last",
    "last-non-direct",
    "u",
    "w",
    "time-decay",
    "shapley",
    "ordered-shapley",
    "markov:1",
    "markov:2",
    "markov:3",
    "markov:4",
];

/// The models that stand side by side, with their parameters.
///
/// # Errors
/// `Invalid` on `model` when the chosen one is none.
pub fn specs(question: &Question, half_life_days: i64) -> Result<(Vec<Spec>, usize)> {
    let decay = format!("time-decay:{half_life_days}d");
    let words = MODELS.map(|word| {
        if word == "time-decay" {
            decay.as_str()
        } else {
            word
        }
    });
    let parse = |word: &str| Spec::parse(word).map_err(|_| Error::field("model", "error.choice"));
    let mut all: Vec<Spec> = words
        .iter()
        .map(|word| parse(word))
        .collect::<Result<_>>()?;
    let asked = chosen(&question.model);
    let found = all
        .iter()
        .position(|s| s.word == asked || (asked == "time-decay" && s.word == decay));
    let at = match found {
        Some(at) => at,
        None => {
            all.push(parse(asked)?);
            all.len() - 1
        }
    };
    Ok((all, at))
}

/// The chosen model as it is written; linear unless another is named.
#[must_use]
pub fn chosen(model: &str) -> &str {
    match model {
        "" => "linear",
        "markov" => "markov:1",
        model => model,
    }
}

/// Works out the credit of all models.
///
/// # Errors
/// `Invalid` when the chosen model is none.
pub fn credits(gathered: &Gathered, question: &Question, places: &Places) -> Result<Credits> {
    let half_life_days = half_life(gathered);
    let (specs, at) = specs(question, half_life_days)?;
    let paths = gathered.paths(question.dimension, places, question.window_days);
    let direct = direct(question.dimension, places);
    let unknown = places.unknown();
    let models: Vec<ModelCredit> = specs
        .par_iter()
        .map(|spec| credit_of(&paths, unknown, spec, &direct))
        .collect();
    let (mut influenced, mut influenced_values) = (vec![0; unknown + 1], vec![0; unknown + 1]);
    for path in paths.iter().filter(|path| path.conversions > 0) {
        let mut seen: Vec<usize> = path.codes.iter().map(|code| *code as usize).collect();
        seen.sort_unstable();
        seen.dedup();
        if seen.is_empty() {
            seen.push(unknown);
        }
        for row in seen {
            influenced[row] += 1;
            influenced_values[row] += path.value as i64;
        }
    }
    let first = models.iter().find(|m| m.model == "first");
    let first = first
        .cloned()
        .ok_or_else(|| Error::internal("no first-touch model"))?;
    Ok(Credits {
        half_widths: half_widths(
            &paths,
            &specs[at],
            &direct,
            unknown,
            question.outcome.is_money(),
        ),
        models,
        chosen: at,
        sourced: first.outcomes,
        sourced_values: first.values,
        influenced,
        influenced_values,
        half_life_days,
    })
}

/// A third of the median days from opening to winning.
#[must_use]
pub fn half_life(gathered: &Gathered) -> i64 {
    let days = |t: &super::Taken| (t.end.at.0 - t.end.since.0) / kernel::Millis::DAY;
    let mut all: Vec<i64> = gathered
        .outcomes()
        .map(days)
        .filter(|days| *days > 0)
        .collect();
    all.sort_unstable();
    all.get(all.len() / 2)
        .map_or(HALF_LIFE, |median| (median / 3).max(1))
}

/// Which codes last non-direct passes over: visits to the website by whoever comes by themselves.
pub(super) fn direct(dimension: Dimension, places: &Places) -> Vec<bool> {
    let is = |key: &str| dimension == Dimension::Channel && key == "web";
    places.list.iter().map(|place| is(&place.key)).collect()
}

/// The credit of a model; touchpoints without a row and journeys without touchpoints are unknown.
#[must_use]
pub fn credit_of(paths: &Journeys, unknown: usize, spec: &Spec, direct: &[bool]) -> ModelCredit {
    let Credit {
        mut outcomes,
        mut values,
        ..
    } = attribute_by(paths, unknown + 1, spec, direct);
    outcomes[unknown] += outcomes[unknown + 1];
    values[unknown] += values[unknown + 1];
    outcomes.truncate(unknown + 1);
    values.truncate(unknown + 1);
    ModelCredit {
        model: spec.word.clone(),
        outcomes,
        values,
    }
}

fn half_widths(
    paths: &Journeys,
    spec: &Spec,
    direct: &[bool],
    unknown: usize,
    money: bool,
) -> Vec<Option<f64>> {
    let mut sums = Aggregate::new(std::slice::from_ref(spec), false);
    for (code, is_direct) in direct.iter().enumerate() {
        sums.name(code as u32, if *is_direct { "direct" } else { "" });
    }
    sums.add_all(paths);
    let lines = sums.result(0, true).unwrap_or_default();
    let half = |row: usize| {
        let line = lines.get(row)?;
        let error = if money {
            line.se_value
        } else {
            line.se_conversions
        };
        error.map(|error| error * Z95)
    };
    (0..=unknown).map(half).collect()
}

/// The weight of one touchpoint in its journey, for the export and for the page of a journey.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weighed {
    /// Place of the journey in what was gathered.
    pub journey: usize,
    /// Place of the touchpoint in the journey.
    pub touch: usize,
    /// Credit of the touchpoint in outcomes.
    pub weight: f64,
    /// Credit in minor units; the touchpoints of an outcome sum exactly to its value.
    pub value_minor: i64,
}

/// The weight of every touchpoint of the outcomes under a model that weighs journey by journey; nothing
/// for the others, which know credit of rows only.
#[must_use]
pub fn weights(
    gathered: &Gathered,
    question: &Question,
    places: &Places,
    spec: &Spec,
) -> Option<Vec<Weighed>> {
    if !matches!(spec.model.how, How::Weigh(_)) {
        return None;
    }
    let paths = gathered.paths(question.dimension, places, question.window_days);
    let direct = direct(question.dimension, places);
    let mut found = Vec::new();
    for (journey, path) in paths
        .iter()
        .enumerate()
        .filter(|(_, path)| path.conversions > 0)
    {
        let Some(shares) = weigh(&path, spec, &direct) else {
            continue;
        };
        let values = split(paths.value_minor(journey), &shares);
        let all = shares.iter().zip(values).enumerate();
        found.extend(all.map(|(touch, (weight, value_minor))| Weighed {
            journey,
            touch,
            weight: *weight,
            value_minor,
        }));
    }
    Some(found)
}

/// Random numbers for the loss of touchpoints: the same for the same touchpoint.
pub(super) fn draw(id: i64) -> f64 {
    Seeded::new(id.unsigned_abs()).unit()
}
