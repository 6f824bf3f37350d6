//! The game of all cases, and of all but each group of companies.
//!
//! Without a group the model follows by one Newton step (δ), and what is expected of the other cases by how it
//! changes with the coefficients: `v₋g = v − v_g + (1 − n_g/n)·(∇v·δ + v′·σ)`. σ is by how much more the
//! predictions are shifted, so that they sum to what was observed of the other cases. Both are first-order
//! terms: what is left out are squares of changes by one company in 64.

use rayon::prelude::*;

use super::super::cholesky::Cholesky;
use super::super::matrix::Arranged;
use super::super::products::Products;
use super::super::regression::{Link, logistic};
use super::super::slope::{LEAST_WEIGHT, penalise};
use super::TOLD;
use super::coalitions::{Coalitions, OfGroup};
use super::model::{GROUPS, Model, group_of, pairs_of};
use super::predictions::shift;
use super::shares::{share_out, tell};

/// A group that is left out, and by how much the coefficients move without it.
struct Left {
    group: usize,
    by: Vec<f64>,
}

impl Model<'_> {
    /// Baseline, contributions, interactions and coalitions as means over the cases that count, and the same
    /// without each group; nothing where nothing or everything came out.
    pub(super) fn values(&self, beta: &[f64]) -> Option<(Vec<f64>, Vec<Vec<f64>>)> {
        let counted = self.counted(beta);
        let shift = shift(self.data.link, &counted)?;
        let sets = self.sets.iter().zip(&counted);
        let sets: Vec<Coalitions> = sets
            .map(|((set, rows), counted)| Coalitions::of(self, beta, *set, (rows, counted), shift))
            .collect();
        let cases: f64 = in_groups(&sets, |_| true).cases;
        let expected = sets.iter().map(|set| set.sums.expected.clone());
        let whole = self.shared_out(&sets, expected, cases);
        let left = self.left_out(beta).into_par_iter();
        let left = left.filter_map(|left| self.without(&sets, &left));
        Some((whole, left.collect()))
    }

    /// The games of all sets, given the worth of the coalitions of each, as means over so many cases.
    fn shared_out(
        &self,
        sets: &[Coalitions],
        worth: impl Iterator<Item = Vec<f64>>,
        cases: f64,
    ) -> Vec<f64> {
        let n = self.players.len();
        let told = if n <= TOLD { 1 << n } else { 0 };
        let first_told = 1 + n + pairs_of(n).count();
        let mut values = vec![0.0; first_told + told];
        for (set, worth) in sets.iter().zip(worth) {
            tell(&worth, &set.own, &mut values[first_told..]);
            share_out(worth, &set.own, n, &mut values);
        }
        values.iter().map(|v| v / cases).collect()
    }

    /// The values without a group; nothing where nothing or everything came out of the others.
    fn without(&self, sets: &[Coalitions], left: &Left) -> Option<Vec<f64>> {
        let rest = in_groups(sets, |group| group != left.group);
        let is_certain = rest.observed <= 0.0 || rest.observed >= rest.worth;
        if rest.cases == 0.0 || self.data.link == Link::Logistic && is_certain {
            return None;
        }
        let share = rest.cases / in_groups(sets, |_| true).cases;
        let others = self.of_others(&left.by);
        let moved = |set: &Coalitions| {
            let added = self.added_by(&left.by, &set.own);
            let masks = set.sums.gradients.iter().zip(&set.sums.slopes);
            let masks = masks.zip(&set.possible);
            masks
                .map(|((gradient, slope), possible)| {
                    gradient.times(&others) + slope * added[*possible]
                })
                .collect()
        };
        let moved: Vec<Vec<f64>> = sets.iter().map(moved).collect();
        let sigma = shifted(sets, &moved, left.group, share);
        let worth = sets.iter().zip(&moved).map(|(set, moved)| {
            let own = set.sums.of_group(left.group);
            let each = set.sums.expected.iter().zip(own);
            let changes = moved.iter().zip(&set.sums.slopes);
            each.zip(changes)
                .map(|((all, own), (moved, slope))| all - own + share * (moved + slope * sigma))
                .collect()
        });
        Some(self.shared_out(sets, worth, rest.cases))
    }

    /// Without each group of companies: by how much the coefficients move, one Newton step from those of
    /// the whole.
    fn left_out(&self, beta: &[f64]) -> Vec<Left> {
        let p = self.x.columns;
        let nothing = || (Products::of(&self.x), self.x.nothing(), false);
        let mut parts: Vec<(Products, Arranged, bool)> = (0..GROUPS).map(|_| nothing()).collect();
        let arranged = self.x.arranged(beta);
        for (case, row) in self.x.rows().enumerate() {
            let score = row.times(&arranged);
            let (expected, weight) = match self.data.link {
                Link::Logistic => {
                    let chance = logistic(score);
                    (chance, (chance * (1.0 - chance)).max(LEAST_WEIGHT))
                }
                Link::Linear => (score, 1.0),
            };
            let part = &mut parts[group_of(self.data, case)];
            part.0.add(row, weight);
            row.add_to(&mut part.1, self.data.y[case] - expected);
            part.2 = true;
        }
        let mut all = Products::of(&self.x);
        parts.iter().for_each(|part| all.add_all(&part.0));
        let mut whole = all.square(&self.x);
        if self.data.link == Link::Logistic {
            penalise(&mut whole, p);
        }
        let step = |(group, (products, gradient, used)): (usize, &(Products, Arranged, bool))| {
            let own = products.square(&self.x);
            let rest: Vec<f64> = whole.iter().zip(own).map(|(w, own)| w - own).collect();
            let mut by = self.x.in_order(gradient);
            Cholesky::of(&rest, p).filter(|_| *used)?.solve(&mut by);
            by.iter_mut().for_each(|by| *by = -*by);
            Some(Left { group, by })
        };
        parts.par_iter().enumerate().filter_map(step).collect()
    }
}

/// The cases of some groups.
fn in_groups(sets: &[Coalitions], taken: impl Fn(usize) -> bool) -> OfGroup {
    let of_set = |set: &Coalitions| {
        let groups = set.sums.groups.iter().enumerate();
        let groups = groups.filter(|(group, _)| taken(*group));
        groups.fold(OfGroup::default(), |all, (_, one)| all.and(one))
    };
    let each = sets.iter().map(of_set);
    each.fold(OfGroup::default(), |all, one| all.and(&one))
}

/// By how much more the predictions are shifted without a group, after the coefficients `moved` them. With all
/// its players a case is what it was: there the predictions sum to what was observed.
fn shifted(sets: &[Coalitions], moved: &[Vec<f64>], group: usize, share: f64) -> f64 {
    let (mut missing, mut by, mut slope) = (0.0, 0.0, 0.0);
    for (set, moved) in sets.iter().zip(moved) {
        let whole = moved.len() - 1;
        missing += set.sums.of_group(group)[whole] - set.sums.groups[group].observed;
        by += moved[whole];
        slope += set.sums.slopes[whole];
    }
    (missing / share - by) / slope
}

#[cfg(test)]
mod tests;
