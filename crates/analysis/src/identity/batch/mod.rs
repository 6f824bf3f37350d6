//! All records at once: blocks, learned weights, pairs, clusters, and what to ask about.
//!
//! The result does not depend on the order of the rows: they are put into the order of their content
//! first. It does not depend on the number of threads either: what is summed in parallel are counts.

mod blocking;
mod cluster;
mod learning;
mod measure;
mod pairs;
mod tally;

use rayon::prelude::*;

pub use blocking::MOST_PAIRS;
pub use cluster::{MARGIN, Refusal, SIZE_CAP};
pub use measure::{Figures, TrueEntities};

use super::compare::{Facts, Frequency, View};
use super::model::{MERGE_BITS, Model, Shape};
use super::table::{Row, Table, Texts};
use cluster::{Clustering, Limits};
use pairs::{Edge, Search};

/// What a run is asked for.
#[derive(Clone, Debug, Default)]
pub struct Options<'a> {
    /// For records of two files: the file of each row. Only pairs across them are looked for.
    pub sides: Option<&'a [u8]>,
    /// The clusters of an earlier run for the first rows of the table: they are kept, and only pairs with
    /// one of the rows behind them are looked for.
    pub earlier: Option<&'a [u32]>,
    /// The weights of an earlier run; learned anew if there are none.
    pub model: Option<&'a Model>,
    /// Pairs of rows that a person said are the same.
    pub must_link: &'a [(u32, u32)],
    /// Pairs of rows that a person said are not.
    pub cannot_link: &'a [(u32, u32)],
    /// What is true, to measure blocking; never used to decide.
    pub truth: Option<&'a TrueEntities>,
}

/// What a run found.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The cluster of every row, numbered in the order of their first rows.
    pub clusters: Vec<u32>,
    /// Pairs that a person should look at, the heaviest first.
    pub reviews: Vec<Review>,
    /// What every pass found.
    pub passes: Vec<PassReport>,
    /// Share of the true pairs that any pass brought together, if the truth was given.
    pub blocking_recall: Option<f64>,
    /// The weights.
    pub model: Model,
    /// How often values occur: with the weights, all that is needed to weigh single pairs later.
    pub frequencies: Vec<Frequency>,
}

/// So many values of each column are kept by name.
const FREQUENT: usize = 2_000;

/// A pair that is not merged without asking.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    /// The earlier row.
    pub a: u32,
    /// The later row.
    pub b: u32,
    /// Its weight.
    pub bits: f32,
    /// Why it was not merged although the weight was enough; `None` if the weight was not.
    pub refused: Option<Refusal>,
}

/// What one blocking pass did.
#[derive(Clone, Debug, PartialEq)]
pub struct PassReport {
    /// Its name.
    pub key: &'static str,
    /// Pairs it brought together.
    pub pairs: u64,
    /// Pairs that no pass before it had brought together.
    pub new_pairs: u64,
    /// Of these, pairs heavy enough to merge.
    pub new_links: u64,
    /// Pairs in blocks that were too large, kept apart by dividing them.
    pub left_out: u64,
    /// Share of the true pairs that this pass alone brings together, if the truth was given.
    pub recall: Option<f64>,
}

/// Finds the duplicates of a table.
#[must_use]
pub fn run(table: &Table, shape: Shape, options: &Options<'_>) -> Outcome {
    let order = canonical_order(table);
    let sorted = Table {
        dictionary: table.dictionary.clone(),
        rows: order.iter().map(|at| table.rows[*at as usize]).collect(),
    };
    let facts = Facts::of(&sorted.rows, &sorted.texts());
    let place_of = places(&order);
    let sides: Option<Vec<u8>> = options
        .sides
        .map(|s| order.iter().map(|at| s[*at as usize]).collect());
    let old: Option<Vec<bool>> = options.earlier.map(|earlier| {
        order
            .iter()
            .map(|at| (*at as usize) < earlier.len())
            .collect()
    });
    let search = Search {
        table: &sorted,
        facts: &facts,
        shape,
        sides: sides.as_deref(),
        old: old.as_deref(),
        truth: options.truth.map(|truth| truth.in_order(&order)),
    };
    let (found, model) = search.run(options.model);
    let limits = Limits {
        must: in_places(options.must_link, &place_of),
        cannot: in_places(options.cannot_link, &place_of),
        earlier: options
            .earlier
            .map(|clusters| groups(clusters, &place_of))
            .unwrap_or_default(),
    };
    let view = View {
        texts: sorted.texts(),
        facts: &facts,
    };
    let clustering = Clustering::run(&view, &sorted.rows, &model, &found.edges, &limits);
    Outcome {
        clusters: numbered(&clustering, &place_of),
        reviews: reviews(&clustering, &order),
        passes: found.passes,
        blocking_recall: found.recall,
        model,
        frequencies: facts.frequencies(&sorted.texts(), FREQUENT),
    }
}

/// The reasons for and against two rows of a table being the same.
#[must_use]
pub fn explain(table: &Table, model: &Model, a: usize, b: usize) -> super::model::Waterfall {
    let facts = Facts::of(&table.rows, &table.texts());
    let view = View {
        texts: table.texts(),
        facts: &facts,
    };
    model.explain(&view, &table.rows[a], &table.rows[b])
}

/// Rows in the order of their content; rows of equal content in the order in which they came.
fn canonical_order(table: &Table) -> Vec<u32> {
    let mut keyed: Vec<(u64, u32)> = (0..table.rows.len())
        .into_par_iter()
        .map(|at| (table.fingerprint(at), at as u32))
        .collect();
    keyed.par_sort_unstable();
    keyed.into_iter().map(|(_, at)| at).collect()
}

/// Row → its place in the order.
fn places(order: &[u32]) -> Vec<u32> {
    let mut places = vec![0; order.len()];
    for (place, row) in (0u32..).zip(order) {
        places[*row as usize] = place;
    }
    places
}

fn in_places(pairs: &[(u32, u32)], place_of: &[u32]) -> Vec<(u32, u32)> {
    let place = |row: u32| place_of.get(row as usize).copied();
    pairs
        .iter()
        .filter_map(|(a, b)| Some((place(*a)?, place(*b)?)))
        .collect()
}

/// Pairs that hold the earlier clusters together, in places.
fn groups(clusters: &[u32], place_of: &[u32]) -> Vec<(u32, u32)> {
    let mut first = std::collections::HashMap::new();
    let mut pairs = Vec::new();
    for (row, cluster) in (0usize..).zip(clusters).take(place_of.len()) {
        match first.entry(*cluster) {
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(place_of[row]);
            }
            std::collections::hash_map::Entry::Occupied(entry) => {
                pairs.push((*entry.get(), place_of[row]))
            }
        }
    }
    pairs
}

fn numbered(clustering: &Clustering, place_of: &[u32]) -> Vec<u32> {
    let mut numbers: Vec<Option<u32>> = vec![None; place_of.len()];
    let mut next = 0;
    place_of
        .iter()
        .map(|place| {
            let number = &mut numbers[clustering.root_of(*place) as usize];
            *number.get_or_insert_with(|| {
                next += 1;
                next - 1
            })
        })
        .collect()
}

fn reviews(clustering: &Clustering, order: &[u32]) -> Vec<Review> {
    let review = |(edge, refused): &(Edge, Option<Refusal>)| {
        let (a, b) = (order[edge.a as usize], order[edge.b as usize]);
        Review {
            a: a.min(b),
            b: a.max(b),
            bits: edge.bits,
            refused: *refused,
        }
    };
    clustering.reviews.iter().map(review).collect()
}

/// Weighs one pair of rows: for screens that compare two given records.
#[must_use]
pub fn weigh(texts: Texts<'_>, facts: &Facts, model: &Model, a: &Row, b: &Row) -> f32 {
    model.weigh(&View { texts, facts }, a, b)
}

/// Whether a weight is enough to merge without asking.
#[must_use]
pub fn merges(bits: f32) -> bool {
    bits >= MERGE_BITS
}

#[cfg(test)]
mod tests;
