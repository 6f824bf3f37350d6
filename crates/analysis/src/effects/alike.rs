//! Cases that are alike side by side: with the same activities and the same words. Models sum up over each such run at
//! once.

use rayon::prelude::*;

use super::first::First;
use super::rng::mix;
use super::study::{Study, Values};

/// The order in which cases of a study, of which `first` tells the activities, are alike side by side.
pub(super) fn order(study: &Study, kept: &[usize], first: &First) -> Vec<usize> {
    let key = |(at, case): (usize, &usize)| {
        let activities = first.of_case(at).iter().map(|(a, _)| u64::from(*a));
        let known = study
            .covariates
            .iter()
            .map(|covariate| match &covariate.values {
                Values::Numbers(numbers) => u64::from(numbers[*case].is_finite()),
                Values::Words(words) => u64::from(words.codes()[*case]),
            });
        // The cases of a key stay in the order they came in.
        (
            known.chain(activities).fold(0, |key, part| mix(key ^ part)),
            at,
        )
    };
    let mut keys: Vec<(u64, usize)> = kept.par_iter().enumerate().map(key).collect();
    keys.par_sort_unstable();
    keys.into_iter().map(|(_, at)| at).collect()
}
