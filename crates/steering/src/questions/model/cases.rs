//! The cases of a question, collected as columns, and what comes out of them.

use super::Question;
use analysis::effects::{self, ActivityEffect, Covariate, Event, Grade, Plan, Study, Values};
use kernel::Millis;
use xxhash_rust::xxh3::Xxh3;

/// One chance of an outcome.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// Cases of one cluster are not independent: the company, or what the exposure was decided for.
    pub cluster: i64,
    /// When it was decided whether it is exposed; the outcome came later.
    pub decided: Millis,
    /// Whether it is exposed.
    pub exposed: bool,
    /// The outcome: 0 or 1, or a number.
    pub outcome: f64,
    /// What was known before, in the order of [`super::About::known`].
    pub known: &'a [f64],
    /// What no exposure can have caused.
    pub earlier: f64,
}

/// The cases of a question as columns.
#[derive(Clone, Debug, Default)]
pub struct Cases {
    clusters: Vec<i64>,
    decided: Vec<Millis>,
    exposed: Vec<bool>,
    outcome: Vec<f64>,
    known: Vec<Vec<f64>>,
    earlier: Vec<f64>,
}

impl Cases {
    /// Takes a case.
    pub fn take(&mut self, case: &Case<'_>) {
        self.clusters.push(case.cluster);
        self.decided.push(case.decided);
        self.exposed.push(case.exposed);
        self.outcome.push(case.outcome);
        self.earlier.push(case.earlier);
        self.known.resize_with(case.known.len(), Vec::new);
        for (column, value) in self.known.iter_mut().zip(case.known) {
            column.push(*value);
        }
    }

    /// Number of cases.
    #[must_use]
    pub fn len(&self) -> usize {
        self.outcome.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.outcome.is_empty()
    }

    /// Unexposed and exposed cases of the last so many days for which the outcome is known.
    #[must_use]
    pub fn recent(&self, days: i64) -> (usize, usize) {
        let last = self.decided.iter().max().copied().unwrap_or_default();
        let from = last.plus(-days * Millis::DAY);
        let cases = self.decided.iter().zip(&self.exposed);
        let (exposed, others): (Vec<_>, Vec<_>) = cases
            .filter(|(at, _)| **at > from)
            .partition(|(_, exposed)| **exposed);
        (others.len(), exposed.len())
    }

    /// Each case: when it was decided, whether it is exposed, its outcome.
    pub fn each(&self) -> impl Iterator<Item = (Millis, bool, f64)> + '_ {
        let cases = self.decided.iter().zip(&self.exposed).zip(&self.outcome);
        cases.map(|((at, exposed), outcome)| (*at, *exposed, *outcome))
    }

    /// A number of the data: the same cases give the same number.
    #[must_use]
    pub fn hash(&self) -> u64 {
        let mut hasher = Xxh3::new();
        for case in 0..self.len() {
            hasher.update(&self.clusters[case].to_le_bytes());
            hasher.update(&self.decided[case].0.to_le_bytes());
            hasher.update(&[u8::from(self.exposed[case])]);
            hasher.update(&self.outcome[case].to_le_bytes());
            for column in &self.known {
                hasher.update(&column[case].to_le_bytes());
            }
        }
        hasher.digest()
    }

    /// Outcomes in another order, for a check that must find nothing: each cluster keeps its cases, their
    /// outcomes come from elsewhere.
    #[must_use]
    pub fn shuffled(mut self, seed: u64) -> Self {
        let mut rng = effects::Rng::new(seed);
        for at in (1..self.outcome.len()).rev() {
            self.outcome.swap(at, rng.below(at + 1));
        }
        self
    }

    /// What the exposure changed. Columns of what was known before whose names are in `without` are left
    /// out; each lowers the grade, because something that is known to matter is not adjusted for.
    #[must_use]
    pub fn answer(&self, question: &dyn Question, without: &[&str], seed: u64) -> Option<Answer> {
        let names = question.about().known;
        let plan = Plan {
            landmark: question.about().has_landmark.then_some(1.0),
            seed,
            on_all: false,
            ..Plan::default()
        };
        let report = effects::effects(&self.study(names, without), &plan).ok()?;
        let missing = names.iter().filter(|n| without.contains(n)).count();
        let effect = report.activities.into_iter().next()?;
        Some(Answer {
            cases: self.len(),
            mean: report.mean,
            grade: effect
                .adjusted
                .as_ref()
                .ok()
                .map(|a| lowered(a.grade, missing)),
            effect,
        })
    }

    fn study(&self, names: &[&str], without: &[&str]) -> Study {
        let columns = names.iter().zip(&self.known);
        let kept = columns.filter(|(name, _)| !without.contains(name));
        let numbers = |name: &str, values: &[f64]| Covariate {
            name: name.to_owned(),
            values: Values::Numbers(values.to_vec()),
        };
        let exposed = self.exposed.iter().enumerate().filter(|(_, e)| **e);
        Study {
            activities: vec!["exposure".to_owned()],
            outcome: self.outcome.clone(),
            // Exposure was decided before the outcome, case by case: within the day of the landmark.
            time_zero: vec![0.0; self.len()],
            outcome_day: vec![2.0; self.len()],
            company: numbered(&self.clusters),
            covariates: kept.map(|(name, values)| numbers(name, values)).collect(),
            placebos: vec![numbers("earlier", &self.earlier)],
            events: exposed
                .map(|(case, _)| Event {
                    case: case as u32,
                    activity: 0,
                    day: 0.5,
                })
                .collect(),
            ..Study::default()
        }
    }
}

/// Clusters numbered in the order of their ids, so that draws do not depend on the order of cases.
fn numbered(clusters: &[i64]) -> Vec<u32> {
    let mut known = clusters.to_vec();
    known.sort_unstable();
    known.dedup();
    let place = |c: &i64| known.partition_point(|k| k < c) as u32;
    clusters.iter().map(place).collect()
}

fn lowered(grade: Grade, by: usize) -> Grade {
    let grades = [Grade::A, Grade::B, Grade::C, Grade::D];
    let at = grades.iter().position(|g| *g == grade).unwrap_or(3);
    grades[(at + by).min(3)]
}

/// What came out of a question.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Number of cases.
    pub cases: usize,
    /// Mean outcome of all of them.
    pub mean: f64,
    /// The evidence grade; nothing without an estimate.
    pub grade: Option<Grade>,
    /// Naive beside adjusted.
    pub effect: ActivityEffect,
}
