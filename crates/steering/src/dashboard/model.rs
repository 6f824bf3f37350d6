//! The common goal of a year and how far it is reached.

use serde::{Deserialize, Serialize};

/// What all departments want to reach together this year: the value of deals won.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
pub(crate) struct Goal {
    /// Target of the year in minor units.
    pub(crate) won_value_minor: i64,
    /// Its currency.
    pub(crate) currency: String,
}

/// Share of deals that were won among those that ended; `None` while none ended.
pub(crate) fn win_rate(won: i64, lost: i64) -> Option<f64> {
    let ended = won + lost;
    (ended > 0).then(|| won as f64 / ended as f64)
}

/// The middle of sorted values; of two middle ones the lower.
pub(crate) fn median(mut values: Vec<i64>) -> Option<i64> {
    values.sort_unstable();
    let middle = values.len().checked_sub(1)? / 2;
    values.get(middle).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_and_medians_of_nothing_are_nothing() {
        assert_eq!(win_rate(0, 0), None);
        assert_eq!(win_rate(1, 3), Some(0.25));
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![9, 1, 5, 7]), Some(5));
    }
}
