//! The effect game: what the outcome would have been if only some of the activities had happened.
//!
//! `v(S) = Σ_cases Ê[Y | only the activities of the case that are in S]`, from one model of the outcome with
//! covariates, activities and their pairs. An activity that needs another cannot happen without it. Shared
//! out by Shapley (1953), `φ_a = Σ_S |S|!(n−|S|−1)!/n!·(v(S∪a) − v(S))`; pairs by the Shapley interaction
//! index of Grabisch & Roubens (1999), `I_ab = Σ_S |S|!(n−|S|−2)!/(n−1)!·(v(S∪ab) − v(S∪a) − v(S∪b) + v(S))`.
//! Baseline v(∅) and contributions add up to the observed total. For each case only its own activities are
//! players (the others change nothing for it), so the sum is exact with 2^(activities of the case) terms and
//! never 2^(all activities).
//!
//! Intervals: 64 groups of companies are left out in turn (jackknife), the model following by one Newton step.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::cholesky::Cholesky;
use super::normal::Z95;
use super::prepared::Prepared;
use super::regression::{Link, Matrix, add_outer, add_scaled, fit, information, logistic};
use super::rng::mix;

/// Activities that take part; rarer ones stay as they happened.
const MOST_PLAYERS: usize = 12;
/// Fewest cases with both activities for a pair term in the model.
const LEAST_PAIR: usize = 30;
/// Groups of companies that are left out in turn.
const GROUPS: usize = 64;

/// A number with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// 95 % interval; nothing when there are too few companies.
    pub ci: Option<(f64, f64)>,
}

/// The shared-out effect game. All numbers are sums of outcomes over the cases.
#[derive(Clone, Debug, PartialEq)]
pub struct Game {
    /// Observed total: baseline plus all contributions.
    pub total: f64,
    /// What would have come without any of the activities.
    pub baseline: Estimate,
    /// Contribution of each player.
    pub contributions: Vec<(usize, Estimate)>,
    /// Interaction of each pair of players.
    pub interactions: Vec<(usize, usize, Estimate)>,
    /// Activities that stayed as they happened because there are too many.
    pub fixed: Vec<usize>,
}

/// The model of the outcome, with the place of everything in its row.
struct Model<'a> {
    data: &'a Prepared,
    players: Vec<usize>,
    /// Pairs of places in `players` with a term of their own.
    pairs: Vec<(usize, usize)>,
    /// First column of the players, then of the pairs.
    at_players: usize,
    x: Matrix,
    /// Cases by the set of players they have.
    sets: BTreeMap<u32, Vec<usize>>,
}

/// Plays the effect game; nothing when the outcome does not vary or there is no activity.
pub(crate) fn play(data: &Prepared) -> Option<Game> {
    let model = Model::of(data)?;
    let weights = vec![1.0; data.cases()];
    let fit = fit(data.link, &model.x, &data.y, &weights)?;
    let whole = model.values(&fit.coefficients, &|_| true);
    let groups = model.left_out(&fit.coefficients);
    let left: Vec<Vec<f64>> = groups
        .into_par_iter()
        .map(|(group, beta)| model.values(&beta, &|case| group_of(data, case) != group))
        .collect();
    let all = data.cases() as f64;
    let estimate = |at: usize| Estimate {
        value: whole[at],
        ci: jackknife(whole[at], &left, at),
    };
    // Values of the whole are means; the game speaks of sums.
    let sum = |at: usize| {
        let mean = estimate(at);
        Estimate {
            value: mean.value * all,
            ci: mean.ci.map(|(low, high)| (low * all, high * all)),
        }
    };
    let n = model.players.len();
    let pair = |(at, (a, b)): (usize, (usize, usize))| {
        (model.players[a], model.players[b], sum(1 + n + at))
    };
    Some(Game {
        total: data.y.iter().sum(),
        baseline: sum(0),
        contributions: (0..n).map(|a| (model.players[a], sum(1 + a))).collect(),
        interactions: pairs_of(n).enumerate().map(pair).collect(),
        fixed: (0..data.activities)
            .filter(|a| !model.players.contains(a) && data.present[*a].contains(&1.0))
            .collect(),
    })
}

fn pairs_of(n: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n).flat_map(move |a| (a + 1..n).map(move |b| (a, b)))
}

fn group_of(data: &Prepared, case: usize) -> usize {
    (mix(u64::from(data.company[case]) + 1) % GROUPS as u64) as usize
}

/// Interval from the values without each group: `SE² = (G − 1)/G · Σ(θ₋g − mean)²`.
fn jackknife(value: f64, left: &[Vec<f64>], at: usize) -> Option<(f64, f64)> {
    let g = left.len() as f64;
    let mean = left.iter().map(|values| values[at]).sum::<f64>() / g;
    let squares = left
        .iter()
        .map(|values| (values[at] - mean) * (values[at] - mean));
    let error = (squares.sum::<f64>() * (g - 1.0) / g).sqrt();
    let usable = left.len() * 2 >= GROUPS && error.is_finite();
    usable.then_some((value - Z95 * error, value + Z95 * error))
}

impl<'a> Model<'a> {
    fn of(data: &'a Prepared) -> Option<Self> {
        let count = |a: usize| data.present[a].iter().sum::<f64>() as usize;
        let mut counted: Vec<(usize, usize)> =
            (0..data.activities).map(|a| (count(a), a)).collect();
        counted.retain(|(n, _)| *n > 0);
        counted.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let players = counted.iter().take(MOST_PLAYERS).map(|(_, a)| *a);
        let mut players: Vec<usize> = players.collect();
        players.sort_unstable();
        if players.is_empty() || data.y.iter().all(|y| *y == data.y[0]) {
            return None;
        }
        let both = |(a, b): &(usize, usize)| {
            let pair = data.present[players[*a]]
                .iter()
                .zip(&data.present[players[*b]]);
            let n = pair.filter(|(a, b)| **a + **b == 2.0).count();
            // All cases of an activity that needs the other have both: the pair is no term of its own.
            n >= LEAST_PAIR && n < count(players[*a]).min(count(players[*b]))
        };
        let pairs: Vec<(usize, usize)> = pairs_of(players.len()).filter(both).collect();
        let mut columns: Vec<Vec<f64>> = data.covariates.iter().map(|c| c.values.clone()).collect();
        let rare = counted.iter().skip(MOST_PLAYERS).map(|(_, a)| *a);
        columns.extend(rare.map(|a| data.present[a].clone()));
        let at_players = columns.len() + 1;
        columns.extend(players.iter().map(|a| data.present[*a].clone()));
        columns.extend(pairs.iter().map(|(a, b)| {
            let pair = data.present[players[*a]]
                .iter()
                .zip(&data.present[players[*b]]);
            pair.map(|(a, b)| a * b).collect::<Vec<f64>>()
        }));
        let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let mut sets: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for case in 0..data.cases() {
            let has = |at: &usize| data.has(case, players[*at]);
            let set = (0..players.len())
                .filter(has)
                .fold(0, |set, at| set | 1 << at);
            sets.entry(set).or_default().push(case);
        }
        Some(Self {
            x: Matrix::of(&slices, data.cases()),
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

    /// Baseline, contributions and interactions as means over the cases taken.
    fn values(&self, beta: &[f64], taken: &dyn Fn(usize) -> bool) -> Vec<f64> {
        let n = self.players.len();
        let mut values = vec![0.0; 1 + n + n * n.saturating_sub(1) / 2];
        let mut cases = 0.0;
        for (set, rows) in &self.sets {
            let own: Vec<usize> = (0..n).filter(|at| set & 1 << at != 0).collect();
            let subset = |mask: usize| {
                let inside = own
                    .iter()
                    .enumerate()
                    .filter(|(bit, _)| mask & 1 << bit != 0);
                self.possible(inside.fold(0, |set, (_, at)| set | 1 << at))
            };
            let added: Vec<f64> = (0..1 << own.len())
                .map(|mask| self.added(beta, subset(mask)))
                .collect();
            let mut v = vec![0.0; added.len()];
            for case in rows.iter().filter(|case| taken(**case)) {
                cases += 1.0;
                let row =
                    &self.x.data[case * self.x.columns..case * self.x.columns + self.at_players];
                let base: f64 = row.iter().zip(beta).map(|(x, b)| x * b).sum();
                for (v, added) in v.iter_mut().zip(&added) {
                    *v += match self.data.link {
                        Link::Logistic => logistic(base + added),
                        Link::Linear => base + added,
                    };
                }
            }
            share_out(&v, &own, n, &mut values);
        }
        values.iter().map(|v| v / cases).collect()
    }

    /// Coefficients without each group of companies, one Newton step from those of the whole.
    fn left_out(&self, beta: &[f64]) -> Vec<(usize, Vec<f64>)> {
        let p = self.x.columns;
        let (mut whole, _) = match self.data.link {
            Link::Logistic => {
                information(&self.x, &self.data.y, &vec![1.0; self.data.cases()], beta)
            }
            Link::Linear => (vec![0.0; p * p], Vec::new()),
        };
        let mut parts = vec![(vec![0.0; p * p], vec![0.0; p], false); GROUPS];
        for (case, row) in self.x.rows().enumerate() {
            let score: f64 = row.iter().zip(beta).map(|(x, b)| x * b).sum();
            let (expected, weight) = match self.data.link {
                Link::Logistic => (logistic(score), logistic(score) * logistic(-score)),
                Link::Linear => (score, 1.0),
            };
            let part = &mut parts[group_of(self.data, case)];
            add_outer(&mut part.0, row, weight);
            add_scaled(&mut part.1, row, self.data.y[case] - expected);
            part.2 = true;
        }
        if self.data.link == Link::Linear {
            for part in &parts {
                add_scaled(&mut whole, &part.0, 1.0);
            }
        }
        let step = |(group, (gram, gradient, used)): (usize, &(Vec<f64>, Vec<f64>, bool))| {
            let rest: Vec<f64> = whole.iter().zip(gram).map(|(w, g)| w - g).collect();
            let mut step = gradient.clone();
            Cholesky::of(&rest, p).filter(|_| *used)?.solve(&mut step);
            Some((group, beta.iter().zip(&step).map(|(b, s)| b - s).collect()))
        };
        parts.iter().enumerate().filter_map(step).collect()
    }
}

/// Adds the Shapley values and interactions of a game on the players `own` (v by subset) to `values`:
/// v(∅), then one place for each of `n` players, then one for each pair.
fn share_out(v: &[f64], own: &[usize], n: usize, values: &mut [f64]) {
    values[0] += v[0];
    let m = own.len();
    for (bit, player) in own.iter().enumerate() {
        let without = (0..v.len()).filter(|mask| mask & 1 << bit == 0);
        values[1 + player] += without
            .map(|mask| weight(mask.count_ones(), m, 1) * (v[mask | 1 << bit] - v[mask]))
            .sum::<f64>();
    }
    for (a, b) in pairs_of(m) {
        let (one, other) = (1 << a, 1 << b);
        let without = (0..v.len()).filter(|mask| mask & (one | other) == 0);
        let change =
            |mask: usize| v[mask | one | other] - v[mask | one] - v[mask | other] + v[mask];
        let index = without.map(|mask| weight(mask.count_ones(), m, 2) * change(mask));
        values[1 + n + place(own[a], own[b], n)] += index.sum::<f64>();
    }
}

/// |S|!(n−|S|−k)!/(n−k+1)! for k players beside S.
fn weight(size: u32, players: usize, k: usize) -> f64 {
    // = 1/((n−k+1)·C(n−k, |S|))
    let rest = players - k;
    let choose =
        (0..u64::from(size)).fold(1.0, |c, i| c * (rest as u64 - i) as f64 / (i + 1) as f64);
    1.0 / ((rest + 1) as f64 * choose)
}

/// Place of a pair (a before b) in the order of `pairs_of`.
fn place(a: usize, b: usize, n: usize) -> usize {
    a * n - a * (a + 1) / 2 + b - a - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_golden_game_comes_out() {
        // Webinar ×1.2, webinar and call together ×2 more, newsletter nothing; from a chance of 0.10.
        let v = |mask: usize| {
            let (w, c) = (mask & 1 != 0, mask & 2 != 0);
            0.10 * if w { 1.2 } else { 1.0 } * if w && c { 2.0 } else { 1.0 }
        };
        let v: Vec<f64> = (0..8).map(v).collect();
        let mut values = vec![0.0; 7];
        share_out(&v, &[0, 1, 2], 3, &mut values);
        for (found, wanted) in values.iter().zip([0.10, 0.08, 0.06, 0.0, 0.12, 0.0, 0.0]) {
            assert!((found - wanted).abs() < 1e-12, "{values:?}");
        }
    }

    #[test]
    fn pairs_have_their_places() {
        for n in 2..6 {
            for (at, (a, b)) in pairs_of(n).enumerate() {
                assert_eq!(place(a, b, n), at);
            }
        }
        let all: f64 = (0..8_u32).map(|mask| weight(mask.count_ones(), 4, 1)).sum();
        assert!(
            (all - 1.0).abs() < 1e-12,
            "weights of the subsets sum to one"
        );
    }
}
