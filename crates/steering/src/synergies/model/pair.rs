//! What is found about one pair of activities.

use analysis::effects::Plan;
use serde::{Deserialize, Serialize};

/// Two activities, in one order within a lag or (where cases are only followed) together as well.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Pair {
    /// Whether their order was looked at; otherwise the groups are both, only the first, only the second.
    pub is_ordered: bool,
    /// Key of the activity that comes first.
    pub first: String,
    /// Key of the one that follows.
    pub then: String,
    /// Word of the lag: `1d`, `2bd`, `7d`, `30d` or `any`.
    pub lag: String,
    /// Cases with the first, then the second, within the lag.
    pub n: usize,
    /// Cases the other way round within the lag; with the first only where no order was looked at.
    pub n_reverse: usize,
    /// Cases with the second only.
    pub n_only_then: usize,
    /// Share of the first group with the outcome, as counted.
    pub rate: Option<f64>,
    /// Share of the second group.
    pub rate_reverse: Option<f64>,
    /// Share of the second only.
    pub rate_only_then: Option<f64>,
    /// What the order changes, among alike cases: against the reverse order.
    pub order: Option<Change>,
    /// What both change beyond each alone, among alike cases.
    pub synergy: Option<Change>,
    /// p-value of the same comparison on what happened before, which none can have caused.
    pub placebo: Option<f64>,
    /// Evidence grade.
    pub grade: char,
    /// Checks that failed, by word.
    pub failed: Vec<String>,
    /// Recent cases (91 days) with one of both or both otherwise: here the order could have been kept.
    pub eligible: usize,
}

/// A change of the share with the outcome.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Difference of shares.
    pub value: f64,
    /// 95 % interval.
    pub ci: (f64, f64),
    /// The other comparison that must agree: against the second alone (order), or the ratio beyond the
    /// product (synergy).
    pub other: Option<(f64, (f64, f64))>,
    /// p-value of both agreeing.
    pub p: f64,
    /// The same, accounted for all tests.
    pub q: f64,
}

/// What follows from a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// They reinforce one another: do it in this order more often.
    More,
    /// They disturb one another: leave it.
    Less,
    /// Not proven: find out.
    Open,
}

impl Standing {
    /// Its word, the same as the verdicts upon questions have.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::More => "more",
            Self::Less => "less",
            Self::Open => "test",
        }
    }
}

impl Pair {
    /// The comparison that says more: the one with the smaller q-value.
    #[must_use]
    pub fn change(&self) -> Option<&Change> {
        match (&self.order, &self.synergy) {
            (Some(order), Some(synergy)) if order.q < synergy.q => Some(order),
            (order, synergy) => synergy.as_ref().or(order.as_ref()),
        }
    }

    /// Whether its main comparison is of the order.
    #[must_use]
    pub fn is_order(&self) -> bool {
        match (&self.order, &self.synergy) {
            (Some(order), Some(synergy)) => order.q < synergy.q,
            (order, _) => order.is_some(),
        }
    }

    /// What follows from it.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.change().map_or(Standing::Open, Change::standing)
    }

    /// Outcomes of a quarter more (or less) with their interval, if the order were kept in every eligible
    /// case and changed there what it did so far.
    #[must_use]
    pub fn expected(&self) -> Option<(f64, (f64, f64))> {
        let (change, n) = (self.change()?, self.eligible as f64);
        Some((change.value * n, (change.ci.0 * n, change.ci.1 * n)))
    }
}

impl Change {
    /// What follows from it.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let stands_up = self.q <= Plan::default().false_share;
        match self.ci {
            (low, _) if stands_up && low > 0.0 => Standing::More,
            (_, high) if stands_up && high < 0.0 => Standing::Less,
            _ => Standing::Open,
        }
    }
}
