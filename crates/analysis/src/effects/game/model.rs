//! The model of the outcome behind the game, and what it says for the cases that count.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::super::cholesky::Cholesky;
use super::super::matrix::{Arranged, Matrix};
use super::super::prepared::Prepared;
use super::super::products::Products;
use super::super::regression::{Link, logistic};
use super::super::rng::mix;
use super::super::slope::{LEAST_WEIGHT, penalise};
use super::TOLD;
use super::predictions::{Counted, FAR, shift};
use super::shares::{share_out, tell};

/// Activities that take part; rarer ones stay as they happened.
const MOST_PLAYERS: usize = 12;
/// Fewest cases with an activity, and fewest without it, for it to take part.
const LEAST_CASES: usize = 10;
/// Fewest cases with both activities for a pair term in the model.
const LEAST_PAIR: usize = 30;
/// Groups of companies that are left out in turn.
pub(super) const GROUPS: usize = 64;

/// The model of the outcome, with the place of everything in its row.
pub(super) struct Model<'a> {
    data: &'a Prepared,
    pub(super) players: Vec<usize>,
    /// Pairs of places in `players` with a term of their own.
    pairs: Vec<(usize, usize)>,
    /// First column of the players, then of the pairs.
    at_players: usize,
    pub(super) x: Matrix,
    /// Cases that count, by the set of players they have.
    sets: BTreeMap<u32, Vec<usize>>,
}

pub(super) fn pairs_of(n: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n).flat_map(move |a| (a + 1..n).map(move |b| (a, b)))
}

pub(super) fn group_of(data: &Prepared, case: usize) -> usize {
    (mix(u64::from(data.company[case]) + 1) % GROUPS as u64) as usize
}

impl<'a> Model<'a> {
    pub(super) fn of(data: &'a Prepared, may_play: &dyn Fn(usize) -> bool) -> Option<Self> {
        let players = players_of(data, may_play);
        if players.is_empty() || data.y.iter().all(|y| *y == data.y[0]) {
            return None;
        }
        let count = |a: usize| data.present[a].iter().sum::<f64>() as usize;
        let both = |(a, b): &(usize, usize)| {
            let pair = data.present[players[*a]]
                .iter()
                .zip(&data.present[players[*b]]);
            let n = pair.filter(|(a, b)| **a + **b == 2.0).count();
            // All cases of an activity that needs the other have both: the pair is no term of its own.
            n >= LEAST_PAIR && n < count(players[*a]).min(count(players[*b]))
        };
        let pairs: Vec<(usize, usize)> = pairs_of(players.len()).filter(both).collect();
        let of_pair = |(a, b): &(usize, usize)| {
            let (a, b) = (&data.present[players[*a]], &data.present[players[*b]]);
            a.iter().zip(b).map(|(a, b)| a * b).collect::<Vec<f64>>()
        };
        let of_pairs: Vec<Vec<f64>> = pairs.par_iter().map(of_pair).collect();
        let others = (0..data.activities).filter(|a| !players.contains(a) && count(*a) > 0);
        let known = data.covariates.iter().map(|c| c.values.as_slice());
        let mut slices: Vec<&[f64]> = known.collect();
        slices.extend(others.map(|a| data.present[a].as_slice()));
        let at_players = slices.len() + 1;
        slices.extend(players.iter().map(|a| data.present[*a].as_slice()));
        slices.extend(of_pairs.iter().map(Vec::as_slice));
        let x = Matrix::of(&slices, data.cases());
        let mut sets: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for case in (0..data.cases()).filter(|case| data.worth[*case] > 0.0) {
            let has = |at: &usize| data.has(case, players[*at]);
            let set = (0..players.len())
                .filter(has)
                .fold(0, |set, at| set | 1 << at);
            sets.entry(set).or_default().push(case);
        }
        Some(Self {
            x,
            data,
            players,
            pairs,
            at_players,
            sets,
        })
    }

    /// The players of a set that can happen: those whose needs are in the set as well.
    fn possible(&self, mut set: u32) -> u32 {
        loop {
            let lacks = |at: &usize| {
                let needs = &self.data.precedence.needs[self.players[*at]];
                set & 1 << at != 0
                    && needs.iter().any(|need| {
                        let place = self.players.iter().position(|p| p == need);
                        place.is_some_and(|place| set & 1 << place == 0)
                    })
            };
            match (0..self.players.len()).find(lacks) {
                Some(at) => set &= !(1 << at),
                None => return set,
            }
        }
    }

    /// What the players of a set add to the linear predictor.
    fn added(&self, beta: &[f64], set: u32) -> f64 {
        let n = self.players.len();
        let own = (0..n).filter(|at| set & 1 << at != 0);
        let own: f64 = own.map(|at| beta[self.at_players + at]).sum();
        let pairs = self.pairs.iter().enumerate();
        let pairs = pairs.filter(|(_, (a, b))| set & 1 << a != 0 && set & 1 << b != 0);
        own + pairs
            .map(|(at, _)| beta[self.at_players + n + at])
            .sum::<f64>()
    }

    /// What the covariates and fixed activities of a case add to the linear predictor is its product with
    /// these.
    fn of_others(&self, beta: &[f64]) -> Arranged {
        let mut others = beta.to_vec();
        others[self.at_players..].fill(0.0);
        self.x.arranged(&others)
    }

    /// What the covariates and fixed activities of the cases taken say, set by set, and their worth.
    fn counted(&self, beta: &[f64], taken: &dyn Fn(usize) -> bool) -> Vec<Counted> {
        let others = self.of_others(beta);
        let of_set = |(set, rows): (&u32, &Vec<usize>)| {
            let own: Vec<usize> = rows.iter().copied().filter(|case| taken(*case)).collect();
            let full = self.added(beta, self.possible(*set));
            Counted {
                scores: own
                    .iter()
                    .map(|case| self.scale(self.x.row(*case).times(&others) + full))
                    .collect(),
                worth: own.iter().map(|case| self.data.worth[*case]).collect(),
                observed: own
                    .iter()
                    .map(|case| self.data.worth[*case] * self.data.y[*case])
                    .sum(),
                full,
            }
        };
        self.sets.iter().map(of_set).collect()
    }

    /// A linear predictor as it is kept: of yes/no outcomes the odds against it, so that adding to it is a
    /// product.
    fn scale(&self, score: f64) -> f64 {
        match self.data.link {
            Link::Logistic => (-score.clamp(-FAR, FAR)).exp(),
            Link::Linear => score,
        }
    }

    /// Baseline, contributions, interactions and coalitions as means over the cases taken.
    pub(super) fn values(&self, beta: &[f64], taken: &dyn Fn(usize) -> bool) -> Option<Vec<f64>> {
        let n = self.players.len();
        let told = if n <= TOLD { 1 << n } else { 0 };
        let mut values = vec![0.0; 1 + n + n * n.saturating_sub(1) / 2 + told];
        let counted = self.counted(beta, taken);
        let shift = shift(self.data.link, &counted)?;
        for (set, cases) in self.sets.keys().zip(&counted) {
            let own: Vec<usize> = (0..n).filter(|at| set & 1 << at != 0).collect();
            let subset = |mask: usize| {
                let inside = own
                    .iter()
                    .enumerate()
                    .filter(|(bit, _)| mask & 1 << bit != 0);
                self.possible(inside.fold(0, |set, (_, at)| set | 1 << at))
            };
            let worth = |mask: usize| {
                let more = self.added(beta, subset(mask)) - cases.full + shift;
                cases.worth_with(self.data.link, more)
            };
            let v: Vec<f64> = (0..1 << own.len()).map(worth).collect();
            tell(&v, &own, &mut values[1 + n + n * n.saturating_sub(1) / 2..]);
            share_out(v, &own, n, &mut values);
        }
        let cases: usize = counted.iter().map(|cases| cases.scores.len()).sum();
        Some(values.iter().map(|v| v / cases as f64).collect())
    }

    /// Coefficients without each group of companies, one Newton step from those of the whole.
    pub(super) fn left_out(&self, beta: &[f64]) -> Vec<(usize, Vec<f64>)> {
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
            let mut step = self.x.in_order(gradient);
            Cholesky::of(&rest, p).filter(|_| *used)?.solve(&mut step);
            Some((group, beta.iter().zip(&step).map(|(b, s)| b - s).collect()))
        };
        parts.iter().enumerate().filter_map(step).collect()
    }
}

/// The activities that take part: those with enough cases with and without them, the most frequent ones.
/// An activity that needs others is compared within the cases that have them.
fn players_of(data: &Prepared, may_play: &dyn Fn(usize) -> bool) -> Vec<usize> {
    let count = |a: usize| data.present[a].iter().sum::<f64>() as usize;
    let mut counted: Vec<(usize, usize)> = (0..data.activities).map(|a| (count(a), a)).collect();
    counted.retain(|(n, a)| {
        let all = data.having(&data.precedence.needs[*a]).len();
        *n >= LEAST_CASES && all >= n + LEAST_CASES && may_play(*a)
    });
    counted.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let players = counted.iter().take(MOST_PLAYERS).map(|(_, a)| *a);
    let mut players: Vec<usize> = players.collect();
    players.sort_unstable();
    players
}
