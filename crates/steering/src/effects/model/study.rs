//! A study of cases: the columns that `analysis::effects` works on.

use analysis::effects::{Event, Study};
use kernel::{Id, Millis};

use super::covariates::before;
use super::journey::is_entered_after;
use super::{Cases, Log, Touch, earns_credit};

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
        let until = case.zero.plus(cases.landmark_days * Millis::DAY).0;
        let touches = between(log.of(case.company), case.zero.0, until + 1);
        let own = touches.iter().filter(|t| {
            earning[usize::from(t.kind)]
                && Some(Id(t.id)) != case.about
                && case.ended.is_none_or(|at| !is_entered_after(t, at))
        });
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

pub(super) fn day(at: i64) -> f64 {
    at as f64 / Millis::DAY as f64
}

/// The touchpoints from an instant (included) to another (excluded).
pub(super) fn between(touches: &[Touch], from: i64, to: i64) -> &[Touch] {
    let start = touches.partition_point(|t| t.time < from);
    let end = touches.partition_point(|t| t.time < to);
    &touches[start..end.max(start)]
}
