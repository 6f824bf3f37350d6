//! Credit: who took part in an outcome. One journey, one outcome, 1.0 credit.
//!
//! Journeys are flat columns: the codes of all touchpoints one behind the other, and where each journey
//! begins. Aggregates are sums, so parts can be computed apart and merged. Credit is not effect: it says
//! who took part, not who caused.

mod models;

pub use models::{MODELS, Model};

/// Journeys as flat columns. Journey `i` has the codes `codes[starts[i]..starts[i + 1]]` in the order of
/// time (the last one ends with the column) and the value `values[i]` in minor units.
#[derive(Clone, Debug, Default)]
pub struct Journeys {
    /// Codes of touchpoints (department, channel …), one journey behind the other.
    pub codes: Vec<u32>,
    /// Where each journey begins.
    pub starts: Vec<usize>,
    /// Value of each journey in minor units.
    pub values: Vec<i64>,
}

impl Journeys {
    /// Adds a journey.
    pub fn push(&mut self, codes: &[u32], value_minor: i64) {
        self.starts.push(self.codes.len());
        self.codes.extend_from_slice(codes);
        self.values.push(value_minor);
    }

    /// Number of journeys.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is no journey.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    fn journey(&self, at: usize) -> &[u32] {
        let end = self.starts.get(at + 1).copied().unwrap_or(self.codes.len());
        &self.codes[self.starts[at]..end]
    }
}

/// Credit per code. The last place stands for journeys without any touchpoint: "unknown".
#[derive(Clone, Debug, PartialEq)]
pub struct Credit {
    /// Outcomes per code.
    pub outcomes: Vec<f64>,
    /// Value per code in minor units; the sum is exactly the value of all journeys.
    pub values: Vec<i64>,
    /// How many journeys each code took part in.
    pub journeys: Vec<u64>,
}

impl Credit {
    fn none(codes: usize) -> Self {
        Self {
            outcomes: vec![0.0; codes + 1],
            values: vec![0; codes + 1],
            journeys: vec![0; codes + 1],
        }
    }

    /// Adds the credit of other journeys, computed apart.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.outcomes.iter_mut().zip(&other.outcomes) {
            *mine += theirs;
        }
        for (mine, theirs) in self.values.iter_mut().zip(&other.values) {
            *mine += theirs;
        }
        for (mine, theirs) in self.journeys.iter_mut().zip(&other.journeys) {
            *mine += theirs;
        }
    }
}

/// Shares the outcomes and values of journeys among the codes `0..codes` by a model. The value of each
/// journey is divided into whole minor units by largest remainder, so nothing is lost to rounding.
#[must_use]
pub fn attribute(journeys: &Journeys, codes: usize, model: &Model) -> Credit {
    let mut credit = Credit::none(codes);
    let mut weights: Vec<f64> = vec![0.0; codes + 1];
    for at in 0..journeys.len() {
        let path = journeys.journey(at);
        weights.fill(0.0);
        if path.is_empty() {
            weights[codes] = 1.0;
        } else {
            for (code, weight) in path.iter().zip((model.weigh)(path)) {
                weights[*code as usize] += weight;
            }
        }
        let shares = split(journeys.values[at], &weights);
        for code in 0..=codes {
            credit.outcomes[code] += weights[code];
            credit.values[code] += shares[code];
            credit.journeys[code] += u64::from(weights[code] > 0.0);
        }
    }
    credit
}

/// Divides whole units by weights that sum to 1: floors first, then one unit each to the largest
/// remainders, the lower code first on a tie.
#[must_use]
pub fn split(total: i64, weights: &[f64]) -> Vec<i64> {
    let exact: Vec<f64> = weights.iter().map(|w| w * total as f64).collect();
    let mut shares: Vec<i64> = exact.iter().map(|e| e.floor() as i64).collect();
    let mut left = total - shares.iter().sum::<i64>();
    let mut order: Vec<usize> = (0..weights.len()).filter(|i| weights[*i] > 0.0).collect();
    order.sort_by(|a, b| {
        let rest = |i: usize| exact[i] - exact[i].floor();
        rest(*b).total_cmp(&rest(*a)).then(a.cmp(b))
    });
    for code in order.iter().cycle().take(order.len() * 2) {
        if left == 0 {
            break;
        }
        shares[*code] += left.signum();
        left -= left.signum();
    }
    shares
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn journeys(paths: &[(Vec<u32>, i64)]) -> Journeys {
        let mut journeys = Journeys::default();
        for (path, value) in paths {
            journeys.push(path, *value);
        }
        journeys
    }

    fn some_paths() -> impl Strategy<Value = Vec<(Vec<u32>, i64)>> {
        let path = proptest::collection::vec(0_u32..6, 0..12);
        proptest::collection::vec((path, 0_i64..100_000_000), 0..20)
    }

    #[test]
    fn a_journey_without_touchpoints_is_unknown() {
        let credit = attribute(&journeys(&[(vec![], 500)]), 3, &MODELS[0]);
        assert_eq!(credit.outcomes, vec![0.0, 0.0, 0.0, 1.0]);
        assert_eq!(credit.values, vec![0, 0, 0, 500]);
    }

    #[test]
    fn linear_shares_equally_among_touchpoints() {
        let linear = MODELS.iter().find(|m| m.id == "linear").expect("linear");
        let credit = attribute(&journeys(&[(vec![0, 1, 1], 100)]), 2, linear);
        assert!((credit.outcomes[0] - 1.0 / 3.0).abs() < 1e-12);
        assert_eq!(credit.values, vec![33, 67, 0]);
    }

    proptest! {
        #[test]
        fn credit_sums_to_the_total(paths in some_paths()) {
            for model in MODELS {
                let credit = attribute(&journeys(&paths), 6, model);
                prop_assert!((credit.outcomes.iter().sum::<f64>() - paths.len() as f64).abs() < 1e-9);
                prop_assert_eq!(credit.values.iter().sum::<i64>(), paths.iter().map(|p| p.1).sum::<i64>());
            }
        }

        #[test]
        fn parts_merge_to_the_whole(paths in some_paths(), cut in 0_usize..20) {
            let cut = cut.min(paths.len());
            for model in MODELS {
                let whole = attribute(&journeys(&paths), 6, model);
                let mut parts = attribute(&journeys(&paths[cut..]), 6, model);
                parts.merge(&attribute(&journeys(&paths[..cut]), 6, model));
                prop_assert_eq!(&parts.values, &whole.values);
                prop_assert_eq!(&parts.journeys, &whole.journeys);
                for (a, b) in parts.outcomes.iter().zip(&whole.outcomes) {
                    prop_assert!((a - b).abs() < 1e-9);
                }
            }
        }

        #[test]
        fn a_single_touchpoint_gets_all(code in 0_u32..6, value in 0_i64..1_000_000) {
            for model in MODELS {
                let credit = attribute(&journeys(&[(vec![code], value)]), 6, model);
                prop_assert_eq!(credit.values[code as usize], value);
            }
        }

        #[test]
        fn splitting_loses_nothing(total in -1_000_000_i64..1_000_000, raw in proptest::collection::vec(1_u32..100, 1..9)) {
            let sum: f64 = raw.iter().map(|w| f64::from(*w)).sum();
            let weights: Vec<f64> = raw.iter().map(|w| f64::from(*w) / sum).collect();
            prop_assert_eq!(split(total, &weights).iter().sum::<i64>(), total);
        }
    }
}
