//! Weighing single records with the weights of the last run: for a screen, for a form, before anything is
//! made.

use analysis::identity::Shape;
use analysis::identity::batch::MARGIN;
use analysis::identity::compare::{Facts, View};
use analysis::identity::{Record, Table};
use kernel::{Id, Result};
use store::{Db, Tx};

use super::model::{Band, Judged, Weighed};
use super::store::{self as sql, Card, Learned};
use super::twin::{Twin, judge};

/// Records looked at for one at most: of one key, and of all.
const OF_KEY: usize = 60;
const OF_ALL: usize = 200;
/// So many candidates are answered.
const MOST: usize = 8;

/// One that may be the one which is about to be made.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The record, as it stands today.
    pub id: Id,
    /// The evidence.
    pub weighed: Weighed,
    /// What would be done with it; without a band it is only alike.
    pub judged: Judged,
}

/// A few records, ready to be weighed against each other.
pub struct Bench<'a> {
    learned: &'a Learned,
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

/// Records that may be this one, the likeliest first: found through the table of keys, weighed with the
/// weights of the last run. `known` is left out.
///
/// # Errors
/// As the database.
pub async fn candidates<T: Twin>(
    db: &Db,
    card: &Card,
    known: Option<Id>,
) -> Result<Vec<Candidate>> {
    let learned = sql::learned::<T>(db).await?;
    candidates_by::<T>(db, &learned, card, known).await
}

/// As [`candidates`], for somebody who asks about several and has read the weights.
///
/// # Errors
/// As the database.
pub async fn candidates_by<T: Twin>(
    db: &Db,
    learned: &Learned,
    card: &Card,
    known: Option<Id>,
) -> Result<Vec<Candidate>> {
    let card = T::completed(db.into(), card).await?;
    if card.record().is_empty() {
        return Ok(Vec::new());
    }
    let mut found = sql::with_keys(db, &card.keys(), OF_KEY, OF_ALL).await?;
    let alike = T::begin_alike(db, &card).await?;
    let more: Vec<Id> = alike
        .iter()
        .copied()
        .filter(|id| !found.contains(id))
        .collect();
    found.extend(more);
    let cards = T::cards(db.into(), &found).await?;
    Ok(among(learned, &card, &cards, known, &alike))
}

/// For each of many that are about to be made, the likeliest known one of the review band: within the
/// transaction of an import.
///
/// # Errors
/// As the database.
pub async fn known<T: Twin>(tx: &mut Tx, new: &[Card]) -> Result<Vec<Option<Candidate>>> {
    let learned = sql::learned::<T>(&mut *tx).await?;
    let mut answers = Vec::with_capacity(new.len());
    for card in new {
        let found = sql::with_keys(&mut *tx, &card.keys(), OF_KEY, OF_ALL).await?;
        if found.is_empty() {
            answers.push(None);
            continue;
        }
        let card = T::completed((&mut *tx).into(), card).await?;
        let cards = T::cards((&mut *tx).into(), &found).await?;
        let best = among(&learned, &card, &cards, None, &[]).into_iter().next();
        answers.push(best.filter(|one| one.judged.band.is_some()));
    }
    Ok(answers)
}

/// Those among some records that may be this one, the likeliest first; `alike` stay however little they weigh.
fn among(
    learned: &Learned,
    card: &Card,
    cards: &[Card],
    known: Option<Id>,
    alike: &[Id],
) -> Vec<Candidate> {
    let mut records = vec![card.record()];
    records.extend(cards.iter().map(Card::record));
    let bench = Bench::new(learned, &records);
    let mut all: Vec<(usize, Candidate)> = Vec::new();
    for (at, other) in (1..).zip(cards) {
        if known == Some(other.root) {
            continue;
        }
        let weighed = bench.weigh(0, at);
        let judged = bench.judge(0, at, weighed.bits);
        if judged.band.is_none() && !is_alike(&weighed) && !alike.contains(&other.id) {
            continue;
        }
        let candidate = Candidate {
            id: other.root,
            weighed,
            judged,
        };
        match all.iter_mut().find(|(_, known)| known.id == other.root) {
            Some((_, known)) if known.weighed.bits >= candidate.weighed.bits => {}
            Some(known) => *known = (at, candidate),
            None => all.push((at, candidate)),
        }
    }
    let mut all = untorn(&bench, all);
    all.sort_by(|a, b| {
        b.weighed
            .bits
            .total_cmp(&a.weighed.bits)
            .then(a.id.cmp(&b.id))
    });
    all.truncate(MOST);
    all
}

/// Of companies that are certain but cannot be one with each other none is, unless it is ahead by a margin:
/// which of two sites one without a place belongs to, nobody knows.
fn untorn(bench: &Bench<'_>, all: Vec<(usize, Candidate)>) -> Vec<Candidate> {
    let sure = |one: &Candidate| one.judged.band == Some(Band::Certain);
    let is_torn = |at: usize, one: &Candidate| {
        let others = all.iter().filter(|(other, two)| *other != at && sure(two));
        let mut rivals = others.filter(|(_, two)| one.weighed.bits - two.weighed.bits < MARGIN);
        rivals.any(|(other, _)| {
            let bits = bench.weigh(at, *other).bits;
            bench.judge(at, *other, bits).band != Some(Band::Certain)
        })
    };
    let is_company = bench.learned.model.shape == Shape::Company;
    let torn: Vec<bool> = all
        .iter()
        .map(|(at, one)| is_company && sure(one) && is_torn(*at, one))
        .collect();
    let judged = |((_, mut one), torn): ((usize, Candidate), bool)| {
        if torn {
            one.judged = Judged::held("other_unit");
        }
        one
    };
    all.into_iter().zip(torn).map(judged).collect()
}

/// Worth a look in spite of a small weight: one name or one address.
fn is_alike(weighed: &Weighed) -> bool {
    [
        "name.equal",
        "name.swapped",
        "name.nickname",
        "name.first_similar",
        "name.last_similar",
        "email.equal",
        "official.equal",
        "firm.part",
        "firm.similar",
        "firm.other_form",
        "firm.equal",
        "firm_number.equal",
        "site.equal",
    ]
    .iter()
    .any(|level| weighed.reached(level))
}
