//! Learning m and u: u from pairs taken at random, m by expectation and maximisation (EM) in several
//! sessions, each on the pairs of one blocking pass and without the comparisons that its key decides.

use std::collections::BTreeMap;

use super::super::compare::{Comparison, LEVELS};
use super::{Chance, Model};

/// How often each combination of levels occurs; the key holds four bits for every comparison.
pub type Patterns = BTreeMap<u64, u64>;

/// The pairs of one blocking pass.
#[derive(Clone, Debug)]
pub struct Session {
    /// Comparisons that the key of the pass decides: nothing can be learned about them here.
    pub touches: &'static [Comparison],
    /// The pairs.
    pub patterns: Patterns,
}

/// So many matches stand behind the values that are shipped: small files learn little, large ones much.
const M_STRENGTH: f64 = 40.0;
/// So many random pairs stand behind the shipped u.
const U_STRENGTH: f64 = 300.0;
const ROUNDS: usize = 3;
const STEPS: usize = 40;
/// Below this population the prior is that of this population: two rows in a file are still two people
/// out of many.
const LEAST_POPULATION: usize = 1_000;
/// Expected duplicates a record before anything is known.
const EXPECTED: f64 = 0.05;

/// The key of a combination of levels.
#[must_use]
pub fn pattern(levels: impl Iterator<Item = u8>) -> u64 {
    levels
        .enumerate()
        .fold(0, |key, (at, level)| key | u64::from(level) << (4 * at))
}

fn level_at(pattern: u64, at: usize) -> usize {
    (pattern >> (4 * at) & 15) as usize
}

/// log2 of the odds that two records taken at random are one person, for `matches` expected among all
/// pairs of `records` records, or of `pairs` pairs across two files.
#[must_use]
pub fn prior_bits(matches: f64, records: usize, pairs: Option<f64>) -> f32 {
    let population = records.max(LEAST_POPULATION) as f64;
    let least = LEAST_POPULATION as f64;
    let all = match pairs {
        Some(pairs) => pairs.max(least * least / 4.0),
        None => population * (population - 1.0) / 2.0,
    };
    let share = ((matches + EXPECTED * population) / (all + population)).clamp(1e-15, 0.5);
    (share / (1.0 - share)).log2() as f32
}

/// Learns from random pairs and from sessions.
pub fn learn(model: &mut Model, random: &Patterns, sessions: &[Session]) {
    let shipped = model.levels.clone();
    for _ in 0..ROUNDS {
        learn_u(model, &shipped, random);
        learn_m(model, &shipped, sessions);
        model.weigh_levels();
    }
}

/// Pairs taken at random are nearly all of two persons; those that look like one are weighed out, so that
/// a small file full of duplicates does not spoil its own u.
fn learn_u(model: &mut Model, shipped: &[[Chance; LEVELS]], random: &Patterns) {
    let comparisons = model.levels.len();
    let mut counts = vec![[0.0; LEVELS]; comparisons];
    for (pattern, count) in random {
        let bits: f32 = (0..comparisons)
            .map(|at| model.level_bits(at, level_at(*pattern, at) as u8))
            .sum();
        let weight = *count as f64 * (1.0 - super::probability(bits + model.prior_bits));
        for (at, counts) in counts.iter_mut().enumerate() {
            counts[level_at(*pattern, at)] += weight;
        }
    }
    for ((levels, counts), shipped) in model.levels.iter_mut().zip(&counts).zip(shipped) {
        let seen: f64 = counts[1..].iter().sum();
        for (at, chance) in levels.iter_mut().enumerate().skip(1) {
            chance.u = (counts[at] + U_STRENGTH * shipped[at].u) / (seen + U_STRENGTH);
        }
    }
}

fn learn_m(model: &mut Model, shipped: &[[Chance; LEVELS]], sessions: &[Session]) {
    let comparisons = model.shape.comparisons();
    let mut expected = vec![[0.0; LEVELS]; comparisons.len()];
    for session in sessions {
        let open: Vec<usize> = (0..comparisons.len())
            .filter(|at| !session.touches.contains(&comparisons[*at]))
            .collect();
        for (counts, found) in expected
            .iter_mut()
            .zip(maximise(model, shipped, session, &open))
        {
            for (count, more) in counts.iter_mut().zip(found) {
                *count += more;
            }
        }
    }
    for ((levels, counts), shipped) in model.levels.iter_mut().zip(&expected).zip(shipped) {
        let seen: f64 = counts[1..].iter().sum();
        for (at, chance) in levels.iter_mut().enumerate().skip(1) {
            chance.m = (counts[at] + M_STRENGTH * shipped[at].m) / (seen + M_STRENGTH);
        }
    }
}

/// EM on one session: the expected matches of every level of the open comparisons. u stays fixed.
fn maximise(
    model: &Model,
    shipped: &[[Chance; LEVELS]],
    session: &Session,
    open: &[usize],
) -> Vec<[f64; LEVELS]> {
    let comparisons = model.levels.len();
    let mut m: Vec<[f64; LEVELS]> = shipped.iter().map(|l| l.each_ref().map(|c| c.m)).collect();
    let mut share: f64 = 0.5;
    let mut counts = vec![[0.0; LEVELS]; comparisons];
    for _ in 0..STEPS {
        counts = vec![[0.0; LEVELS]; comparisons];
        let (mut matches, mut all) = (0.0, 0.0);
        for (pattern, count) in &session.patterns {
            let odds = open.iter().fold(share / (1.0 - share), |odds, at| {
                match level_at(*pattern, *at) {
                    0 => odds,
                    level => odds * m[*at][level] / model.levels[*at][level].u,
                }
            });
            let expected = *count as f64 * (odds / (1.0 + odds)).min(1.0);
            matches += if expected.is_finite() {
                expected
            } else {
                *count as f64
            };
            all += *count as f64;
            for at in open {
                counts[*at][level_at(*pattern, *at)] += expected;
            }
        }
        if all == 0.0 {
            break;
        }
        share = (matches / all).clamp(1e-6, 1.0 - 1e-6);
        for at in open {
            let seen: f64 = counts[*at][1..].iter().sum();
            for level in 1..LEVELS {
                m[*at][level] =
                    (counts[*at][level] + M_STRENGTH * shipped[*at][level].m) / (seen + M_STRENGTH);
            }
        }
    }
    counts
}
