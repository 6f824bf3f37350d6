//! Pairs: learning from them, weighing them, and the prior that follows from their weights.

use std::collections::HashMap;

use rayon::prelude::*;

use super::super::compare::{Facts, View};
use super::super::model::{
    MERGE_BITS, Model, Patterns, REVIEW_BITS, Session, Shape, learn, pattern, prior_bits,
};
use super::super::table::Table;
use super::PassReport;
use super::blocking::{Blocks, blocks};
use super::measure::TrueEntities;

/// A pair and its weight. Rows are places in the order of content.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// The smaller place.
    pub a: u32,
    /// The larger place.
    pub b: u32,
    /// The weight in bits.
    pub bits: f32,
}

/// Pairs lighter than this before the prior is final are forgotten.
const SLACK: f32 = 8.0;
/// Random pairs from which u is learned.
const RANDOM_PAIRS: u64 = 6_000_000;
/// Pairs of one session from which m is learned.
const SESSION_PAIRS: u64 = 1_500_000;
/// Weights are counted in bins of a quarter of a bit for the prior.
const BINS_PER_BIT: f32 = 4.0;
const BINS: usize = 1200;
const LOWEST: f32 = -150.0;

/// Where pairs are looked for.
pub struct Search<'a> {
    /// The rows in the order of content.
    pub table: &'a Table,
    /// Facts of these rows.
    pub facts: &'a Facts,
    /// The shape of the data.
    pub shape: Shape,
    /// The file of each row, if only pairs across files count.
    pub sides: Option<&'a [u8]>,
    /// Rows of an earlier run, if only pairs with a new row count.
    pub old: Option<&'a [bool]>,
    /// The truth in the order of content.
    pub truth: Option<TrueEntities>,
}

/// What the search found.
pub struct Found {
    /// Pairs from the review band on, the heaviest first.
    pub edges: Vec<Edge>,
    /// What each pass did.
    pub passes: Vec<PassReport>,
    /// Share of true pairs that any pass brought together.
    pub recall: Option<f64>,
}

#[derive(Default)]
struct Tally {
    edges: Vec<Edge>,
    pairs: u64,
    new_pairs: u64,
    bins: Vec<u64>,
}

impl Tally {
    fn add(mut self, mut other: Self) -> Self {
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

impl Search<'_> {
    /// Learns (unless the weights are given) and finds the pairs.
    pub fn run(&self, given: Option<&Model>) -> (Found, Model) {
        let passes: Vec<Blocks> = self
            .shape
            .passes()
            .iter()
            .map(|pass| blocks(self.table, self.facts, self.shape, pass))
            .collect();
        let mut model = match given {
            Some(model) => model.clone(),
            None => self.learned(&passes),
        };
        let mut reports = Vec::new();
        let mut all = Tally::default();
        for at in 0..passes.len() {
            let before = all.edges.len();
            let (pairs, new_pairs) = (all.pairs, all.new_pairs);
            all = all.add(self.weigh_pass(&passes, at, &model));
            reports.push((
                before,
                all.edges.len(),
                all.pairs - pairs,
                all.new_pairs - new_pairs,
            ));
        }
        if given.is_none() {
            let (records, across) = (self.table.rows.len(), self.pairs_across());
            let shift = settle(&all.bins, records, across) - model.prior_bits;
            model.prior_bits += shift;
            all.edges.iter_mut().for_each(|edge| edge.bits += shift);
        }
        let found = Found {
            passes: self.reports(&passes, &reports, &all.edges),
            recall: self
                .truth
                .as_ref()
                .map(|truth| truth.share(|a, b| passes.iter().any(|p| p.meet(a, b)))),
            edges: sorted(all.edges),
        };
        (found, model)
    }

    fn reports(
        &self,
        passes: &[Blocks],
        spans: &[(usize, usize, u64, u64)],
        edges: &[Edge],
    ) -> Vec<PassReport> {
        let keys = self.shape.passes().iter().map(|pass| pass.key);
        keys.zip(passes)
            .zip(spans)
            .map(|((key, blocks), (from, to, pairs, new_pairs))| PassReport {
                key,
                pairs: *pairs,
                new_pairs: *new_pairs,
                new_links: edges[*from..*to]
                    .iter()
                    .filter(|edge| edge.bits >= MERGE_BITS)
                    .count() as u64,
                left_out: blocks.left_out,
                recall: self
                    .truth
                    .as_ref()
                    .map(|truth| truth.share(|a, b| blocks.meet(a, b))),
            })
            .collect()
    }

    fn view(&self) -> View<'_> {
        View {
            texts: self.table.texts(),
            facts: self.facts,
        }
    }

    fn counts(&self, a: u32, b: u32) -> bool {
        let (a, b) = (a as usize, b as usize);
        self.sides.is_none_or(|sides| sides[a] != sides[b])
            && self.old.is_none_or(|old| !(old[a] && old[b]))
    }

    fn pairs_across(&self) -> Option<f64> {
        let sides = self.sides?;
        let first = sides.iter().filter(|side| **side == 0).count() as f64;
        Some(first * (sides.len() as f64 - first))
    }

    fn learned(&self, passes: &[Blocks]) -> Model {
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

    fn weigh_pass(&self, passes: &[Blocks], pass: usize, model: &Model) -> Tally {
        let blocks = &passes[pass];
        let (view, rows) = (self.view(), &self.table.rows);
        let tally = |at: usize| {
            let mut tally = Tally::default();
            let (block, reach) = (blocks.block(at), blocks.reach(at));
            for (i, a) in block.iter().enumerate() {
                let end = block.len().min(i.saturating_add(1).saturating_add(reach));
                for b in &block[i + 1..end] {
                    if !self.counts(*a, *b) {
                        continue;
                    }
                    tally.pairs += 1;
                    if passes[..pass].iter().any(|earlier| earlier.meet(*a, *b)) {
                        continue;
                    }
                    tally.new_pairs += 1;
                    let bits = model.weigh(&view, &rows[*a as usize], &rows[*b as usize]);
                    tally.count(bits - model.prior_bits);
                    if bits >= REVIEW_BITS - SLACK {
                        tally.edges.push(Edge {
                            a: (*a).min(*b),
                            b: (*a).max(*b),
                            bits,
                        });
                    }
                }
            }
            tally
        };
        // Chunks are joined in their order, so the edges are too.
        let at: Vec<usize> = (0..blocks.len()).collect();
        let parts: Vec<Tally> = at
            .par_chunks(1024)
            .map(|chunk| {
                chunk
                    .iter()
                    .map(|at| tally(*at))
                    .fold(Tally::default(), Tally::add)
            })
            .collect();
        parts.into_iter().fold(Tally::default(), Tally::add)
    }
}

impl Tally {
    /// Counts a weight without its prior.
    fn count(&mut self, bits: f32) {
        if self.bins.is_empty() {
            self.bins = vec![0; BINS];
        }
        let bin = ((bits - LOWEST) * BINS_PER_BIT).clamp(0.0, (BINS - 1) as f32);
        self.bins[bin as usize] += 1;
    }
}

/// The prior at which the expected matches among all pairs are the prior itself (EM for λ with fixed
/// weights; pairs that no pass brought together count as no match).
fn settle(bins: &[u64], records: usize, across: Option<f64>) -> f32 {
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
fn sorted(mut edges: Vec<Edge>) -> Vec<Edge> {
    edges.retain(|edge| edge.bits >= REVIEW_BITS);
    edges.par_sort_unstable_by(|x, y| y.bits.total_cmp(&x.bits).then((x.a, x.b).cmp(&(y.a, y.b))));
    edges.dedup_by_key(|edge| (edge.a, edge.b));
    edges
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
