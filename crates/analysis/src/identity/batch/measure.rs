//! Measuring against the truth: pairwise precision and recall.

use std::collections::HashMap;

use super::Outcome;

/// The true entity of every row, and, for two files, the file of every row.
#[derive(Clone, Debug, Default)]
pub struct TrueEntities {
    entities: Vec<u32>,
    sides: Option<Vec<u8>>,
}

/// Pairwise figures: of all pairs of rows in one cluster, and of all true pairs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figures {
    /// Share of the merged pairs that are true; 1 if none was merged.
    pub precision: f64,
    /// Share of the true pairs that were merged; 1 if there are none.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
    /// Recall when every question is answered rightly.
    pub review_recall: f64,
}

impl TrueEntities {
    /// The truth from names of entities. For two files only pairs across them count.
    #[must_use]
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>, sides: Option<&[u8]>) -> Self {
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let entities = names
            .into_iter()
            .map(|name| {
                let next = numbers.len() as u32;
                *numbers.entry(name).or_insert(next)
            })
            .collect();
        Self {
            entities,
            sides: sides.map(<[u8]>::to_vec),
        }
    }

    /// The truth of rows in another order.
    pub(super) fn in_order(&self, order: &[u32]) -> Self {
        Self {
            entities: order
                .iter()
                .map(|row| self.entities[*row as usize])
                .collect(),
            sides: self
                .sides
                .as_ref()
                .map(|sides| order.iter().map(|row| sides[*row as usize]).collect()),
        }
    }

    /// The share of the true pairs for which something holds.
    pub(super) fn share(&self, holds: impl Fn(u32, u32) -> bool) -> f64 {
        let mut by_entity: HashMap<u32, Vec<u32>> = HashMap::new();
        for (row, entity) in (0u32..).zip(&self.entities) {
            by_entity.entry(*entity).or_default().push(row);
        }
        let (mut all, mut held) = (0_u64, 0_u64);
        for rows in by_entity.values() {
            for (at, a) in rows.iter().enumerate() {
                for b in rows[at + 1..].iter().filter(|b| self.across(*a, **b)) {
                    all += 1;
                    held += u64::from(holds(*a, *b));
                }
            }
        }
        ratio(held, all)
    }

    fn across(&self, a: u32, b: u32) -> bool {
        self.sides
            .as_ref()
            .is_none_or(|sides| sides[a as usize] != sides[b as usize])
    }

    /// The figures of an outcome.
    #[must_use]
    pub fn figures(&self, outcome: &Outcome) -> Figures {
        let both: Vec<(u32, u32)> = outcome
            .clusters
            .iter()
            .copied()
            .zip(self.entities.iter().copied())
            .collect();
        let right = self.pairs(both.iter());
        let merged = self.pairs(outcome.clusters.iter());
        let truth = self.pairs(self.entities.iter());
        let (precision, recall) = (ratio(right, merged), ratio(right, truth));
        let answered = self.answered(outcome);
        let asked: Vec<(u32, u32)> = answered
            .iter()
            .copied()
            .zip(self.entities.iter().copied())
            .collect();
        Figures {
            precision,
            recall,
            f1: if precision + recall > 0.0 {
                2.0 * precision * recall / (precision + recall)
            } else {
                0.0
            },
            review_recall: ratio(self.pairs(asked.iter()), truth),
        }
    }

    /// Pairs of rows with an equal value that count.
    fn pairs<'k, K: std::hash::Hash + Eq + 'k>(&self, values: impl Iterator<Item = &'k K>) -> u64 {
        let mut sizes: HashMap<&K, [u64; 2]> = HashMap::new();
        for (row, value) in values.enumerate() {
            let side = self
                .sides
                .as_ref()
                .map_or(0, |sides| usize::from(sides[row].min(1)));
            sizes.entry(value).or_default()[side] += 1;
        }
        let of = |[a, b]: &[u64; 2]| match self.sides {
            None => a * a.saturating_sub(1) / 2,
            Some(_) => a * b,
        };
        sizes.values().map(of).sum()
    }

    /// Clusters after every question was answered: true pairs join theirs.
    fn answered(&self, outcome: &Outcome) -> Vec<u32> {
        let mut parent: Vec<u32> = (0..outcome.clusters.len() as u32).collect();
        let find = |parent: &[u32], mut at: u32| {
            while parent[at as usize] != at {
                at = parent[at as usize];
            }
            at
        };
        for review in &outcome.reviews {
            if self.entities[review.a as usize] == self.entities[review.b as usize] {
                let cluster = |row: u32| outcome.clusters[row as usize];
                let (a, b) = (
                    find(&parent, cluster(review.a)),
                    find(&parent, cluster(review.b)),
                );
                parent[a.max(b) as usize] = a.min(b);
            }
        }
        outcome
            .clusters
            .iter()
            .map(|cluster| find(&parent, *cluster))
            .collect()
    }
}

fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}
