//! The effect of one activity: naive beside adjusted, with its checks and grade, or why it cannot be told.

use super::aipw::{self, Exposure};
use super::comparable::{controls, effective_controls, enough, weighted};
use super::comparison::Comparison;
use super::effect::Effect;
use super::grade::{Checks, Grade};
use super::imbalance::imbalance;
use super::near::{Known, Most};
use super::normal::p_value;
use super::prepared::{Prepared, link};
use super::regression::Link;
use super::rng::Rng;
use super::study::Plan;

/// Below so many cases the intervals come from the bootstrap.
const FEW_CASES: usize = 2_000;

/// What was found about an activity.
#[derive(Clone, Debug, PartialEq)]
pub struct ActivityEffect {
    /// Place of the activity in the study.
    pub activity: usize,
    /// Exposed cases.
    pub exposed: usize,
    /// Unexposed cases among those that can be compared.
    pub controls: usize,
    /// Difference of the mean outcome of all exposed and all unexposed cases; not adjusted.
    pub naive_difference: Option<f64>,
    /// Ratio of the same means.
    pub naive_ratio: Option<f64>,
    /// The activities that it needs: compared within the cases that have them.
    pub within: Vec<usize>,
    /// Its consequences, which are not adjusted for.
    pub consequences: Vec<usize>,
    /// The adjusted effect, or why it cannot be told.
    pub adjusted: Result<Adjusted, Reason>,
}

impl ActivityEffect {
    /// Whether its effect was estimated from controls like the exposed.
    #[must_use]
    pub fn is_comparable(&self) -> bool {
        let adjusted = self.adjusted.as_ref();
        adjusted.is_ok_and(|found| found.checks.is_like())
    }
}

/// An adjusted effect.
#[derive(Clone, Debug, PartialEq)]
pub struct Adjusted {
    /// The effect on the exposed.
    pub exposed: Effect,
    /// The effect on all comparable cases, where the plan asks for it.
    pub all: Option<Effect>,
    /// The effect on the value of the exposed.
    pub value: Option<Effect>,
    /// What was checked.
    pub checks: Checks,
    /// The evidence grade.
    pub grade: Grade,
    /// Number of controls that the weighted controls are worth (Kish 1965).
    pub effective_controls: f64,
    /// Largest weight of a single control.
    pub largest_weight: f64,
    /// Whether the intervals come from the bootstrap.
    pub is_bootstrapped: bool,
}

/// Why an effect cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Fewer than ten exposed cases.
    FewExposed,
    /// Fewer than ten unexposed cases to compare with.
    FewControls,
    /// The outcome is the same, or nearly, for all cases.
    FewOutcomes,
    /// What was known before, or what else happened, decides who is exposed: nobody is left to compare with.
    NoOverlap,
    /// The models have no solution.
    NoSolution,
}

impl Reason {
    /// Its word in answers, also its text key.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::FewExposed => "few_exposed",
            Self::FewControls => "few_controls",
            Self::FewOutcomes => "few_outcomes",
            Self::NoOverlap => "no_overlap",
            Self::NoSolution => "no_solution",
        }
    }
}

/// Estimates the effect of an activity; `known` is the model of the outcome of all cases, where there is one.
pub(crate) fn estimate(
    data: &Prepared,
    plan: &Plan,
    known: Option<&Known>,
    activity: usize,
) -> ActivityEffect {
    let within = data.precedence.needs[activity].clone();
    let untold = ActivityEffect {
        activity,
        exposed: 0,
        controls: data.cases(),
        naive_difference: None,
        naive_ratio: None,
        consequences: data.precedence.consequences[activity].clone(),
        adjusted: Err(Reason::FewExposed),
        within,
    };
    if untold.within.is_empty() && !data.present[activity].contains(&true) {
        return untold;
    }
    let rows = data.having(&untold.within);
    let exposed = data.count(activity, &rows);
    let (naive_difference, naive_ratio) = naive(data, activity);
    ActivityEffect {
        exposed,
        controls: rows.len() - exposed,
        naive_difference,
        naive_ratio,
        adjusted: adjusted(data, plan, known, (activity, &rows)),
        ..untold
    }
}

fn naive(data: &Prepared, activity: usize) -> (Option<f64>, Option<f64>) {
    let (mut sum, mut n) = ([0.0; 2], [0.0; 2]);
    for (y, t) in data.y.iter().zip(&data.present[activity]) {
        let arm = usize::from(*t);
        sum[arm] += y;
        n[arm] += 1.0;
    }
    if n[0] == 0.0 || n[1] == 0.0 {
        return (None, None);
    }
    let (with, without) = (sum[1] / n[1], sum[0] / n[0]);
    let ratio = (with >= 0.0 && without > 0.0).then(|| with / without);
    (Some(with - without), ratio)
}

fn adjusted(
    data: &Prepared,
    plan: &Plan,
    known: Option<&Known>,
    (activity, rows): (usize, &[usize]),
) -> Result<Adjusted, Reason> {
    enough(data, activity, rows)?;
    let each: Vec<f64> = rows.iter().map(|i| data.y[*i]).collect();
    let compared = Comparison::of(data, activity, rows);
    let (sample, y) = (compared.sample(), compared.outcome(&each));
    let exposure = weighted(&sample)?;
    let effect = |arms: aipw::Arms| Effect::of(&arms, &compared.company, data.companies);
    let most = known.and_then(|known| known.most(data, &compared));
    let near = most.as_ref().and_then(Most::near);
    let unexposed = near
        .and_then(|near| aipw::arm_near(&sample, &y.means, 0.0, &near))
        .or_else(|| aipw::arm(&sample, data.link, &y.means, 0.0))
        .ok_or(Reason::NoSolution)?;
    let arms = aipw::on_exposed(&sample, &exposure, &y, &unexposed);
    let mut on_those = effect(arms).ok_or(Reason::NoSolution)?;
    let is_bootstrapped = rows.len() < FEW_CASES;
    if is_bootstrapped {
        let draws = bootstrap(data, plan, &compared, &each, activity);
        on_those = on_those.bootstrapped(&draws);
    }
    let value = data.value.as_ref().and_then(|value| {
        let value: Vec<f64> = rows.iter().map(|i| value[*i]).collect();
        let value = compared.outcome(&value);
        let unexposed = aipw::arm(&sample, Link::Linear, &value.means, 0.0)?;
        effect(aipw::on_exposed(&sample, &exposure, &value, &unexposed))
    });
    let on_all = |with: Vec<f64>| effect(aipw::on_all(&sample, &exposure, &y, (&unexposed, &with)));
    let with = || aipw::arm(&sample, data.link, &y.means, 1.0);
    let all = plan.on_all.then(with).flatten().and_then(on_all);
    let (before, after) = imbalance(&sample, &exposure);
    let checks = Checks {
        landmark: data.has_landmark,
        covariates: !data.covariates.is_empty(),
        overlap: exposure.overlap,
        imbalance_before: before,
        imbalance: after,
        placebo: placebo(
            data,
            (&compared, &sample),
            (&exposure, most.as_ref()),
            activity,
            rows,
        ),
    };
    Ok(Adjusted {
        exposed: on_those,
        all,
        value,
        grade: checks.grade(),
        checks,
        effective_controls: effective_controls(&sample, &exposure),
        largest_weight: controls(&sample, &exposure).fold(0.0, |most, (_, w)| f64::max(most, w)),
        is_bootstrapped,
    })
}

/// Means with and without exposure in samples of companies drawn with replacement; models fitted anew.
fn bootstrap(
    data: &Prepared,
    plan: &Plan,
    compared: &Comparison,
    y: &[f64],
    activity: usize,
) -> Vec<(f64, f64)> {
    let mut present = compared.company.clone();
    present.sort_unstable();
    present.dedup();
    let mut rng = Rng::new(plan.seed ^ ((activity as u64 + 1) << 32));
    let mut drawn = vec![0.0; data.companies];
    let one = |_| {
        drawn.fill(0.0);
        for _ in 0..present.len() {
            drawn[present[rng.below(present.len())] as usize] += 1.0;
        }
        let draws = compared.company.iter().map(|c| drawn[*c as usize]);
        let (counts, y) = compared.drawn(&draws.collect::<Vec<f64>>(), y);
        let sample = compared.counting(&counts);
        let exposure = aipw::exposure(&sample)?;
        let unexposed = aipw::arm(&sample, data.link, &y.means, 0.0)?;
        let arms = aipw::on_exposed(&sample, &exposure, &y, &unexposed);
        Some((arms.with, arms.without))
    };
    (0..plan.samples).filter_map(one).collect()
}

/// p-value of the placebo, the smallest of several times their number (Bonferroni): the effect on outcomes
/// that the activity cannot have caused, where the study has some. Otherwise its tie to each other activity
/// that neither precedes nor follows it, given everything adjusted for: such a tie is the mark of a cause of
/// exposure that was not measured. The tie is the coefficient in the model of exposure, as the conditional
/// odds ratio is the same in both directions.
fn placebo(
    data: &Prepared,
    (compared, sample): (&Comparison, &aipw::Sample<'_>),
    (exposure, most): (&Exposure, Option<&Most<'_>>),
    activity: usize,
    rows: &[usize],
) -> Option<f64> {
    let on_column = |at: usize| {
        let values = &data.placebos[at];
        let y: Vec<f64> = rows.iter().map(|i| values[*i]).collect();
        let kind = link(&y);
        let y = compared.outcome(&y);
        let most = most.filter(|_| kind == Link::Linear);
        let unexposed = match most.and_then(|most| most.placebo(at)) {
            Some(fit) => fit.expected(sample.x),
            None => aipw::arm(sample, kind, &y.means, 0.0)?,
        };
        let arms = aipw::on_exposed(sample, exposure, &y, &unexposed);
        Effect::of(&arms, &compared.company, data.companies).map(|effect| effect.p)
    };
    let found: Vec<f64> = if data.placebos.is_empty() {
        let balanced = |(_, other): &&(usize, usize)| data.precedence.is_balanced(activity, *other);
        let fit = &exposure.fit;
        let variances = fit.variances(sample.x, sample.exposed, sample.weights)?;
        let tie = |(column, _): &(usize, usize)| {
            p_value(fit.coefficients[*column], variances[*column].sqrt())
        };
        compared.others.iter().filter(balanced).map(tie).collect()
    } else {
        (0..data.placebos.len()).filter_map(on_column).collect()
    };
    let least = found.iter().copied().reduce(f64::min)?;
    Some((least * found.len() as f64).min(1.0))
}
