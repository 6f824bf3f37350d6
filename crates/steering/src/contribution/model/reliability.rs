//! How far credit can be relied on: six parts of a hundred points, as `mta-audit` (PyPI, MIT) weighs them.
//! A part that cannot be judged gives no points: missing evidence is never taken for good evidence.

use serde::Serialize;

use super::credit::{ModelCredit, credit_of, direct};
use super::gathered::paths;
use super::sensitivity::{shares_of, spearman};
use super::{Coverage, Gathered, Places, Question, Sensitivity};

/// Fewest outcomes in each half of the period for a comparison over time.
const LEAST_HALF: usize = 15;

/// The six parts and their sum.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reliability {
    /// Points of 100.
    pub points: f64,
    /// Name, weight and share reached of each part; none: insufficient evidence.
    pub parts: Vec<(&'static str, f64, Option<f64>)>,
}

impl Reliability {
    /// 1 (best, 90 points and more) to 5 (below 60).
    #[must_use]
    pub fn band(&self) -> usize {
        let limits = [90.0, 80.0, 70.0, 60.0];
        limits.iter().filter(|limit| self.points < **limit).count() + 1
    }
}

/// Judges how far the credit of a question can be relied on.
#[must_use]
pub fn reliability(
    gathered: &Gathered,
    question: &Question,
    places: &Places,
    coverage: &Coverage,
    sensitivity: &Sensitivity,
) -> Reliability {
    let share = |part: usize, of: usize| (of > 0).then(|| part as f64 / of as f64);
    let of_models = |days: i64| mean(sensitivity.turns.iter().filter(|t| t.window_days == days));
    let windows = |model: &str| mean(sensitivity.turns.iter().filter(|t| t.model == model));
    let known = share(
        coverage.touchpoints - coverage.unknown,
        coverage.touchpoints,
    );
    let in_time = share(coverage.touchpoints, coverage.touchpoints + coverage.late);
    let parts = vec![
        ("data", 20.0, known.zip(in_time).map(|(a, b)| a * b)),
        ("window", 15.0, windows("linear")),
        (
            "identity",
            15.0,
            share(coverage.with_person, coverage.touchpoints),
        ),
        ("path", 15.0, share(coverage.with_more, coverage.outcomes)),
        ("models", 20.0, of_models(365)),
        ("time", 15.0, over_time(gathered, question, places)),
    ];
    let points = parts
        .iter()
        .map(|(_, weight, reached)| weight * reached.unwrap_or(0.0).clamp(0.0, 1.0));
    Reliability {
        points: points.sum(),
        parts,
    }
}

fn mean<'a>(turns: impl Iterator<Item = &'a super::Turn>) -> Option<f64> {
    let all: Vec<f64> = turns.filter_map(|turn| turn.rank_correlation).collect();
    (!all.is_empty()).then(|| all.iter().sum::<f64>() / all.len() as f64)
}

/// The rank correlation of the first and the second half of the outcomes, linear.
fn over_time(gathered: &Gathered, question: &Question, places: &Places) -> Option<f64> {
    let half = gathered.count() / 2;
    if half < LEAST_HALF {
        return None;
    }
    let spec = analysis::attribution::Spec::parse("linear").ok()?;
    let is_direct = direct(question.dimension, places);
    let of = |list: &[&super::Taken]| -> ModelCredit {
        let list = list.iter().copied();
        let (by, days) = (question.dimension, question.window_days);
        let paths = paths(list, by, places, days, |_| true);
        credit_of(&paths, places.unknown(), &spec, &is_direct)
    };
    let happened: Vec<&super::Taken> = gathered.outcomes().collect();
    let (first, second) = happened.split_at(half);
    spearman(&shares_of(&of(first)), &shares_of(&of(second)))
}
