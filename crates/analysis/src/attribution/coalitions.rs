//! The rate game: a set of codes is worth the conversion rate of the journeys that need no other.
//!
//! `v(S) = Σ_{T ⊆ S} c(T) / Σ_{T ⊆ S} (c(T) + n(T))` over the observed sets T; a set without any journey
//! is worth nothing. Up to 20 codes exactly, by sums over subsets; beyond by sampled orders of arrival
//! with a fixed seed, whose standard error is stated (Castro, Gómez, Tejada 2009).

use super::aggregate::CannotTell;
use super::distinct::Distinct;
use super::hash::{Seeded, Table};
use super::journeys::Ends;
use super::transitions::Exit;
use crate::game::Game;

/// Codes up to which the rate game is solved exactly.
pub const MOST_PLAYERS: usize = crate::game::MOST_PLAYERS;

/// Sets are kept as bits of a word.
const MOST_CODES: usize = 64;
/// Different sets that are kept at most, over all groups.
const MOST_SETS: usize = 1_000_000;
/// Seed of the sampled orders (our convention; any would do).
const SEED: u64 = 20_140_701;

/// Journeys per set of codes and group.
#[derive(Clone, Debug, Default)]
pub(super) struct Coalitions {
    sets: Table<(u64, u8), Exit>,
    is_full: bool,
}

/// What the rate game gives to each code.
pub(super) struct Rates {
    /// Parts of the conversion rate.
    pub(super) rates: Vec<f64>,
    /// Parts of the value per journey.
    pub(super) values: Vec<f64>,
    /// Standard error of the sampling per code, where orders were sampled.
    pub(super) sampling: Option<Vec<f64>>,
}

/// Sets with their journeys, in a fixed order.
pub(super) type Sets = Vec<(u64, Exit)>;

impl Coalitions {
    /// Adds the ends of a journey with these distinct codes.
    pub(super) fn count(&mut self, distinct: &Distinct, ends: &Ends) {
        if self.is_full
            || distinct
                .codes
                .iter()
                .any(|code| *code as usize >= MOST_CODES)
        {
            return self.give_up();
        }
        let set = distinct.codes.iter().fold(0, |set, code| set | 1 << code);
        self.sets.entry((set, ends.group)).or_default().add(ends);
        self.stop_when_full();
    }

    /// Adds the journeys of others, whose code c is `map[c]` here.
    pub(super) fn merge(&mut self, other: &Self, map: &[u32]) {
        if other.is_full || map.iter().any(|code| *code as usize >= MOST_CODES) {
            return self.give_up();
        }
        for ((set, group), exit) in &other.sets {
            let codes = map
                .iter()
                .enumerate()
                .filter(|(code, _)| set >> code & 1 > 0);
            let mapped = codes.fold(0, |set, (_, code)| set | 1 << code);
            self.sets.entry((mapped, *group)).or_default().merge(exit);
        }
        self.stop_when_full();
    }

    fn stop_when_full(&mut self) {
        if self.sets.len() > MOST_SETS {
            self.give_up();
        }
    }

    fn give_up(&mut self) {
        self.is_full = true;
        self.sets = Table::default();
    }

    /// The sets of all groups or all but one.
    pub(super) fn sets(&self, without: Option<usize>) -> Result<Sets, CannotTell> {
        if self.is_full {
            return Err(CannotTell::TooLarge);
        }
        let kept = self
            .sets
            .iter()
            .filter(|((_, g), _)| Some(usize::from(*g)) != without);
        let mut sets: Vec<(u64, u8, Exit)> = kept.map(|((s, g), exit)| (*s, *g, *exit)).collect();
        sets.sort_unstable_by_key(|(set, group, _)| (*set, *group));
        let mut found: Sets = Vec::new();
        for (set, _, exit) in sets {
            match found.last_mut().filter(|(last, _)| *last == set) {
                Some((_, sum)) => sum.merge(&exit),
                None => found.push((set, exit)),
            }
        }
        Ok(found)
    }
}

/// The Shapley values of the rate game.
pub(super) fn rates(sets: &Sets, codes: usize) -> Rates {
    if codes <= MOST_PLAYERS {
        exact(sets, codes)
    } else {
        sampled(sets, codes)
    }
}

fn exact(sets: &Sets, codes: usize) -> Rates {
    let mut sums = vec![[0.0; 3]; 1 << codes];
    for (set, exit) in sets {
        let journeys = (exit.conversions + exit.nulls) as f64;
        sums[*set as usize] = [exit.conversions as f64, journeys, exit.value];
    }
    // Zeta transform: after the step of a code, every set also holds the sets without it.
    for code in 0..codes {
        for set in (0..sums.len()).filter(|set| set >> code & 1 > 0) {
            let less = sums[set ^ (1 << code)];
            for (sum, more) in sums[set].iter_mut().zip(less) {
                *sum += more;
            }
        }
    }
    let solve = |of: usize| {
        let worth = sums.iter().map(|sum| rate(sum[of], sum[1])).collect();
        Game::new(codes, worth).map_or_else(Vec::new, |game| game.shapley())
    };
    Rates {
        rates: solve(0),
        values: solve(2),
        sampling: None,
    }
}

fn rate(part: f64, journeys: f64) -> f64 {
    if journeys > 0.0 { part / journeys } else { 0.0 }
}

fn sampled(sets: &Sets, codes: usize) -> Rates {
    let orders = (20_000_000 / (sets.len() + codes)).clamp(200, 4000);
    let mut random = Seeded::new(SEED);
    let mut order: Vec<usize> = (0..codes).collect();
    let (mut sums, mut squares) = (vec![[0.0; 2]; codes], vec![0.0; codes]);
    for _ in 0..orders {
        for at in (1..codes).rev() {
            order.swap(at, random.below(at + 1));
        }
        for (code, [added, value]) in arrivals(sets, &order) {
            sums[code][0] += added;
            sums[code][1] += value;
            squares[code] += added * added;
        }
    }
    let n = orders as f64;
    let error = |code: usize| {
        let mean: f64 = sums[code][0] / n;
        ((squares[code] / n - mean * mean).max(0.0) / (n - 1.0)).sqrt()
    };
    Rates {
        rates: sums.iter().map(|sum| sum[0] / n).collect(),
        values: sums.iter().map(|sum| sum[1] / n).collect(),
        sampling: Some((0..codes).map(error).collect()),
    }
}

/// What each code adds to rate and value when the codes arrive in an order.
fn arrivals(sets: &Sets, order: &[usize]) -> Vec<(usize, [f64; 2])> {
    let mut places = [0_usize; MOST_CODES];
    for (place, code) in order.iter().enumerate() {
        places[*code] = place;
    }
    let mut arriving = vec![[0.0; 3]; order.len()];
    for (set, exit) in sets {
        let (mut left, mut last) = (*set, 0);
        while left > 0 {
            last = last.max(places[left.trailing_zeros() as usize]);
            left &= left - 1;
        }
        arriving[last][0] += exit.conversions as f64;
        arriving[last][1] += (exit.conversions + exit.nulls) as f64;
        arriving[last][2] += exit.value;
    }
    let (mut sum, mut before) = ([0.0; 3], [0.0; 2]);
    let mut found = Vec::with_capacity(order.len());
    for (code, more) in order.iter().zip(arriving) {
        for (cell, more) in sum.iter_mut().zip(more) {
            *cell += more;
        }
        let now = [rate(sum[0], sum[1]), rate(sum[2], sum[1])];
        found.push((*code, [now[0] - before[0], now[1] - before[1]]));
        before = now;
    }
    found
}
