//! How much depends on the model and on the window.

use analysis::attribution::Spec;
use kernel::Result;
use rayon::prelude::*;
use serde::Serialize;

use super::credit::{ModelCredit, chosen, credit_of, direct};
use super::{Gathered, Places, Question};

/// The models that are compared.
const MODELS: [&str; 6] = ["first", "last", "linear", "u", "time-decay:30d", "markov:1"];
/// The windows that are compared, days.
const WINDOWS: [i64; 4] = [30, 90, 180, 365];

/// The answer by one model and window.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Turn {
    /// The model.
    pub model: String,
    /// The window in days.
    pub window_days: i64,
    /// Share of each row, "unknown" last.
    pub shares: Vec<f64>,
    /// Rank correlation (Spearman) with the chosen model and the whole window; none where all rows are
    /// equal.
    pub rank_correlation: Option<f64>,
}

/// The same question asked of 6 models in 4 windows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sensitivity {
    /// Each model in each window.
    pub turns: Vec<Turn>,
    /// Smallest rank correlation.
    pub least_correlation: Option<f64>,
    /// The row whose share changes most, and by how many points of the whole.
    pub largest_swing: Option<(usize, f64)>,
    /// Share of touchpoints that the shortest window leaves out.
    pub cut_by_shortest: f64,
}

/// Asks the question of other models and windows.
///
/// # Errors
/// `Invalid` when the chosen model is none.
pub fn sensitivity(
    gathered: &Gathered,
    question: &Question,
    places: &Places,
) -> Result<Sensitivity> {
    let parse =
        |word: &str| Spec::parse(word).map_err(|_| kernel::Error::field("model", "error.choice"));
    let is_direct = direct(question.dimension, places);
    let unknown = places.unknown();
    let paths = |days| gathered.paths(question.dimension, places, days);
    let whole = paths(question.window_days);
    let specs: Vec<Spec> = MODELS
        .iter()
        .map(|model| parse(model))
        .collect::<Result<_>>()?;
    let shares = |paths: &_, spec: &Spec| shares_of(&credit_of(paths, unknown, spec, &is_direct));
    let headline = shares(&whole, &parse(chosen(&question.model))?);
    let mut turns = Vec::new();
    let mut cut = (0, whole.codes().len());
    for days in WINDOWS {
        let shorter = (days < question.window_days).then(|| paths(days));
        let inside = shorter.as_ref().unwrap_or(&whole);
        cut.0 = cut.0.max(whole.codes().len() - inside.codes().len());
        let turn = |spec: &Spec| {
            let shares = shares(inside, spec);
            Turn {
                model: spec.word.clone(),
                window_days: days,
                rank_correlation: spearman(&headline, &shares),
                shares,
            }
        };
        turns.par_extend(specs.par_iter().map(turn));
    }
    let swing = |row: usize| {
        let all = turns.iter().map(|t| t.shares[row]);
        let (low, high) = all.fold((f64::MAX, f64::MIN), |(l, h), s| (l.min(s), h.max(s)));
        (row, high - low)
    };
    let correlations = turns.iter().filter_map(|t| t.rank_correlation);
    Ok(Sensitivity {
        least_correlation: correlations.min_by(f64::total_cmp),
        largest_swing: (0..=unknown)
            .map(swing)
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))),
        cut_by_shortest: cut.0 as f64 / cut.1.max(1) as f64,
        turns,
    })
}

/// The share of each row of all outcomes, or of their value where they have one.
pub(super) fn shares_of(credit: &ModelCredit) -> Vec<f64> {
    let rows = 0..credit.outcomes.len();
    rows.map(|row| share_of(credit, credit, row)).collect()
}

/// The share of a row, as credited from a part of the journeys, of what is credited from all.
pub(super) fn share_of(part: &ModelCredit, all: &ModelCredit, row: usize) -> f64 {
    let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    match all.values.iter().sum::<i64>() {
        0 => share(part.outcomes[row], all.outcomes.iter().sum()),
        value => part.values[row] as f64 / value as f64,
    }
}

/// The rank correlation of two lists; equal values share their rank. None where a list has no order.
pub(super) fn spearman(a: &[f64], b: &[f64]) -> Option<f64> {
    let (a, b) = (ranks(a), ranks(b));
    let n = a.len() as f64;
    let mean = (n + 1.0) / 2.0;
    let sum = |x: &[f64], y: &[f64]| -> f64 {
        x.iter().zip(y).map(|(x, y)| (x - mean) * (y - mean)).sum()
    };
    let spread = (sum(&a, &a) * sum(&b, &b)).sqrt();
    (spread > 0.0).then(|| sum(&a, &b) / spread)
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let rank = |value: &f64| {
        let below = values.iter().filter(|v| *v < value).count() as f64;
        let same = values.iter().filter(|v| *v == value).count() as f64;
        below + (same + 1.0) / 2.0
    };
    values.iter().map(rank).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rank_correlation_knows_order_ties_and_no_order() {
        let of = |a: &[f64], b: &[f64]| spearman(a, b);
        assert_eq!(of(&[1.0, 2.0, 3.0], &[10.0, 20.0, 90.0]), Some(1.0));
        assert_eq!(of(&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0]), Some(-1.0));
        assert_eq!(of(&[1.0, 1.0], &[1.0, 2.0]), None);
        let tied = of(&[1.0, 2.0, 2.0, 3.0], &[1.0, 3.0, 2.0, 4.0]).expect("an order");
        assert!((tied - 0.948_683_298).abs() < 1e-9, "{tied}");
    }
}
