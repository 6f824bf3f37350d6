//! The cases behind a pair: which companies, in which group, what came of it.

use analysis::effects::Place;
use kernel::{Id, Millis};

use super::pairs::days_of;
use super::{PairKey, group, plan};
use crate::contribution::Places;
use crate::effects::{Dimension, Log, Touch, cases, study};

/// A case behind a pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Behind {
    /// The company.
    pub company: Id,
    /// When the case began.
    pub zero: Millis,
    /// When the first activity was there first.
    pub first: Option<Millis>,
    /// When the second was.
    pub then: Option<Millis>,
    /// Word of its group.
    pub group: &'static str,
    /// Whether the outcome came.
    pub outcome: bool,
}

/// The cases with at least one of both activities, the latest first, as the answer until an instant counted
/// them; nothing when there is no such activity.
#[must_use]
pub fn behind(
    log: &Log,
    pair: &PairKey,
    places: &Places,
    (from, until, currency): (Millis, Millis, &str),
) -> Option<Vec<Behind>> {
    let (a, b) = (places.row(&pair.first)?, places.row(&pair.then)?);
    let place = |touch: &Touch| match places.row_of(Dimension::Activity, touch) {
        row if row == a => Some(0),
        row if row == b => Some(1),
        _ => None,
    };
    let cases = cases(log, pair.outcome, (from, until), currency);
    let names = vec![pair.first.clone(), pair.then.clone()];
    let study = study(log, &cases, names, place);
    let plan = plan(cases.landmark_days, pair.outcome);
    let days = days_of(&study, (0, 1));
    let at = |day: f64| {
        day.is_finite()
            .then_some(Millis((day * Millis::DAY as f64) as i64))
    };
    let mut found: Vec<Behind> = days
        .iter()
        .filter(|(case, _)| {
            let decided = study.time_zero[**case] + cases.landmark_days as f64;
            study.outcome_day[**case] > decided
        })
        .map(|(case, (first, then))| Behind {
            company: cases.list[*case].company,
            zero: cases.list[*case].zero,
            first: at(*first),
            then: at(*then),
            group: group(Place::of(&plan, *first, *then, pair.lag)),
            outcome: study.outcome[*case] > 0.0,
        })
        .collect();
    found.sort_by(|x, y| y.zero.cmp(&x.zero).then(x.company.cmp(&y.company)));
    Some(found)
}
