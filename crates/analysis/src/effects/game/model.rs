//! The model of the outcome behind the game, and what it says for the cases that count.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::super::matrix::Matrix;
use super::super::prepared::Prepared;
use super::super::regression::Link;
use super::super::rng::mix;
use super::predictions::{Counted, FAR};

/// Activities that take part; rarer ones stay as they happened.
pub const MOST_PLAYERS: usize = 12;
/// Fewest cases with an activity, and fewest without it, for it to take part.
const LEAST_CASES: usize = 10;
/// Fewest cases with both activities for a pair term in the model.
const LEAST_PAIR: usize = 30;
/// Groups of companies that are left out in turn.
pub(super) const GROUPS: usize = 64;

/// The model of the outcome, with the place of everything in its row.
pub(super) struct Model<'a> {
    pub(super) data: &'a Prepared,
    pub(super) players: Vec<usize>,
    /// Column of each pair (a before b) of places in `players`, at a × players + b, where it has one.
    pair_at: Vec<Option<usize>>,
    /// First column of the players.
    pub(super) at_players: usize,
    pub(super) x: Matrix,
    /// Its columns before those of the players: covariates and activities that stay as they happened.
    pub(super) known: Matrix,
    /// Cases that count, by the set of players they have.
    pub(super) sets: BTreeMap<u32, Vec<usize>>,
}

pub(super) fn pairs_of(n: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n).flat_map(move |a| (a + 1..n).map(move |b| (a, b)))
}

pub(super) fn group_of(data: &Prepared, case: usize) -> usize {
    (mix(u64::from(data.company[case]) + 1) % GROUPS as u64) as usize
}

impl<'a> Model<'a> {
    /// Of at least one player.
    pub(super) fn of(data: &'a Prepared, players: Vec<usize>) -> Self {
        let there = There::of(data, &players);
        let often = there.often(players.len());
        let pairs = pairs_of(players.len()).filter(|pair| often.is_term(*pair));
        let pairs: Vec<(usize, usize)> = pairs.collect();
        let first_activity = data.covariates.len() + 1;
        let is_other = |a: &usize| !players.contains(a) && data.present[*a].contains(&true);
        let others = (0..data.activities).filter(is_other);
        let mut places: Vec<usize> = (0..first_activity).collect();
        places.extend(others.map(|a| first_activity + a));
        let at_players = places.len();
        let known = data.all.ordered(&places);
        places.extend(players.iter().map(|a| first_activity + a));
        places.extend((0..pairs.len()).map(|at| data.all.columns + at));
        let mut pair_at = vec![None; players.len() * players.len()];
        for (at, (a, b)) in pairs.iter().enumerate() {
            pair_at[a * players.len() + b] = Some(at_players + players.len() + at);
        }
        let first_pair = at_players + players.len();
        let with_pairs = data.all.with_yes(pairs.len(), |case, said| {
            let own = pairs_in(there.of_case(case));
            let terms = own.filter_map(|(a, b)| pair_at[a * players.len() + b]);
            said.extend(terms.map(|at| (at - first_pair) as u16));
        });
        let x = with_pairs.ordered(&places);
        let mut sets: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for case in (0..data.cases()).filter(|case| data.worth[*case] > 0.0) {
            let own = there.of_case(case).iter();
            let set = own.fold(0, |set, at| set | 1 << at);
            sets.entry(set).or_default().push(case);
        }
        Self {
            x,
            known,
            data,
            players,
            pair_at,
            at_players,
            sets,
        }
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

    /// The players of a set, by their places.
    pub(super) fn own(&self, set: u32) -> Vec<usize> {
        (0..self.players.len())
            .filter(|at| set & 1 << at != 0)
            .collect()
    }

    /// Of each coalition of some players those that can take part: who lacks a player that it needs cannot.
    /// Bit b of a coalition is set for the player at place b of `own`.
    pub(super) fn possible_of(&self, own: &[usize]) -> Vec<usize> {
        let possible = |mask: usize| {
            let inside = own
                .iter()
                .enumerate()
                .filter(|(bit, _)| mask & 1 << bit != 0);
            let set = self.possible(inside.fold(0, |set, (_, at)| set | 1 << at));
            let left = own
                .iter()
                .enumerate()
                .filter(|(_, at)| set & 1 << **at != 0);
            left.fold(0, |mask, (bit, _)| mask | 1 << bit)
        };
        (0..1 << own.len()).map(possible).collect()
    }

    /// What the players of a set add to the linear predictor.
    fn added(&self, beta: &[f64], set: u32) -> f64 {
        *self.added_by(beta, &self.own(set)).last().unwrap_or(&0.0)
    }

    /// What each coalition of some players adds to the linear predictor.
    pub(super) fn added_by(&self, beta: &[f64], own: &[usize]) -> Vec<f64> {
        let mut added = vec![0.0; 1 << own.len()];
        for mask in 1..added.len() {
            let last = mask.ilog2() as usize;
            let before = mask ^ 1 << last;
            let with = (0..last).filter(|bit| before & 1 << bit != 0);
            let pairs =
                with.filter_map(|bit| self.pair_at[own[bit] * self.players.len() + own[last]]);
            added[mask] = added[before]
                + beta[self.at_players + own[last]]
                + pairs.map(|at| beta[at]).sum::<f64>();
        }
        added
    }

    /// What the covariates and fixed activities of the cases that count say, set by set, and their worth.
    pub(super) fn counted(&self, beta: &[f64]) -> Vec<Counted> {
        let known = self.known.arranged(&beta[..self.at_players]);
        let of_set = |(set, rows): (&u32, &Vec<usize>)| {
            let full = self.added(beta, self.possible(*set));
            let score = |case: &usize| self.scale(self.known.row(*case).times(&known) + full);
            let worth = |case: &usize| self.data.worth[*case];
            Counted {
                scores: rows.par_iter().map(score).collect(),
                worth: rows.iter().map(worth).collect(),
                observed: rows
                    .iter()
                    .map(|case| worth(case) * self.data.y[*case])
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
}

/// Which players each case has.
struct There {
    starts: Vec<usize>,
    places: Vec<usize>,
}

impl There {
    fn of(data: &Prepared, players: &[usize]) -> Self {
        let mut place_of = vec![None; data.activities];
        for (place, activity) in players.iter().enumerate() {
            place_of[*activity] = Some(place);
        }
        let (mut starts, mut places) = (vec![0], Vec::new());
        for own in data.first.cases() {
            places.extend(own.iter().filter_map(|(a, _)| place_of[*a as usize]));
            starts.push(places.len());
        }
        Self { starts, places }
    }

    /// The places of the players of a case, in their order.
    fn of_case(&self, case: usize) -> &[usize] {
        &self.places[self.starts[case]..self.starts[case + 1]]
    }

    fn often(&self, players: usize) -> Often {
        let mut counts = vec![0; players * players];
        for case in 1..self.starts.len() {
            let own = self.of_case(case - 1);
            own.iter().for_each(|a| counts[a * players + a] += 1);
            pairs_in(own).for_each(|(a, b)| counts[a * players + b] += 1);
        }
        Often { players, counts }
    }
}

/// In how many cases each player and each pair is.
struct Often {
    players: usize,
    counts: Vec<usize>,
}

impl Often {
    /// Whether a pair has a term of its own: all cases of an activity that needs the other have both, and then it
    /// has none.
    fn is_term(&self, (a, b): (usize, usize)) -> bool {
        let often = |a: usize, b: usize| self.counts[a * self.players + b];
        often(a, b) >= LEAST_PAIR && often(a, b) < often(a, a).min(often(b, b))
    }
}

fn pairs_in(places: &[usize]) -> impl Iterator<Item = (usize, usize)> {
    pairs_of(places.len()).map(|(a, b)| (places[a], places[b]))
}

/// The activities that take part: those with enough cases with and without them, the most frequent ones.
/// An activity that needs others is compared within the cases that have them.
pub(super) fn players_of(data: &Prepared, may_play: &dyn Fn(usize) -> bool) -> Vec<usize> {
    let count = |a: usize| data.present[a].iter().filter(|there| **there).count();
    let mut counted: Vec<(usize, usize)> = (0..data.activities).map(|a| (count(a), a)).collect();
    counted.retain(|(n, a)| {
        let needs = &data.precedence.needs[*a];
        let all = match needs.is_empty() {
            true => data.cases(),
            false => data.having(needs).len(),
        };
        *n >= LEAST_CASES && all >= n + LEAST_CASES && may_play(*a)
    });
    counted.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let players = counted.iter().take(MOST_PLAYERS).map(|(_, a)| *a);
    let mut players: Vec<usize> = players.collect();
    players.sort_unstable();
    players
}
