//! The nine phases of the customer journey, a loop and not a funnel.

use serde::{Deserialize, Serialize};

/// A step of the customer journey, 1 (aware) to 9 (advocacy). Its names are texts `phase.1` … `phase.9`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Phase(u8);

impl Phase {
    /// All nine phases in order.
    pub fn all() -> impl Iterator<Item = Phase> {
        (1..=9).map(Phase)
    }

    /// The phase of a number from 1 to 9.
    #[must_use]
    pub fn new(number: i64) -> Option<Self> {
        u8::try_from(number)
            .ok()
            .filter(|n| (1..=9).contains(n))
            .map(Phase)
    }

    /// The number, 1 to 9.
    #[must_use]
    pub fn number(self) -> i64 {
        i64::from(self.0)
    }
}

impl TryFrom<i64> for Phase {
    type Error = String;

    fn try_from(number: i64) -> Result<Self, String> {
        Phase::new(number).ok_or_else(|| format!("{number} is no phase: 1 to 9 expected"))
    }
}

impl From<Phase> for i64 {
    fn from(phase: Phase) -> i64 {
        phase.number()
    }
}
