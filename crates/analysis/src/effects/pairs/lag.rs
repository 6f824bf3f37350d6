//! Lags: how long after the first activity the second may come to count as following it.

use super::super::prepared::Prepared;
use super::super::study::Plan;

/// The longest time between the first and the second activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lag {
    /// At most a day.
    OneDay,
    /// At most two business days.
    TwoBusinessDays,
    /// At most seven days.
    SevenDays,
    /// At most thirty days.
    ThirtyDays,
    /// Any time.
    Any,
}

impl Lag {
    /// Every lag, the shortest first.
    pub const ALL: [Lag; 5] = [
        Lag::OneDay,
        Lag::TwoBusinessDays,
        Lag::SevenDays,
        Lag::ThirtyDays,
        Lag::Any,
    ];

    /// Stable word.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Lag::OneDay => "1d",
            Lag::TwoBusinessDays => "2bd",
            Lag::SevenDays => "7d",
            Lag::ThirtyDays => "30d",
            Lag::Any => "any",
        }
    }

    fn holds(self, plan: &Plan, from: f64, to: f64) -> bool {
        match self {
            Lag::OneDay => to - from <= 1.0,
            Lag::TwoBusinessDays => plan.business_days.between(from, to) <= 2,
            Lag::SevenDays => to - from <= 7.0,
            Lag::ThirtyDays => to - from <= 30.0,
            Lag::Any => true,
        }
    }
}

/// How two activities lie to each other in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Neither,
    OnlyFirst,
    OnlyThen,
    /// First, then second, within the lag.
    FirstThen,
    /// Second, then first, within the lag.
    Reverse,
    /// Both, further apart than the lag or at the same moment.
    Apart,
}

/// Every case's place for an ordered pair and a lag.
pub(crate) struct Ordered {
    pub(crate) first: usize,
    pub(crate) then: usize,
    pub(crate) lag: Lag,
    pub(crate) place: Vec<Place>,
}

impl Ordered {
    pub(crate) fn of(data: &Prepared, plan: &Plan, first: usize, then: usize, lag: Lag) -> Self {
        let place = |case: usize| {
            let (a, b) = (data.day(case, first), data.day(case, then));
            match (a.is_finite(), b.is_finite()) {
                (false, false) => Place::Neither,
                (true, false) => Place::OnlyFirst,
                (false, true) => Place::OnlyThen,
                _ if a < b && lag.holds(plan, a, b) => Place::FirstThen,
                _ if b < a && lag.holds(plan, b, a) => Place::Reverse,
                _ => Place::Apart,
            }
        };
        Self {
            first,
            then,
            lag,
            place: (0..data.cases()).map(place).collect(),
        }
    }
}
