//! Hold-outs named on the command line: arms by company, where companies are known.

use std::collections::BTreeMap;

use analysis::effects::Report;
use analysis::effects::holdout::{Arm, HoldoutEffect, compare as compare_arms, sample_size};

use super::read::Given;

/// A lift that is worth finding, as a share of the outcome without the activity.
pub(super) const LIFT: f64 = 0.2;

/// A hold-out with its result.
pub(super) struct Holdout {
    /// Its column.
    pub(super) name: String,
    pub(super) activity: usize,
    pub(super) reached: Arm,
    pub(super) held_out: Arm,
    pub(super) effect: Option<HoldoutEffect>,
    /// Units in each arm to find a lift of [`LIFT`] with 80 % power.
    pub(super) needed: Option<u64>,
}

/// Compares the arms of every hold-out.
pub(super) fn compare(given: &Given, report: &Report) -> Vec<Holdout> {
    let one = |(name, activity, held): &(String, usize, Vec<bool>)| {
        let (reached, held_out) = arms(given, *activity, held);
        // The interval for every look is tuned to a tenth of the spread of the outcome.
        let expected = 0.1 * spread(&given.study.outcome);
        let is_rate = report.outcome_is_rate;
        Holdout {
            name: name.clone(),
            activity: *activity,
            effect: compare_arms(&reached, &held_out, expected),
            needed: is_rate
                .then(|| held_out.mean())
                .and_then(|base| sample_size(base, LIFT * base, 0.8)),
            reached,
            held_out,
        }
    };
    given.holdouts.iter().map(one).collect()
}

/// The arm that could be reached and the arm held out, company by company: drawing is by company. A company
/// counts with the mean of its cases and as exposed when one of them is.
fn arms(given: &Given, activity: usize, held: &[bool]) -> (Arm, Arm) {
    let study = &given.study;
    let mut exposed = vec![false; held.len()];
    for event in study
        .events
        .iter()
        .filter(|e| e.activity as usize == activity)
    {
        exposed[event.case as usize] = true;
    }
    let mut companies: BTreeMap<u32, (f64, f64, bool, bool)> = BTreeMap::new();
    for (case, held) in held.iter().enumerate() {
        let company = study.company.get(case).copied().unwrap_or(case as u32);
        let unit = companies.entry(company).or_default();
        unit.0 += 1.0;
        unit.1 += study.outcome[case];
        unit.2 |= exposed[case];
        unit.3 |= *held;
    }
    let (mut reached, mut held_out) = (Arm::default(), Arm::default());
    for (n, sum, exposed, held) in companies.values() {
        let arm = if *held { &mut held_out } else { &mut reached };
        arm.add(sum / n, *exposed);
    }
    (reached, held_out)
}

fn spread(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n).sqrt()
}
