//! Counting weighed pairs, and the prior that follows from their weights.

use rayon::prelude::*;

use super::super::model::{REVIEW_BITS, prior_bits};
use super::pairs::Edge;

/// Weights are counted in bins of a quarter of a bit for the prior.
const BINS_PER_BIT: f32 = 4.0;
const BINS: usize = 1200;
const LOWEST: f32 = -150.0;

/// What a pass counted and found.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) edges: Vec<Edge>,
    pub(super) pairs: u64,
    pub(super) new_pairs: u64,
    pub(super) bins: Vec<u64>,
}

impl Tally {
    pub(super) fn add(mut self, mut other: Self) -> Self {
        self.edges.append(&mut other.edges);
        self.pairs += other.pairs;
        self.new_pairs += other.new_pairs;
        if self.bins.is_empty() {
            self.bins = other.bins;
        } else {
            self.bins
                .iter_mut()
                .zip(&other.bins)
                .for_each(|(sum, more)| *sum += more);
        }
        self
    }
}

impl Tally {
    /// Counts a weight without its prior.
    pub(super) fn count(&mut self, bits: f32) {
        if self.bins.is_empty() {
            self.bins = vec![0; BINS];
        }
        let bin = ((bits - LOWEST) * BINS_PER_BIT).clamp(0.0, (BINS - 1) as f32);
        self.bins[bin as usize] += 1;
    }
}

/// The prior at which the expected matches among all pairs are the prior itself (EM for λ with fixed
/// weights; pairs that no pass brought together count as no match).
pub(super) fn settle(bins: &[u64], records: usize, across: Option<f64>) -> f32 {
    let mut prior = prior_bits(0.0, records, across);
    for _ in 0..60 {
        let matches: f64 = bins
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0)
            .map(|(bin, count)| {
                let bits = LOWEST + (bin as f32 + 0.5) / BINS_PER_BIT + prior;
                *count as f64 * super::super::model::probability(bits)
            })
            .sum();
        let next = prior_bits(matches, records, across);
        if (next - prior).abs() < 1e-4 {
            return next;
        }
        prior = next;
    }
    prior
}

/// The heaviest first; equal weights in the order of content. Windows can bring a pair twice.
pub(super) fn sorted(mut edges: Vec<Edge>) -> Vec<Edge> {
    edges.retain(|edge| edge.bits >= REVIEW_BITS);
    edges.par_sort_unstable_by(|x, y| y.bits.total_cmp(&x.bits).then((x.a, x.b).cmp(&(y.a, y.b))));
    edges.dedup_by_key(|edge| (edge.a, edge.b));
    edges
}
