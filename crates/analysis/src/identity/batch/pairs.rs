//! Looking for pairs pass by pass, and weighing them.

use rayon::prelude::*;

use super::super::compare::{Facts, View};
use super::super::model::{MERGE_BITS, Model, REVIEW_BITS, Shape};
use super::super::table::Table;
use super::PassReport;
use super::blocking::{Blocks, blocks};
use super::measure::TrueEntities;
use super::tally::{Tally, settle, sorted};

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

    pub(super) fn view(&self) -> View<'_> {
        View {
            texts: self.table.texts(),
            facts: self.facts,
        }
    }

    pub(super) fn counts(&self, a: u32, b: u32) -> bool {
        let (a, b) = (a as usize, b as usize);
        self.sides.is_none_or(|sides| sides[a] != sides[b])
            && self.old.is_none_or(|old| !(old[a] && old[b]))
    }

    fn pairs_across(&self) -> Option<f64> {
        let sides = self.sides?;
        let first = sides.iter().filter(|side| **side == 0).count() as f64;
        Some(first * (sides.len() as f64 - first))
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
