//! Everybody in memory, and what comparing everybody with everybody finds.

use std::collections::HashMap;

use analysis::identity::Table;
use analysis::identity::batch::{self, Options, Outcome, Refusal};
use analysis::identity::compare::{Facts, View};
use analysis::identity::model::{Answer, teach};
use kernel::{Id, Result};
use store::Db;

use super::super::model::{Band, Weighed};
use super::super::store::{self as sql, Card, Found, Learned};

/// People read at once.
const PAGE: usize = 500;

/// Everybody, ready to be compared.
#[derive(Default)]
pub(super) struct Everybody {
    table: Table,
    /// The person of each row.
    pub(super) ids: Vec<Id>,
    /// Who stands for the person of each row.
    roots: Vec<Id>,
}

/// A plan without doing anything: the pairs that would be merged without asking, and those to ask about.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// People looked at.
    pub people: usize,
    /// Pairs that would be merged, by the people that stand today.
    pub certain: Vec<(Id, Id)>,
    /// Pairs to ask about.
    pub likely: Vec<(Id, Id)>,
}

/// Compares everybody with everybody, and changes nothing.
///
/// # Errors
/// As the database.
pub async fn survey(db: &Db) -> Result<Survey> {
    let mut everybody = Everybody::default();
    while !everybody.read_on(db).await?.is_empty() {}
    let apart = sql::apart(db, "person").await?;
    let (_, found) = compare(&everybody, &apart, &[]);
    let of = |band: Band| {
        let mine = found.iter().filter(move |one| one.band == band.key());
        mine.map(|one| one.pair).collect()
    };
    Ok(Survey {
        people: everybody.ids.len(),
        certain: of(Band::Certain),
        likely: of(Band::Likely),
    })
}

impl Everybody {
    /// Reads the next people; answers their cards, none at the end.
    pub(super) async fn read_on(&mut self, db: &Db) -> Result<Vec<Card>> {
        let after = self.ids.last().copied().unwrap_or(Id(0));
        let ids = sql::people_after(db, after, PAGE).await?;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut cards = sql::people_cards(db, &ids).await?;
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

    /// Rows of one person by decisions that stand.
    fn merged(&self, place: &HashMap<Id, u32>) -> Vec<(u32, u32)> {
        let rows = (0u32..).zip(&self.ids).zip(&self.roots);
        let merged = rows.filter(|((_, id), root)| *id != *root);
        merged
            .filter_map(|((row, _), root)| Some((*place.get(root)?, row)))
            .collect()
    }
}

/// Compares everybody: learns the weights, lets the answers teach them, and finds the pairs.
pub(super) fn compare(
    everybody: &Everybody,
    apart: &[(Id, Id)],
    answers: &[Answer],
) -> (Learned, Vec<Found>) {
    let place: HashMap<Id, u32> = everybody.ids.iter().copied().zip(0u32..).collect();
    let in_rows = |(a, b): &(Id, Id)| Some((*place.get(a)?, *place.get(b)?));
    let must = everybody.merged(&place);
    let cannot: Vec<(u32, u32)> = apart.iter().filter_map(in_rows).collect();
    let options = Options {
        must_link: &must,
        cannot_link: &cannot,
        ..Options::default()
    };
    let shape = sql::shape_of("person");
    let mut outcome = batch::run(&everybody.table, shape, &options);
    if !answers.is_empty() {
        let mut model = outcome.model.clone();
        teach(&mut model, answers);
        let taught = Options {
            model: Some(&model),
            ..options
        };
        outcome = batch::run(&everybody.table, shape, &taught);
    }
    let found = found(everybody, &outcome);
    let learned = Learned {
        version: 0,
        model: outcome.model,
        frequencies: outcome.frequencies,
        records: everybody.ids.len() as i64,
        answers: answers.len() as i64,
    };
    (learned, found)
}

/// The pairs of an outcome, by people: of each cluster the oldest with each other one, and the questions.
fn found(everybody: &Everybody, outcome: &Outcome) -> Vec<Found> {
    let facts = Facts::of(&everybody.table.rows, &everybody.table.texts());
    let view = View {
        texts: everybody.table.texts(),
        facts: &facts,
    };
    let weigh = |a: u32, b: u32| -> Weighed {
        let rows = &everybody.table.rows;
        outcome
            .model
            .explain(&view, &rows[a as usize], &rows[b as usize])
            .into()
    };
    let mut found = Vec::new();
    for (rows, root) in certain(everybody, outcome) {
        let best = |row: u32| rows_of(everybody, root).map(move |other| weigh(other, row));
        let sure = rows.iter().filter(|(_, other)| *other != root);
        let mut by_person: HashMap<Id, Weighed> = HashMap::new();
        for (row, other) in sure {
            let heaviest = best(*row).max_by(|a, b| a.bits.total_cmp(&b.bits));
            let Some(weighed) = heaviest else { continue };
            let kept = by_person.entry(*other).or_insert_with(|| weighed.clone());
            if weighed.bits > kept.bits {
                *kept = weighed;
            }
        }
        found.extend(by_person.into_iter().map(|(other, weighed)| Found {
            pair: (root, other),
            band: Band::Certain.key(),
            refused: None,
            weighed,
        }));
    }
    for review in &outcome.reviews {
        let pair = (
            everybody.roots[review.a as usize],
            everybody.roots[review.b as usize],
        );
        if pair.0 != pair.1 {
            found.push(Found {
                pair,
                band: Band::Likely.key(),
                refused: review.refused.map(refusal),
                weighed: weigh(review.a, review.b),
            });
        }
    }
    found.sort_by_key(|one| {
        (
            one.pair.0.min(one.pair.1),
            one.pair.0.max(one.pair.1),
            one.band,
        )
    });
    found.dedup_by_key(|one| (one.pair.0.min(one.pair.1), one.pair.0.max(one.pair.1)));
    found
}

type Cluster = (Vec<(u32, Id)>, Id);

/// Clusters with several people in them, with their rows and the oldest person.
fn certain(everybody: &Everybody, outcome: &Outcome) -> Vec<Cluster> {
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

fn rows_of(everybody: &Everybody, root: Id) -> impl Iterator<Item = u32> + '_ {
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
    }
}
