//! What is found among the activities of a house: pairs, orders, and the gain from combined data.

mod behind;
mod gain;
mod key;
mod pair;
mod pairs;
mod placebo;
#[cfg(test)]
mod tests;

use analysis::effects::{BusinessDays, Gain, Place, Plan};
use kernel::{Millis, Result};
use serde::{Deserialize, Serialize};

use crate::contribution::Places;
use crate::effects::{Log, Outcome};

pub use behind::{Behind, behind};
pub use key::PairKey;
pub use pair::{Change, Pair, Standing};

/// Name and version of the definitions. It changes when a number would.
pub const DEFINITION: &str = "synergy/3";

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
    /// Whether companies are only followed: orders then count as far as they go beyond freshness.
    #[serde(default)]
    pub beyond_freshness: bool,
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
    /// Pairs that were tested, in an order or in any.
    pub tested: usize,
    /// Those with too few cases in a group to be tested.
    pub untested: usize,
    /// Every pair that was tested, at the lag that says most; of an order that helps and its reverse, that
    /// harms, the first.
    pub pairs: Vec<Pair>,
    /// Orders that were decided upon at a lag that is not the one above: a review compares like with like.
    #[serde(default)]
    pub decided: Vec<Pair>,
    /// What the data of marketing and sales are worth together; nothing with too few cases.
    pub gain: Option<Foretelling>,
}

impl Answer {
    /// What it says about a pair; nothing when it could not be tested.
    #[must_use]
    pub fn pair(&self, key: &PairKey) -> Option<&Pair> {
        let is_it = |pair: &&Pair| PairKey::of(&self.outcome, pair).as_ref() == Some(key);
        self.pairs.iter().chain(&self.decided).find(is_it)
    }

    /// Whether the order of a pair counts only as far as it goes beyond how fresh each of them was.
    #[must_use]
    pub fn is_beyond_freshness(&self, pair: &Pair) -> bool {
        self.beyond_freshness && pair.is_ordered
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

/// How studies of pairs are read.
#[must_use]
pub fn plan(landmark_days: i64, outcome: Outcome) -> Plan {
    Plan {
        landmark: Some(landmark_days as f64),
        beyond_freshness: is_followed(outcome),
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

/// Whether companies are only followed. Deals and renewals have a time zero and are decided long after it.
/// Companies that are only followed have their outcome soon after whatever came last, so that of two
/// activities the fresher one counts more, whatever their order does.
pub(super) fn is_followed(outcome: Outcome) -> bool {
    !matches!(
        outcome,
        Outcome::Revenue | Outcome::Margin | Outcome::Renewals
    )
}

/// What can be found for an outcome until an instant; nothing while there is no case. `lines` has the keys
/// of each department code of the log and of those that it continues, `decided` the pairs that are looked at
/// again.
///
/// # Errors
/// `Internal` when columns do not fit together.
pub fn found(
    log: &Log,
    outcome: Outcome,
    places: &Places,
    (lines, decided): (&[Vec<String>], &[PairKey]),
    (until, currency): (Millis, &str),
) -> Result<Option<Answer>> {
    let from = log.first().unwrap_or(until);
    let cases = crate::effects::cases(log, outcome, (from, until), currency);
    let Some(mut answer) = pairs::found(log, (outcome, decided), &cases, places, (from, until))?
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
