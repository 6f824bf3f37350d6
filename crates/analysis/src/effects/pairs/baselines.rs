//! How likely the outcome was without a pair (prognostic scores; Hansen 2008), and strata of alike cases.
//!
//! What was known before and what else was done are scores of their own: on a common score, cases with more
//! interest would be set beside cases with more other activities, and what those activities change would be
//! mistaken for a change by the pair.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::super::columns::varies;
use super::super::matrix::Matrix;
use super::super::prepared::Prepared;
use super::super::regression::{Link, fit, logistic};
use super::super::strata::by_score;
use super::scores::Universe;

/// Groups of other activities within each stratum of what was known before.
const GROUPS: usize = 3;
/// Fewest strata in all from which other activities have groups.
const ENOUGH: usize = 12;

/// Models of the outcome by everything but consequences, one for each kind of universe.
pub(super) struct Baselines(BTreeMap<(Vec<usize>, Vec<usize>), Option<Baseline>>);

/// The model of one kind of universe.
struct Baseline {
    /// Score of each case by what was known before.
    before: Vec<f64>,
    /// What each activity adds to the score.
    of_activity: Vec<f64>,
}

/// Scores of the cases of a universe, without the pair.
#[derive(Clone, Debug, Default)]
pub(super) struct Scores {
    /// By what was known before.
    pub(super) before: Vec<f64>,
    /// By the other activities.
    pub(super) others: Vec<f64>,
}

impl Baselines {
    pub(super) fn of(data: &Prepared, pairs: &[(usize, usize)]) -> Self {
        let keys = pairs.iter().map(|(a, b)| {
            let universe = Universe::of(data, *a, *b);
            (universe.needs, universe.excluded)
        });
        let mut keys: Vec<(Vec<usize>, Vec<usize>)> = keys.collect();
        keys.sort_unstable();
        keys.dedup();
        let made = keys.into_par_iter().map(|(needs, excluded)| {
            let baseline = Baseline::of(data, &needs, &excluded);
            ((needs, excluded), baseline)
        });
        Self(made.collect())
    }

    /// What was to be expected of each case of the universe without the pair.
    pub(super) fn scores(&self, data: &Prepared, universe: &Universe) -> Option<Scores> {
        let key = (universe.needs.clone(), universe.excluded.clone());
        let baseline = self.0.get(&key)?.as_ref()?;
        let third = universe.third(data);
        let added = |case: usize| {
            let each = third.iter();
            each.filter(|o| data.has(case, **o))
                .map(|o| baseline.of_activity[*o])
                .sum()
        };
        let cases = universe.cases.iter();
        Some(Scores {
            before: cases.clone().map(|case| baseline.before[*case]).collect(),
            others: cases.map(|case| added(*case)).collect(),
        })
    }
}

impl Baseline {
    fn of(data: &Prepared, needs: &[usize], excluded: &[usize]) -> Option<Self> {
        let rows = data.having(needs);
        let pick = |column: &[f64]| rows.iter().map(|i| column[*i]).collect::<Vec<f64>>();
        let mut columns: Vec<Vec<f64>> = data.covariates.iter().map(|c| c.picked(&rows)).collect();
        let known = columns.len() + 1;
        let mut place = vec![None; data.activities];
        for activity in (0..data.activities).filter(|a| !excluded.contains(a)) {
            let column = data.shown(activity, &rows);
            if !column.is_empty() && varies(&column) {
                columns.push(column);
                place[activity] = Some(columns.len());
            }
        }
        let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let x = Matrix::of(&slices, rows.len());
        let fit = fit(data.link, &x, &pick(&data.y), &vec![1.0; rows.len()])?;
        let mut before = vec![0.0; data.cases()];
        let mut of_known = fit.coefficients.clone();
        of_known[known..].fill(0.0);
        for (score, case) in x.times(&of_known).into_iter().zip(&rows) {
            before[*case] = score;
        }
        let explained = |at: &Option<usize>| at.map_or(0.0, |at| fit.coefficients[at]);
        Some(Self {
            before,
            of_activity: place.iter().map(explained).collect(),
        })
    }
}

impl Scores {
    /// The scores of some of the cases.
    pub(super) fn take(&self, cases: &[usize]) -> Self {
        let pick = |column: &[f64]| cases.iter().map(|at| column[*at]).collect();
        Self {
            before: pick(&self.before),
            others: pick(&self.others),
        }
    }

    /// At most so many strata: fine by what was known before, coarse by the other activities.
    pub(super) fn strata(&self, link: Link, most: usize) -> Vec<u32> {
        let both = self.before.iter().zip(&self.others);
        let expected: Vec<f64> = both.map(|(a, b)| expected(link, a + b)).collect();
        let (known, done) = (varies(&self.before), varies(&self.others));
        match (known, done) {
            (false, _) => by_score(&self.others, &expected, most),
            (true, true) if most >= ENOUGH => {
                let fine = by_score(&self.before, &expected, most / GROUPS);
                let coarse = by_score(&self.others, &expected, GROUPS);
                let cross = fine.iter().zip(coarse);
                cross.map(|(a, b)| a * GROUPS as u32 + b).collect()
            }
            _ => by_score(&self.before, &expected, most),
        }
    }
}

/// Expected outcome at a score, for the width of strata: the probability of a yes/no outcome.
pub(super) fn expected(link: Link, score: f64) -> f64 {
    match link {
        Link::Logistic => logistic(score),
        Link::Linear => 0.0,
    }
}
