//! A study of cases: the columns that `analysis::effects` works on.

use analysis::effects::{Event, Study};
use kernel::{Id, Millis};
use rayon::prelude::*;

use super::covariates::before;
use super::journey::is_entered_after;
use super::{Case, Cases, Log, Touch, earns_credit};

/// Cases whose touchpoints are looked through at once.
pub(super) const PART: usize = 4_096;

/// Exposure to the touchpoints of each place. `place` says which one a touchpoint has, if any; `names` has
/// the name of each place. Covariates are what was known before time zero.
#[must_use]
pub fn study(
    log: &Log,
    cases: &Cases,
    names: Vec<String>,
    place: impl Fn(&Touch) -> Option<u32> + Sync,
) -> Study {
    let mut companies: Vec<Id> = cases.list.iter().map(|case| case.company).collect();
    companies.sort_unstable();
    companies.dedup();
    let number = |case: &Case| companies.binary_search(&case.company).unwrap_or(0) as u32;
    let each = || cases.list.iter();
    let ended = |case: &Case| case.ended.map_or(f64::INFINITY, |at| day(at.0));
    let (covariates, placebos) = before(log, cases);
    let known = Study {
        outcome: each().map(|case| case.outcome).collect(),
        worth: each().map(|case| case.worth).collect(),
        time_zero: each().map(|case| day(case.zero.0)).collect(),
        outcome_day: each().map(ended).collect(),
        company: each().map(number).collect(),
        covariates,
        placebos,
        ..Study::default()
    };
    exposed_to(known, log, cases, names, place)
}

/// The study of the same cases with exposure to other places.
#[must_use]
pub fn exposed_to(
    study: Study,
    log: &Log,
    cases: &Cases,
    names: Vec<String>,
    place: impl Fn(&Touch) -> Option<u32> + Sync,
) -> Study {
    let earning = log.flags(earns_credit);
    let of_case = |(number, case): (usize, &Case), seen: &mut [bool], events: &mut Vec<Event>| {
        seen.fill(false);
        let own = up_to_landmark(log, case, cases.landmark_days, 0)
            .filter(|touch| earning[usize::from(touch.kind)]);
        for touch in own {
            let is_new = |p: &u32| !std::mem::replace(&mut seen[*p as usize], true);
            if let Some(activity) = place(touch).filter(is_new) {
                events.push(Event {
                    case: number as u32,
                    activity,
                    day: day(touch.time),
                });
            }
        }
    };
    let of_part = |(part, list): (usize, &[Case])| {
        let (mut seen, mut events) = (vec![false; names.len()], Vec::new());
        for (at, case) in list.iter().enumerate() {
            of_case((part * PART + at, case), &mut seen, &mut events);
        }
        events
    };
    let parts = cases.list.par_chunks(PART).enumerate().map(of_part);
    Study {
        events: parts.collect::<Vec<_>>().concat(),
        activities: names,
        ..study
    }
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
