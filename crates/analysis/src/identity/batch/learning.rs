//! Learning the weights from the pairs themselves.

use std::collections::HashMap;

use rayon::prelude::*;

use super::super::model::{Model, Patterns, Session, learn, pattern};
use super::blocking::Blocks;
use super::pairs::Search;

/// Random pairs from which u is learned.
const RANDOM_PAIRS: u64 = 6_000_000;
/// Pairs of one session from which m is learned.
const SESSION_PAIRS: u64 = 1_500_000;

impl Search<'_> {
    pub(super) fn learned(&self, passes: &[Blocks]) -> Model {
        let mut model = Model::untrained(self.shape, self.table.rows.len());
        let sessions: Vec<Session> = self
            .shape
            .passes()
            .iter()
            .zip(passes)
            .filter_map(|(pass, blocks)| {
                Some(Session {
                    touches: pass.teaches?,
                    patterns: self.patterns_of(blocks),
                })
            })
            .collect();
        let random = self.random_patterns();
        learn(&mut model, &random, &sessions);
        model
    }

    fn pattern_of(&self, a: u32, b: u32) -> u64 {
        let (view, rows) = (self.view(), &self.table.rows);
        let (a, b) = (&rows[a as usize], &rows[b as usize]);
        pattern(
            self.shape
                .comparisons()
                .iter()
                .map(|comparison| comparison.level(&view, a, b)),
        )
    }

    /// Patterns of the pairs of a pass; of large passes every k-th block.
    fn patterns_of(&self, blocks: &Blocks) -> Patterns {
        let pairs: u64 = (0..blocks.len())
            .map(|at| (blocks.block(at).len() as u64).pow(2) / 2)
            .sum();
        let step = (pairs / SESSION_PAIRS + 1) as usize;
        let whole = blocks.windows_from;
        let counts =
            (0..whole)
                .into_par_iter()
                .step_by(step)
                .fold(HashMap::new, |mut counts, at| {
                    let rows = blocks.block(at);
                    for (i, a) in rows.iter().enumerate() {
                        for b in rows[i + 1..].iter().filter(|b| self.counts(*a, **b)) {
                            *counts.entry(self.pattern_of(*a, *b)).or_insert(0) += 1;
                        }
                    }
                    counts
                });
        summed(counts)
    }

    /// Patterns of pairs taken at random, the same ones for the same content.
    fn random_patterns(&self) -> Patterns {
        let records = self.table.rows.len() as u64;
        if records < 2 {
            return Patterns::new();
        }
        let pairs = RANDOM_PAIRS.min(records * (records - 1) / 2);
        let counts = (0..pairs)
            .into_par_iter()
            .fold(HashMap::new, |mut counts, n| {
                let draw = |salt: u64| (scatter(n * 2 + salt) % records) as u32;
                let (a, b) = (draw(0), draw(1));
                if a != b && self.counts(a, b) {
                    *counts
                        .entry(self.pattern_of(a.min(b), a.max(b)))
                        .or_insert(0) += 1;
                }
                counts
            });
        summed(counts)
    }
}

fn summed<I>(parts: I) -> Patterns
where
    I: ParallelIterator<Item = HashMap<u64, u64>>,
{
    let sums = parts.reduce(HashMap::new, |mut sums, part| {
        for (pattern, count) in part {
            *sums.entry(pattern).or_insert(0) += count;
        }
        sums
    });
    sums.into_iter().collect()
}

/// A number that looks random for every n (the finaliser of SplitMix64, Steele et al. 2014).
fn scatter(n: u64) -> u64 {
    let mut z = n.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
