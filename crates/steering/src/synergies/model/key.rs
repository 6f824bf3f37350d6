//! The name of a pair: what stands in addresses and what decisions are kept by.

use std::fmt;

use analysis::effects::Lag;

use super::{OUTCOMES, Pair, is_followed};
use crate::effects::Outcome;

/// A pair by its outcome, activities and lag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairKey {
    /// The outcome.
    pub outcome: Outcome,
    /// Key of the activity that comes first; where order does not count, that which the alphabet has first.
    pub first: String,
    /// Key of the other.
    pub then: String,
    /// The longest time between them.
    pub lag: Lag,
}

impl PairKey {
    /// The key of two activities; nothing when there is no such outcome. Where companies are only followed,
    /// two activities at any time are a pair without order.
    #[must_use]
    pub fn new(outcome: &str, (first, then): (&str, &str), lag: Lag) -> Option<Self> {
        let outcome = Outcome::parse(outcome).filter(|outcome| OUTCOMES.contains(outcome))?;
        let (first, then) = match has_order(outcome, lag) || first <= then {
            true => (first, then),
            false => (then, first),
        };
        Some(Self {
            outcome,
            first: first.to_owned(),
            then: then.to_owned(),
            lag,
        })
    }

    /// The key of a pair of an answer.
    #[must_use]
    pub fn of(outcome: &str, pair: &Pair) -> Option<Self> {
        let lag = Lag::parse(&pair.lag)?;
        Self::new(outcome, (&pair.first, &pair.then), lag)
    }

    /// Reads `revenue/webinar/erstkontakt/7d`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('/').collect();
        let [outcome, first, then, lag] = parts[..] else {
            return None;
        };
        Self::new(outcome, (first, then), Lag::parse(lag)?)
    }

    /// Whether order counts.
    #[must_use]
    pub fn is_ordered(&self) -> bool {
        has_order(self.outcome, self.lag)
    }

    /// The address of its page.
    #[must_use]
    pub fn address(&self) -> String {
        let (outcome, lag) = (self.outcome.key(), self.lag.key());
        format!(
            "/synergies/{outcome}/{}/{}?lag={lag}",
            self.first, self.then
        )
    }
}

fn has_order(outcome: Outcome, lag: Lag) -> bool {
    !is_followed(outcome) || lag != Lag::Any
}

impl fmt::Display for PairKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (outcome, lag) = (self.outcome.key(), self.lag.key());
        write!(f, "{outcome}/{}/{}/{lag}", self.first, self.then)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_and_only_an_order_has_one() {
        let text = "revenue/webinar/erstkontakt/7d";
        let key = PairKey::parse(text).expect("a pair");
        assert_eq!(key.to_string(), text);
        assert!(key.is_ordered());
        let reverse = PairKey::parse("revenue/erstkontakt/webinar/7d");
        assert_ne!(reverse, Some(key));
        let ordered = PairKey::parse("meetings/webinar/erstkontakt/7d").expect("a pair");
        assert!(ordered.is_ordered() && ordered.first == "webinar");
        let together = PairKey::parse("meetings/webinar/erstkontakt/any").expect("a pair");
        assert!(!together.is_ordered());
        assert_eq!(together.to_string(), "meetings/erstkontakt/webinar/any");
        assert_eq!(
            PairKey::parse("meetings/erstkontakt/webinar/any"),
            Some(together)
        );
        for wrong in [
            "",
            "revenue/a/b",
            "weather/a/b/7d",
            "revenue/a/b/9d",
            "revenue/a/b/7d/c",
            "margin/a/b/7d",
        ] {
            assert_eq!(PairKey::parse(wrong), None, "{wrong}");
        }
    }
}
