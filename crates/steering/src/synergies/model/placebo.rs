//! The comparisons of pairs on what none of them can have caused.

use std::collections::BTreeMap;

use analysis::effects::{Plan, Study, Values, reinforcement};
use kernel::{Error, Result};

use super::Pair;
use super::pairs::{together, told};
use crate::contribution::Places;

/// First, second, lag, and whether it is the order that is compared.
pub(super) type Key = (String, String, String, bool);

pub(super) fn key(pair: &Pair) -> Key {
    let names = (pair.first.clone(), pair.then.clone(), pair.lag.clone());
    (names.0, names.1, names.2, pair.is_order())
}

/// The same comparisons of the pairs that look like a finding, on what happened long before: a difference
/// there shows that the groups were not alike.
pub(super) fn placebo(
    study: &Study,
    plan: &Plan,
    pairs: &[Pair],
    places: &Places,
) -> Result<BTreeMap<Key, f64>> {
    let wanted: Vec<Key> = pairs
        .iter()
        .filter(|pair| pair.change().is_some_and(|c| c.q <= plan.false_share))
        .map(key)
        .collect();
    let before = study.placebos.first().map(|placebo| &placebo.values);
    let Some(Values::Numbers(before)) = before.filter(|_| !wanted.is_empty()) else {
        return Ok(BTreeMap::new());
    };
    let study = Study {
        outcome: before.clone(),
        placebos: Vec::new(),
        ..study.clone()
    };
    let report = reinforcement(&study, plan).map_err(Error::internal)?;
    let mut again: Vec<Pair> = report.pairs.pairs.iter().map(|p| told(p, places)).collect();
    if plan.beyond_freshness {
        again.extend(together(&report, places));
    }
    let mut found = BTreeMap::new();
    for pair in again {
        let both = [(true, pair.order), (false, pair.synergy)];
        for (is_order, change) in both {
            let key = (
                pair.first.clone(),
                pair.then.clone(),
                pair.lag.clone(),
                is_order,
            );
            if let Some(change) = change.filter(|_| wanted.contains(&key)) {
                found.insert(key, change.p);
            }
        }
    }
    Ok(found)
}
