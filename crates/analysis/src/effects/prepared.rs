//! A study made ready: cases at risk, first occurrences, columns for the models.

use super::alike;
use super::columns::{self, Column};
use super::first::First;
use super::kinds::Kinds;
use super::matrix::Matrix;
use super::precedence::{self, Precedence};
use super::regression::Link;
use super::study::{Fault, Plan, Study};

/// What the estimators work on. Columns have one value for each case at risk.
pub(crate) struct Prepared {
    pub(crate) activities: usize,
    /// When each activity first occurred.
    pub(crate) first: First,
    /// Whether each activity occurred: `present[activity][case]`.
    pub(crate) present: Vec<Vec<bool>>,
    pub(crate) y: Vec<f64>,
    pub(crate) value: Option<Vec<f64>>,
    /// What the outcome of each case is worth in the game; 0: not counted.
    pub(crate) worth: Vec<f64>,
    pub(crate) link: Link,
    /// Company of each case, numbered without gaps.
    pub(crate) company: Vec<u32>,
    pub(crate) companies: usize,
    pub(crate) covariates: Vec<Column>,
    /// Covariates and then activities side by side, behind an intercept.
    pub(crate) all: Matrix,
    /// The same of each kind of cases.
    pub(crate) kinds: Kinds,
    pub(crate) placebos: Vec<Vec<f64>>,
    pub(crate) precedence: Precedence,
    /// Day at which exposure was decided; infinite without a landmark.
    pub(crate) decided: Vec<f64>,
    /// Whether time zero, landmark and outcome times keep exposure before outcome.
    pub(crate) has_landmark: bool,
    pub(crate) tally: Tally,
}

/// What was left out, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Cases in the study.
    pub cases: usize,
    /// Cases that were still open at the landmark.
    pub at_risk: usize,
    /// Events on or after the day of the outcome.
    pub events_after_outcome: usize,
    /// Events before time zero.
    pub events_before_zero: usize,
    /// Events after the landmark.
    pub events_after_landmark: usize,
    /// Covariates with one value only.
    pub constant: Vec<String>,
}

impl Prepared {
    pub(crate) fn of(study: &Study, plan: &Plan) -> Result<Self, Fault> {
        study.check()?;
        let open = |case: &usize| ends(study, *case) > decided(study, plan, *case);
        let kept: Vec<usize> = (0..study.outcome.len())
            .filter(|case| plan.landmark.is_none() || open(case))
            .collect();
        if kept.is_empty() {
            return Err(Fault::NoCases);
        }
        let mut tally = Tally {
            cases: study.outcome.len(),
            at_risk: kept.len(),
            ..Tally::default()
        };
        let activities = study.activities.len();
        let first = first_days(study, plan, &kept, &mut tally);
        let (covariates, constant) = columns::of(&study.covariates, &kept);
        tally.constant = constant;
        let order = alike::order(&covariates, &first);
        let covariates: Vec<Column> = covariates.iter().map(|c| c.ordered(&order)).collect();
        let kept: Vec<usize> = order.iter().map(|at| kept[*at]).collect();
        let first = first.ordered(&order);
        let mut present = vec![vec![false; kept.len()]; activities];
        for (case, there) in first.cases().enumerate() {
            for (activity, _) in there {
                present[*activity as usize][case] = true;
            }
        }
        let pick = |column: &[f64]| kept.iter().map(|case| column[*case]).collect::<Vec<f64>>();
        let y = pick(&study.outcome);
        let (company, companies) = match study.company.is_empty() {
            true => (order.iter().map(|at| *at as u32).collect(), kept.len()),
            false => companies(&study.company, &kept),
        };
        let known = Matrix::of_columns(&covariates, kept.len());
        let all = known.with_yes(activities, |case, said| {
            said.extend(
                first
                    .of_case(case)
                    .iter()
                    .map(|(activity, _)| *activity as u16),
            );
        });
        Ok(Self {
            kinds: Kinds::of(&all),
            all,
            activities,
            precedence: precedence::find(&first, activities),
            first,
            present,
            link: link(&y),
            y,
            worth: match study.worth.is_empty() {
                true => vec![1.0; kept.len()],
                false => pick(&study.worth),
            },
            value: (!study.value.is_empty()).then(|| pick(&study.value)),
            company,
            companies,
            covariates,
            placebos: columns::plain(&study.placebos, &kept),
            decided: kept
                .iter()
                .map(|case| decided(study, plan, *case))
                .collect(),
            has_landmark: plan.landmark.is_some(),
            tally,
        })
    }

    pub(crate) fn cases(&self) -> usize {
        self.y.len()
    }

    /// Mean outcome.
    pub(crate) fn mean(&self) -> f64 {
        self.y.iter().sum::<f64>() / self.cases() as f64
    }

    pub(crate) fn has(&self, case: usize, activity: usize) -> bool {
        self.present[activity][case]
    }

    /// Whether an activity occurred in some cases, 0 or 1.
    pub(crate) fn shown(&self, activity: usize, cases: &[usize]) -> Vec<f64> {
        let there = &self.present[activity];
        cases.iter().map(|case| f64::from(there[*case])).collect()
    }

    /// Whether a column of all cases is adjusted for where an activity is compared: what was known before, and
    /// other activities except consequences.
    pub(crate) fn adjusts(&self, activity: usize, column: usize) -> bool {
        let other = column.checked_sub(self.covariates.len() + 1);
        let consequences = &self.precedence.consequences[activity];
        other.is_none_or(|other| other != activity && !consequences.contains(&other))
    }

    pub(crate) fn day(&self, case: usize, activity: usize) -> f64 {
        self.first.day(case, activity)
    }

    /// Cases in which all of the activities occurred.
    pub(crate) fn having(&self, activities: &[usize]) -> Vec<usize> {
        let mut cases: Vec<usize> = (0..self.cases()).collect();
        for activity in activities {
            cases.retain(|case| self.has(*case, *activity));
        }
        cases
    }

    /// How many of some cases have an activity.
    pub(crate) fn count(&self, activity: usize, cases: &[usize]) -> usize {
        let there = &self.present[activity];
        cases.iter().map(|case| usize::from(there[*case])).sum()
    }
}

/// A yes/no outcome is logistic, anything else linear.
pub(crate) fn link(y: &[f64]) -> Link {
    match y.iter().all(|y| *y == 0.0 || *y == 1.0) {
        true => Link::Logistic,
        false => Link::Linear,
    }
}

/// Day of the outcome.
fn ends(study: &Study, case: usize) -> f64 {
    study
        .outcome_day
        .get(case)
        .copied()
        .unwrap_or(f64::INFINITY)
}

/// Day at which exposure is decided; never, without a landmark.
fn decided(study: &Study, plan: &Plan, case: usize) -> f64 {
    let zero = study.time_zero.get(case).copied().unwrap_or(0.0);
    plan.landmark
        .map_or(f64::INFINITY, |landmark| zero + landmark)
}

fn first_days(study: &Study, plan: &Plan, kept: &[usize], tally: &mut Tally) -> First {
    let mut place = vec![usize::MAX; study.outcome.len()];
    for (at, case) in kept.iter().enumerate() {
        place[*case] = at;
    }
    let mut occurrences = Vec::with_capacity(study.events.len());
    for event in &study.events {
        let case = event.case as usize;
        if event.day >= ends(study, case) {
            tally.events_after_outcome += 1;
        } else if study
            .time_zero
            .get(case)
            .is_some_and(|zero| event.day < *zero)
        {
            tally.events_before_zero += 1;
        } else if event.day > decided(study, plan, case) {
            tally.events_after_landmark += 1;
        } else if place[case] != usize::MAX {
            occurrences.push((place[case] as u32, event.activity, event.day));
        }
    }
    First::of(kept.len(), &occurrences)
}

/// Companies numbered without gaps in the order of their given numbers, so that draws and groups do not
/// depend on the order of rows.
fn companies(column: &[u32], kept: &[usize]) -> (Vec<u32>, usize) {
    let mut known: Vec<u32> = kept.iter().map(|case| column[*case]).collect();
    known.sort_unstable();
    known.dedup();
    let place = |case: &usize| known.partition_point(|number| *number < column[*case]) as u32;
    (kept.iter().map(place).collect(), known.len())
}
