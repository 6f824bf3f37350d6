//! A study of cases: the columns that `analysis::effects` works on.

use analysis::effects::{Event, Study};
use kernel::{Id, Millis};

use super::covariates::before;
use super::journey::is_entered_after;
use super::{Case, Cases, Log, Touch, earns_credit};

/// Exposure to the touchpoints of each place. `place` says which one a touchpoint has, if any; `names` has
/// the name of each place. Covariates are what was known before time zero.
#[must_use]
pub fn study(
    log: &Log,
    cases: &Cases,
    names: Vec<String>,
    place: impl Fn(&Touch) -> Option<u32>,
) -> Study {
    let mut study = Study {
        activities: names,
        ..Study::default()
    };
    let mut companies: Vec<Id> = cases.list.iter().map(|case| case.company).collect();
    companies.sort_unstable();
    companies.dedup();
    let earning = log.flags(earns_credit);
    for (number, case) in cases.list.iter().enumerate() {
        study.outcome.push(case.outcome);
        study.worth.push(case.worth);
        study.time_zero.push(day(case.zero.0));
        study
            .outcome_day
            .push(case.ended.map_or(f64::INFINITY, |at| day(at.0)));
        let company = companies.binary_search(&case.company).unwrap_or(0);
        study.company.push(company as u32);
        let own = up_to_landmark(log, case, cases.landmark_days, 0)
            .filter(|touch| earning[usize::from(touch.kind)]);
        let mut seen = vec![false; study.activities.len()];
        for touch in own {
            let is_new = |p: &u32| !std::mem::replace(&mut seen[*p as usize], true);
            if let Some(activity) = place(touch).filter(is_new) {
                study.events.push(Event {
                    case: number as u32,
                    activity,
                    day: day(touch.time),
                });
            }
        }
    }
    (study.covariates, study.placebos) = before(log, cases);
    study
}

/// What was known of a case at its landmark: the touchpoints that earn credit, from some days before time
/// zero on.
pub fn known_of(log: &Log, case: &Case, landmark_days: i64, days_before: i64) -> Vec<Touch> {
    let earning = log.flags(earns_credit);
    let touches = up_to_landmark(log, case, landmark_days, days_before);
    touches
        .filter(|touch| earning[usize::from(touch.kind)])
        .copied()
        .collect()
}

/// The touchpoints from some days before time zero up to the landmark: neither the outcome itself nor what
/// was entered after it.
fn up_to_landmark<'a>(
    log: &'a Log,
    case: &Case,
    landmark_days: i64,
    days_before: i64,
) -> impl Iterator<Item = &'a Touch> {
    let from = case.zero.plus(-days_before * Millis::DAY).0;
    let until = case.zero.plus(landmark_days * Millis::DAY).0;
    let (about, ended) = (case.about, case.ended);
    between(log.of(case.company), from, until + 1)
        .iter()
        .filter(move |touch| {
            Some(Id(touch.id)) != about && ended.is_none_or(|at| !is_entered_after(touch, at))
        })
}

pub(super) fn day(at: i64) -> f64 {
    at as f64 / Millis::DAY as f64
}

/// The touchpoints from an instant (included) to another (excluded).
pub(super) fn between(touches: &[Touch], from: i64, to: i64) -> &[Touch] {
    let start = touches.partition_point(|t| t.time < from);
    let end = touches.partition_point(|t| t.time < to);
    &touches[start..end.max(start)]
}
