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

    /// The lag of a word.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Lag::ALL.into_iter().find(|lag| lag.key() == key)
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
pub enum Place {
    /// None of them.
    Neither,
    /// The first only.
    OnlyFirst,
    /// The second only.
    OnlyThen,
    /// First, then second, within the lag.
    FirstThen,
    /// Second, then first, within the lag.
    Reverse,
    /// Both, further apart than the lag or at the same moment.
    Apart,
}

impl Place {
    /// How a case lies with these days of first occurrence, infinite where there was none.
    #[must_use]
    pub fn of(plan: &Plan, first: f64, then: f64, lag: Lag) -> Self {
        match (first.is_finite(), then.is_finite()) {
            (false, false) => Place::Neither,
            (true, false) => Place::OnlyFirst,
            (false, true) => Place::OnlyThen,
            _ if first < then && lag.holds(plan, first, then) => Place::FirstThen,
            _ if then < first && lag.holds(plan, then, first) => Place::Reverse,
            _ => Place::Apart,
        }
    }
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
            Place::of(plan, a, b, lag)
        };
        Self {
            first,
            then,
            lag,
            place: (0..data.cases()).map(place).collect(),
        }
    }
}
