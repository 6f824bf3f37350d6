//! Weighing single records with the weights of the last run: for a screen, for a form, before anything is
//! made.

use analysis::identity::compare::{Facts, Verdict, View, names};
use analysis::identity::model::MERGE_BITS;
use analysis::identity::{Record, Table};
use kernel::{Id, Result};
use store::{Db, Tx};

use super::model::{Band, Weighed};
use super::store::{self as sql, Card, Learned};

/// People looked at for one record at most: of one key, and of all.
const OF_KEY: usize = 60;
const OF_ALL: usize = 200;
/// So many candidates are answered.
const MOST: usize = 8;

/// Somebody who may be the one that is about to be made.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The person, as it stands today.
    pub id: Id,
    /// The evidence.
    pub weighed: Weighed,
    /// `certain`, `likely`, or nothing: only alike.
    pub band: Option<Band>,
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

    /// The band of two records; names that contradict are a question at best.
    #[must_use]
    pub fn band(&self, a: usize, b: usize, bits: f32) -> Option<Band> {
        let rows = &self.table.rows;
        let agree = names(&self.view(), &rows[a], &rows[b]);
        let band = Band::of(bits)?;
        match agree {
            Verdict::Agree | Verdict::Open => Some(band),
            Verdict::Family | Verdict::Strange => (bits >= MERGE_BITS).then_some(Band::Likely),
        }
    }
}

/// Two people weighed against each other.
#[derive(Clone, Debug)]
pub struct Weighing {
    /// The evidence.
    pub weighed: Weighed,
    /// What would be done with the two.
    pub band: Option<Band>,
    /// The weights it was judged by.
    pub version: i64,
}

/// The evidence about two people, with those around them who share an address or number.
///
/// # Errors
/// `NotFound` when one of them is not there, else as the database.
pub async fn pair(db: &Db, a: Id, b: Id) -> Result<Weighing> {
    let learned = sql::learned(db, "person").await?;
    let mut cards = sql::people_cards(db, &[a, b]).await?;
    let place = |cards: &[Card], id: Id| {
        let at = cards.iter().position(|card| card.id == id);
        at.ok_or_else(|| kernel::Error::not_found("person"))
    };
    place(&cards, a)?;
    place(&cards, b)?;
    let keys: Vec<i64> = cards.iter().flat_map(|card| card.keys(false)).collect();
    let mut around = sql::with_keys(db, &keys, OF_KEY, OF_ALL).await?;
    around.retain(|id| *id != a && *id != b);
    cards.extend(sql::people_cards(db, &around).await?);
    let records: Vec<Record> = cards.iter().map(Card::record).collect();
    let bench = Bench::new(&learned, &records);
    let (a, b) = (place(&cards, a)?, place(&cards, b)?);
    let weighed = bench.weigh(a, b);
    Ok(Weighing {
        band: bench.band(a, b, weighed.bits),
        weighed,
        version: learned.version,
    })
}

/// People who may be this one, the likeliest first: found through the table of keys, weighed with the
/// weights of the last run. `known` is left out.
///
/// # Errors
/// As the database.
pub async fn candidates(db: &Db, card: &Card, known: Option<Id>) -> Result<Vec<Candidate>> {
    let (card, cards) = near(db, card).await?;
    if cards.is_empty() {
        return Ok(Vec::new());
    }
    let learned = sql::learned(db, "person").await?;
    Ok(among(&learned, &card, &cards, known))
}

/// As [`candidates`], for somebody who asks about several and has read the weights.
///
/// # Errors
/// As the database.
pub async fn candidates_by(
    db: &Db,
    learned: &Learned,
    card: &Card,
    known: Option<Id>,
) -> Result<Vec<Candidate>> {
    let (card, cards) = near(db, card).await?;
    Ok(among(learned, &card, &cards, known))
}

/// The card with what is known of its employer, and those who share a key with it.
async fn near(db: &Db, card: &Card) -> Result<(Card, Vec<Card>)> {
    let mut card = card.clone();
    if let Some(employer) = card.employer {
        card.with_employer(sql::employer(db, employer).await?);
    }
    if card.record().is_empty() {
        return Ok((card, Vec::new()));
    }
    let found = sql::with_keys(db, &card.keys(false), OF_KEY, OF_ALL).await?;
    let cards = match found.is_empty() {
        true => Vec::new(),
        false => sql::people_cards(db, &found).await?,
    };
    Ok((card, cards))
}

/// For each of many who are about to be made, the likeliest known person of the review band: within the
/// transaction of an import.
///
/// # Errors
/// As the database.
pub async fn known(tx: &mut Tx, new: &[Card]) -> Result<Vec<Option<Candidate>>> {
    let learned = sql::learned(&mut *tx, "person").await?;
    let mut answers = Vec::with_capacity(new.len());
    for card in new {
        let found = sql::with_keys(&mut *tx, &card.keys(false), OF_KEY, OF_ALL).await?;
        if found.is_empty() {
            answers.push(None);
            continue;
        }
        let mut card = card.clone();
        if let Some(employer) = card.employer {
            card.with_employer(sql::employer(&mut *tx, employer).await?);
        }
        let cards = sql::people_cards(&mut *tx, &found).await?;
        let best = among(&learned, &card, &cards, None).into_iter().next();
        answers.push(best.filter(|one| one.band.is_some()));
    }
    Ok(answers)
}

/// Those among some people who may be this one, the likeliest first.
fn among(learned: &Learned, card: &Card, cards: &[Card], known: Option<Id>) -> Vec<Candidate> {
    let mut records = vec![card.record()];
    records.extend(cards.iter().map(Card::record));
    let bench = Bench::new(learned, &records);
    let mut all: Vec<Candidate> = Vec::new();
    for (at, other) in (1..).zip(cards) {
        if known == Some(other.root) {
            continue;
        }
        let weighed = bench.weigh(0, at);
        let band = bench.band(0, at, weighed.bits);
        if band.is_none() && !is_alike(&weighed) {
            continue;
        }
        match all.iter_mut().find(|candidate| candidate.id == other.root) {
            Some(same) if same.weighed.bits >= weighed.bits => {}
            Some(same) => (same.weighed, same.band) = (weighed, band),
            None => all.push(Candidate {
                id: other.root,
                weighed,
                band,
            }),
        }
    }
    all.sort_by(|a, b| {
        b.weighed
            .bits
            .total_cmp(&a.weighed.bits)
            .then(a.id.cmp(&b.id))
    });
    all.truncate(MOST);
    all
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
    ]
    .iter()
    .any(|level| weighed.reached(level))
}
