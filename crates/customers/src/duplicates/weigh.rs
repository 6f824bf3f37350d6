//! Weighing single records with the weights of the last run: the evidence about two of them.

use analysis::identity::compare::{Facts, View};
use analysis::identity::{Record, Table};
use kernel::{Id, Result};
use store::Db;

use super::model::{Judged, Weighed};
use super::store::{self as sql, Card, Learned};
use super::twin::{Twin, judge};

/// Records looked at for one at most: of one key, and of all.
pub(super) const OF_KEY: usize = 60;
pub(super) const OF_ALL: usize = 200;
/// A few records, ready to be weighed against each other.
pub struct Bench<'a> {
    pub(super) learned: &'a Learned,
    table: Table,
    facts: Facts,
}

impl<'a> Bench<'a> {
    /// Puts records on the bench; who shares an address or number is seen among them.
    pub fn new(learned: &'a Learned, records: &[Record]) -> Self {
        let mut table = Table::default();
        let mut facts = Facts::remembered(&learned.frequencies, &mut table.dictionary);
        for record in records {
            table.push(record);
        }
        for row in &table.rows {
            facts.observe_holders(row, &table.texts());
        }
        Self {
            learned,
            table,
            facts,
        }
    }

    fn view(&self) -> View<'_> {
        View {
            texts: self.table.texts(),
            facts: &self.facts,
        }
    }

    /// The evidence about two records by their places.
    #[must_use]
    pub fn weigh(&self, a: usize, b: usize) -> Weighed {
        let rows = &self.table.rows;
        self.learned
            .model
            .explain(&self.view(), &rows[a], &rows[b])
            .into()
    }

    /// What is done with two records of a weight.
    #[must_use]
    pub fn judge(&self, a: usize, b: usize, bits: f32) -> Judged {
        let rows = &self.table.rows;
        judge(
            self.learned.model.shape,
            &self.view(),
            &rows[a],
            &rows[b],
            bits,
        )
    }
}

/// Two records weighed against each other.
#[derive(Clone, Debug)]
pub struct Weighing {
    /// The evidence.
    pub weighed: Weighed,
    /// What would be done with the two.
    pub judged: Judged,
    /// The weights it was judged by.
    pub version: i64,
}

/// The evidence about two records, with those around them that share an address or number.
///
/// # Errors
/// `NotFound` when one of them is not there, else as the database.
pub async fn pair<T: Twin>(db: &Db, a: Id, b: Id) -> Result<Weighing> {
    let learned = sql::learned::<T>(db).await?;
    let mut cards = T::cards(db.into(), &[a, b]).await?;
    let place = |cards: &[Card], id: Id| {
        let at = cards.iter().position(|card| card.id == id);
        at.ok_or_else(|| kernel::Error::not_found(T::KIND))
    };
    place(&cards, a)?;
    place(&cards, b)?;
    let keys: Vec<i64> = cards.iter().flat_map(|card| card.keys()).collect();
    let mut around = sql::with_keys(db, &keys, OF_KEY, OF_ALL).await?;
    around.retain(|id| *id != a && *id != b);
    cards.extend(T::cards(db.into(), &around).await?);
    let records: Vec<Record> = cards.iter().map(Card::record).collect();
    let bench = Bench::new(&learned, &records);
    let (a, b) = (place(&cards, a)?, place(&cards, b)?);
    let weighed = bench.weigh(a, b);
    Ok(Weighing {
        judged: bench.judge(a, b, weighed.bits),
        weighed,
        version: learned.version,
    })
}
