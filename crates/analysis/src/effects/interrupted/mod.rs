//! Did a change work? A rate month by month, before and after a day: interrupted time series, controlled by a
//! comparison group where there is one.
//!
//! The difference after − before counts everything that happened in the meantime. The *step* is what is left
//! of it once the trend and the season of the year are taken out, and once the comparison group, which did not
//! change, is subtracted (Bernal, Cummins & Gasparrini 2017 and 2018, International Journal of Epidemiology
//! 46:348 and 47:2082). Months weigh by what was counted in them. `fit` says how the interval is made,
//! `checks` what is checked and how the evidence is graded. The order of the months does not matter, and
//! whatever cannot be told is said so: there is never a number that is none.

mod checks;
mod design;
mod fit;
mod series;
mod student;
#[cfg(test)]
mod tests;

use super::Interval;
use super::grade::Grade;
use design::{Design, fitted};
use fit::Fit;
use series::{Joined, joined};

pub use checks::{Check, Checks};

/// A month of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Month {
    /// Its number: consecutive months have consecutive numbers.
    pub at: i64,
    /// What was counted, for example insights.
    pub counted: f64,
    /// Out of how many, for example conversations; a month without any is left out.
    pub of: f64,
}

/// A series that a change may have interrupted.
#[derive(Clone, Debug, Default)]
pub struct Interrupted {
    /// The series itself, without the month in which the change happened if that was not its first day.
    pub months: Vec<Month>,
    /// The same of those who did not change; empty when there are none.
    pub comparison: Vec<Month>,
    /// The first month that is wholly after the change.
    pub first_after: i64,
}

/// One side of the change.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Side {
    /// Months.
    pub months: usize,
    /// What was counted in them.
    pub counted: f64,
    /// Out of how many.
    pub of: f64,
}

impl Side {
    /// The rate of the whole side; nothing when there was nothing to count in.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        (self.of > 0.0).then(|| self.counted / self.of)
    }
}

/// A month as it was and as it would have been.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Number of the month.
    pub at: i64,
    /// What was observed.
    pub observed: f64,
    /// What the series without the change is, before and after it.
    pub without: f64,
    /// Its 95 % interval.
    pub band: Interval,
}

/// What the change made, as far as it can be told.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The change of the rate that nothing else explains.
    pub difference: f64,
    /// Its 95 % interval.
    pub ci: Interval,
    /// Two-sided p-value.
    pub p: f64,
    /// The rate after, observed, over the months that were compared.
    pub with: f64,
    /// The rate that the same months would have had without the change.
    pub without: f64,
    /// Its 95 % interval.
    pub without_ci: Interval,
    /// How much neighbouring months resemble each other, 0 to 0.9.
    pub correlation: f64,
    /// Whether the season of the year was taken out.
    pub seasonal: bool,
    /// Whether a comparison group was subtracted.
    pub compared: bool,
    /// The months that were compared, in their order.
    pub points: Vec<Point>,
    /// What was checked.
    pub checks: Checks,
}

/// Why there is no step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cannot {
    /// Too few months before the change.
    FewBefore,
    /// Too few months after it.
    FewAfter,
    /// The rate is the same in all months.
    Flat,
    /// The months cannot tell change, trend and season apart.
    NoSolution,
}

impl Cannot {
    /// Its word in answers, also its text key.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::FewBefore => "few_before",
            Self::FewAfter => "few_after",
            Self::Flat => "flat",
            Self::NoSolution => "no_solution",
        }
    }
}

/// What was found about a change.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// All months before.
    pub before: Side,
    /// All months after.
    pub after: Side,
    /// The plain difference of the two rates, for contrast.
    pub naive: Option<f64>,
    /// The step, or why there is none.
    pub step: Result<Step, Cannot>,
}

impl Found {
    /// How far the step can be trusted: `D` when there is none.
    #[must_use]
    pub fn grade(&self) -> Grade {
        self.step.as_ref().map_or(Grade::D, |s| s.checks.grade())
    }
}

/// Months before the change without which nothing is estimated.
pub const LEAST_BEFORE: usize = 6;
/// Months after the change without which nothing is estimated.
pub const LEAST_AFTER: usize = 3;
/// Looks for a step in a series.
#[must_use]
pub fn interrupted(series: &Interrupted) -> Found {
    let joined = joined(series);
    let side = |after: bool| {
        let those = joined
            .plain
            .iter()
            .filter(|m| (m.at >= series.first_after) == after);
        those.fold(Side::default(), |side, m| Side {
            months: side.months + 1,
            counted: side.counted + m.counted,
            of: side.of + m.of,
        })
    };
    let (before, after) = (side(false), side(true));
    let naive = before.rate().zip(after.rate()).map(|(b, a)| a - b);
    Found {
        before,
        after,
        naive,
        step: step(&joined, series.first_after),
    }
}

/// Why nothing is estimated.
fn obstacle(joined: &Joined, first_after: i64) -> Option<Cannot> {
    let after = joined.after(first_after);
    if joined.values.len() - after < LEAST_BEFORE {
        return Some(Cannot::FewBefore);
    }
    if after < LEAST_AFTER {
        return Some(Cannot::FewAfter);
    }
    joined.is_flat().then_some(Cannot::Flat)
}

fn step(joined: &Joined, first_after: i64) -> Result<Step, Cannot> {
    if let Some(why) = obstacle(joined, first_after) {
        return Err(why);
    }
    let (design, fit) = fitted(joined, first_after).ok_or(Cannot::NoSolution)?;
    let found = fit.combination(&design.step(), 0.0);
    let points = joined.values.iter().map(|m| {
        let without = fit.combination(&design.row(m.at, 0.0), m.comparison);
        Point {
            at: m.at,
            observed: m.value,
            without: without.mean(),
            band: without.interval(),
        }
    });
    let (with, without) = averages(joined, design, &fit);
    Ok(Step {
        difference: found.mean(),
        ci: found.interval(),
        p: found.p_value(),
        with,
        without: without.mean(),
        without_ci: without.interval(),
        correlation: fit.correlation(),
        seasonal: design.seasonal,
        compared: joined.compared,
        points: points.collect(),
        checks: checks::of(joined, first_after),
    })
}

/// The mean of the months after, observed, and what it would have been; by what was counted in.
fn averages(joined: &Joined, design: Design, fit: &Fit) -> (f64, student::Mixture) {
    let after = || joined.values.iter().filter(|m| m.at >= design.first_after);
    let all: f64 = after().map(|m| m.of).sum();
    let (mut with, mut added) = (0.0, 0.0);
    let mut x = vec![0.0; design.row(0, 0.0).len()];
    for m in after() {
        let share = m.of / all;
        with += share * m.value;
        added += share * m.comparison;
        for (sum, x) in x.iter_mut().zip(design.row(m.at, 0.0)) {
            *sum += share * x;
        }
    }
    (with, fit.combination(&x, added))
}

/// Months on either side of the middle of the time before without which no placebo is made.
const LEAST_PLACEBO: usize = 4;

/// The p-value of a step in the middle of the time before, where nothing changed; nothing when that time is
/// too short.
fn placebo(joined: &Joined, first_after: i64) -> Option<f64> {
    let before = joined.before(first_after);
    let middle = before.values.get(before.values.len() / 2)?.at;
    let after = before.after(middle);
    if after.min(before.values.len() - after) < LEAST_PLACEBO || before.is_flat() {
        return None;
    }
    let (design, fit) = fitted(&before, middle)?;
    Some(fit.combination(&design.step(), 0.0).p_value())
}
