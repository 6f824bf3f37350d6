//! Everybody in memory, and what comparing everybody with everybody finds.

use std::collections::HashMap;
use std::marker::PhantomData;

use analysis::identity::Table;
use analysis::identity::batch::{self, Options, Outcome, Refusal, Review};
use analysis::identity::compare::{Facts, View};
use analysis::identity::model::{Answer, teach};
use analysis::identity::table::Row;
use kernel::{Id, Result};
use store::Db;

use super::super::model::{Band, Weighed};
use super::super::store::{self as sql, Card, Found, Learned};
use super::super::twin::{Trees, Twin, judge};

/// Records read at once.
const PAGE: usize = 500;

/// All records of a kind, ready to be compared.
pub(super) struct Everybody<T> {
    table: Table,
    /// The record of each row.
    pub(super) ids: Vec<Id>,
    /// What stands for the record of each row.
    roots: Vec<Id>,
    kind: PhantomData<T>,
}

impl<T> Default for Everybody<T> {
    fn default() -> Self {
        Self {
            table: Table::default(),
            ids: Vec::new(),
            roots: Vec::new(),
            kind: PhantomData,
        }
    }
}

/// What people said about pairs, and who belongs to whom.
pub(super) struct Said {
    apart: Vec<(Id, Id)>,
    trees: Trees,
}

impl Said {
    pub(super) async fn of<T: Twin>(db: &Db) -> Result<Self> {
        let trees = T::trees(db).await?;
        let mut apart = sql::apart(db, T::TWIN).await?;
        apart.extend(trees.apart.iter().copied());
        Ok(Self { apart, trees })
    }
}

/// A plan without doing anything: the pairs that would be merged without asking, and those to ask about.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// Records looked at.
    pub records: usize,
    /// Pairs that would be merged, by the records that stand today.
    pub certain: Vec<(Id, Id)>,
    /// Pairs to ask about.
    pub likely: Vec<(Id, Id)>,
    /// Pairs that may belong to each other, with the part, and whether it would be a `site` or a
    /// `subsidiary`.
    pub parts: Vec<((Id, Id), Id, &'static str)>,
}

/// Compares all records of a kind with each other, and changes nothing.
///
/// # Errors
/// As the database.
pub async fn survey<T: Twin>(db: &Db) -> Result<Survey> {
    let mut everybody = Everybody::<T>::default();
    while !everybody.read_on(db).await?.is_empty() {}
    let (_, found) = compare(&everybody, &Said::of::<T>(db).await?, &[]);
    let of = |band: Band| found.iter().filter(move |one| one.band == band);
    let part = |one: &Found| Some((one.pair, one.part?, one.refused?));
    Ok(Survey {
        records: everybody.ids.len(),
        certain: of(Band::Certain).map(|one| one.pair).collect(),
        likely: of(Band::Likely).map(|one| one.pair).collect(),
        parts: of(Band::Part).filter_map(part).collect(),
    })
}

impl<T: Twin> Everybody<T> {
    /// Reads the next records; answers their cards, none at the end.
    pub(super) async fn read_on(&mut self, db: &Db) -> Result<Vec<Card>> {
        let after = self.ids.last().copied().unwrap_or(Id(0));
        let ids = T::after(db, after, PAGE).await?;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut cards = T::cards(db.into(), &ids).await?;
        cards.sort_by_key(|card| card.id);
        self.add(&cards);
        Ok(cards)
    }

    fn add(&mut self, cards: &[Card]) {
        for card in cards {
            self.table.push(&card.record());
            self.ids.push(card.id);
            self.roots.push(card.root);
        }
    }

    /// Rows of one record by decisions that stand.
    fn merged(&self, place: &HashMap<Id, u32>) -> Vec<(u32, u32)> {
        let rows = (0u32..).zip(&self.ids).zip(&self.roots);
        let merged = rows.filter(|((_, id), root)| *id != *root);
        merged
            .filter_map(|((row, _), root)| Some((*place.get(root)?, row)))
            .collect()
    }
}

/// Compares everybody: learns the weights, lets the answers teach them, and finds the pairs.
pub(super) fn compare<T: Twin>(
    everybody: &Everybody<T>,
    said: &Said,
    answers: &[Answer],
) -> (Learned, Vec<Found>) {
    let place: HashMap<Id, u32> = everybody.ids.iter().copied().zip(0u32..).collect();
    let in_rows = |(a, b): &(Id, Id)| Some((*place.get(a)?, *place.get(b)?));
    let must = everybody.merged(&place);
    let cannot: Vec<(u32, u32)> = said.apart.iter().filter_map(in_rows).collect();
    let options = Options {
        must_link: &must,
        cannot_link: &cannot,
        ..Options::default()
    };
    let mut outcome = batch::run(&everybody.table, T::SHAPE, &options);
    if !answers.is_empty() {
        let mut model = outcome.model.clone();
        teach(&mut model, answers);
        let taught = Options {
            model: Some(&model),
            ..options
        };
        outcome = batch::run(&everybody.table, T::SHAPE, &taught);
    }
    let facts = Facts::of(&everybody.table.rows, &everybody.table.texts());
    let finder = Finder {
        everybody,
        outcome: &outcome,
        view: View {
            texts: everybody.table.texts(),
            facts: &facts,
        },
    };
    let found = finder.found(&said.trees);
    let learned = Learned {
        version: 0,
        model: outcome.model,
        frequencies: outcome.frequencies,
        records: everybody.ids.len() as i64,
        answers: answers.len() as i64,
    };
    (learned, found)
}

/// The pairs of an outcome, by the records that stand today.
struct Finder<'a, T> {
    everybody: &'a Everybody<T>,
    outcome: &'a Outcome,
    view: View<'a>,
}

impl<T: Twin> Finder<'_, T> {
    fn row(&self, at: u32) -> &Row {
        &self.everybody.table.rows[at as usize]
    }

    fn weigh(&self, a: u32, b: u32) -> Weighed {
        let model = &self.outcome.model;
        model.explain(&self.view, self.row(a), self.row(b)).into()
    }

    /// Of each cluster the oldest with each other one, and the questions.
    fn found(&self, trees: &Trees) -> Vec<Found> {
        let mut found = Vec::new();
        for (rows, root) in certain(self.everybody, self.outcome) {
            found.extend(self.sure(&rows, root));
        }
        let questions = self.outcome.reviews.iter();
        found.extend(questions.filter_map(|review| self.question(review, trees)));
        let ordered = |one: &Found| (one.pair.0.min(one.pair.1), one.pair.0.max(one.pair.1));
        found.sort_by_key(|one| (ordered(one), one.band.key()));
        found.dedup_by_key(|one| ordered(one));
        found
    }

    fn sure(&self, rows: &[(u32, Id)], root: Id) -> Vec<Found> {
        let best = |row: u32| {
            let own = rows_of(self.everybody, root).map(move |other| self.weigh(other, row));
            own.max_by(|a, b| a.bits.total_cmp(&b.bits))
        };
        let mut by_record: HashMap<Id, Weighed> = HashMap::new();
        for (row, other) in rows.iter().filter(|(_, other)| *other != root) {
            let Some(weighed) = best(*row) else { continue };
            let kept = by_record.entry(*other).or_insert_with(|| weighed.clone());
            if weighed.bits > kept.bits {
                *kept = weighed;
            }
        }
        let pair = |(other, weighed)| Found {
            pair: (root, other),
            band: Band::Certain,
            refused: None,
            part: None,
            weighed,
        };
        by_record.into_iter().map(pair).collect()
    }

    fn question(&self, review: &Review, trees: &Trees) -> Option<Found> {
        let root = |at: u32| self.everybody.roots[at as usize];
        let pair = (root(review.a), root(review.b));
        if pair.0 == pair.1 {
            return None;
        }
        let weighed = self.weigh(review.a, review.b);
        let (a, b) = (self.row(review.a), self.row(review.b));
        let judged = judge(T::SHAPE, &self.view, a, b, weighed.bits);
        if judged.band == Some(Band::Part) {
            // Who stands in one tree already is not asked about its place in it.
            return (!trees.one_tree(pair.0, pair.1)).then(|| Found {
                pair,
                band: Band::Part,
                refused: judged.refused,
                part: judged.part.map(|part| part.of(pair.0, pair.1)),
                weighed,
            });
        }
        Some(Found {
            pair,
            band: Band::Likely,
            refused: review.refused.map(refusal),
            part: None,
            weighed,
        })
    }
}

type Cluster = (Vec<(u32, Id)>, Id);

/// Clusters with several records in them, with their rows and the oldest record.
fn certain<T>(everybody: &Everybody<T>, outcome: &Outcome) -> Vec<Cluster> {
    let mut clusters: HashMap<u32, Vec<(u32, Id)>> = HashMap::new();
    for ((row, cluster), root) in (0u32..).zip(&outcome.clusters).zip(&everybody.roots) {
        clusters.entry(*cluster).or_default().push((row, *root));
    }
    let several = clusters.into_values().filter_map(|rows| {
        let oldest = rows.iter().map(|(_, root)| *root).min()?;
        rows.iter()
            .any(|(_, root)| *root != oldest)
            .then_some((rows, oldest))
    });
    several.collect()
}

fn rows_of<T>(everybody: &Everybody<T>, root: Id) -> impl Iterator<Item = u32> + '_ {
    let own = everybody.ids.binary_search(&root).ok();
    own.into_iter().filter_map(|at| u32::try_from(at).ok())
}

/// The stored word of a refusal.
fn refusal(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::SaidApart => "said_apart",
        Refusal::TooLarge => "too_large",
        Refusal::Limit => "limit",
        Refusal::Contradiction => "contradiction",
        Refusal::WeakOnAverage => "weak",
        Refusal::OtherUnit => "other_unit",
    }
}
