//! What is found among the activities of a house: pairs, orders, and the gain from combined data.

mod behind;
mod gain;
mod pairs;

use analysis::effects::{BusinessDays, Gain, Lag, Place, Plan};
use kernel::{Millis, Result};
use serde::{Deserialize, Serialize};

use crate::contribution::Places;
use crate::effects::{Log, Outcome};

pub use behind::{Behind, behind};

/// Name and version of the definitions. It changes when a number would.
pub const DEFINITION: &str = "synergy/1";

/// The outcomes that are looked at, in their order on the page. Margin is decided by the same cases as
/// revenue.
pub const OUTCOMES: [Outcome; 5] = [
    Outcome::Revenue,
    Outcome::Meetings,
    Outcome::Deals,
    Outcome::Renewals,
    Outcome::Referrals,
];

/// What was found for one outcome.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Answer {
    /// Name and version of the definitions.
    pub definition: String,
    /// The outcome by its word.
    pub outcome: String,
    /// Whether the order of activities was looked at.
    pub is_ordered: bool,
    /// From when cases count.
    pub from: Millis,
    /// Until when.
    pub until: Millis,
    /// Cases that were open at the landmark.
    pub cases: usize,
    /// Share of them with the outcome.
    pub mean: f64,
    /// Days from time zero to the landmark, within which activities count.
    pub landmark_days: i64,
    /// Fewest cases in each group that is compared.
    pub least: usize,
    /// Tests that the q-values account for.
    pub tests: usize,
    /// Pairs that were tested.
    pub tested: usize,
    /// Pairs with too few cases in a group to be tested.
    pub untested: usize,
    /// Every pair that was tested, at the lag that says most; of an order that helps and its reverse, that
    /// harms, the first.
    pub pairs: Vec<Pair>,
    /// What the data of marketing and sales are worth together; nothing with too few cases.
    pub gain: Option<Foretelling>,
}

/// Two activities, in one order within a lag or (where cases are only followed) together.
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

/// How well outcomes are foretold, and by whose data.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Foretelling {
    /// Bits a case and area under the curve with the data of marketing alone.
    pub marketing: (f64, f64),
    /// The same with those of sales and all others.
    pub sales: (f64, f64),
    /// The same with both.
    pub both: (f64, f64),
    /// Bits a case above the better side; below zero: nothing is gained.
    pub bits: f64,
    /// 95 % interval.
    pub bits_ci: Option<(f64, f64)>,
    /// Area under the curve above the better side.
    pub auc: f64,
    /// 95 % interval.
    pub auc_ci: Option<(f64, f64)>,
    /// Earlier cases from which was learned.
    pub learned: usize,
    /// Later cases that were foretold.
    pub tested: usize,
}

impl From<&Gain> for Foretelling {
    fn from(gain: &Gain) -> Self {
        let told = |f: analysis::effects::Foretold| (f.bits, f.auc);
        Self {
            marketing: told(gain.alone[0]),
            sales: told(gain.alone[1]),
            both: told(gain.both),
            bits: gain.bits,
            bits_ci: gain.bits_ci,
            auc: gain.auc,
            auc_ci: gain.auc_ci,
            learned: gain.learned,
            tested: gain.tested,
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
        match self.change().filter(|c| c.q <= Plan::default().false_share) {
            Some(change) if change.ci.0 > 0.0 => Standing::More,
            Some(change) if change.ci.1 < 0.0 => Standing::Less,
            _ => Standing::Open,
        }
    }

    /// Outcomes of a quarter more (or less) with their interval, if the order were kept in every eligible
    /// case and changed there what it did so far.
    #[must_use]
    pub fn expected(&self) -> Option<(f64, (f64, f64))> {
        let (change, n) = (self.change()?, self.eligible as f64);
        Some((change.value * n, (change.ci.0 * n, change.ci.1 * n)))
    }
}

/// The keys of a pair and its lag.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// Key of the activity that comes first.
    pub first: &'a str,
    /// Key of the one that follows.
    pub then: &'a str,
    /// The longest time between them.
    pub lag: Lag,
}

/// How studies of pairs are read.
#[must_use]
pub fn plan(landmark_days: i64, orders: bool) -> Plan {
    Plan {
        landmark: Some(landmark_days as f64),
        orders,
        business_days: BusinessDays::weekdays(0),
        samples: 0,
        ..Plan::default()
    }
}

/// The word of a group of cases.
#[must_use]
pub fn group(place: Place) -> &'static str {
    match place {
        Place::Neither => "neither",
        Place::OnlyFirst => "only_first",
        Place::OnlyThen => "only_then",
        Place::FirstThen => "first_then",
        Place::Reverse => "reverse",
        Place::Apart => "apart",
    }
}

/// Whether the order of activities can be looked at. Deals and renewals have a time zero and are decided long
/// after it. Companies that are only followed have their outcome soon after whatever came last, so that the
/// order of two activities says how fresh each was, not what their order does.
fn has_order(outcome: Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Revenue | Outcome::Margin | Outcome::Renewals
    )
}

/// What can be found for an outcome until an instant; nothing while there is no case. `lines` has the keys
/// of each department code of the log and of those that it continues.
///
/// # Errors
/// `Internal` when columns do not fit together.
pub fn found(
    log: &Log,
    outcome: Outcome,
    places: &Places,
    lines: &[Vec<String>],
    (until, currency): (Millis, &str),
) -> Result<Option<Answer>> {
    let from = log.first().unwrap_or(until);
    let cases = crate::effects::cases(log, outcome, (from, until), currency);
    let is_ordered = has_order(outcome);
    let Some(mut answer) = pairs::found(log, (outcome, is_ordered), &cases, places, (from, until))?
    else {
        return Ok(None);
    };
    // Wins and renewals are foretold (index I13); what companies are only followed for is not.
    if matches!(outcome, Outcome::Revenue | Outcome::Renewals) {
        answer.gain = gain::of(log, &cases, lines, places.joint.as_ref())
            .as_ref()
            .map(Foretelling::from);
    }
    Ok(Some(answer))
}
