//! Who a record may be, among all that are there: for a screen, for a form, before anything is made.

use std::collections::{BTreeSet, HashMap};

use analysis::identity::Shape;
use analysis::identity::batch::MARGIN;
use kernel::{Id, Result};
use store::{Db, Tx};

use super::model::{Band, Judged, Weighed};
use super::store::{self as sql, Card, Learned};
use super::twin::Twin;
use super::weigh::{Bench, OF_ALL, OF_KEY};

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

/// Records that may be this one, the likeliest first: found through the table of keys, weighed with the
/// weights of the last run. `known` is left out.
///
/// # Errors
/// As the database.
pub async fn of<T: Twin>(db: &Db, card: &Card, known: Option<Id>) -> Result<Vec<Candidate>> {
    let learned = sql::learned::<T>(db).await?;
    let Some(near) = near::<T>(db, card).await? else {
        return Ok(Vec::new());
    };
    let cards = T::cards(db.into(), &near.ids).await?;
    Ok(among(&learned, &near.card, &cards, known, &near.alike))
}

/// As [`of`] for records that are there: for each of them those who may be the same.
///
/// # Errors
/// As the database.
pub async fn of_all<T: Twin>(
    db: &Db,
    learned: &Learned,
    asked: &[Card],
) -> Result<Vec<(Id, Vec<Candidate>)>> {
    let mut all: Vec<(Id, Option<Near>)> = Vec::with_capacity(asked.len());
    for card in asked {
        all.push((card.id, near::<T>(db, card).await?));
    }
    let ids = all.iter().filter_map(|(_, near)| near.as_ref());
    let ids: BTreeSet<Id> = ids.flat_map(|near| near.ids.iter().copied()).collect();
    let ids: Vec<Id> = ids.into_iter().collect();
    let cards = T::cards(db.into(), &ids).await?;
    let cards: HashMap<Id, Card> = cards.into_iter().map(|card| (card.id, card)).collect();
    let of = |(id, near): (Id, Option<Near>)| {
        let candidates = near.map(|near| {
            let own = near.ids.iter().filter_map(|id| cards.get(id).cloned());
            let own: Vec<Card> = own.collect();
            among(learned, &near.card, &own, Some(id), &near.alike)
        });
        (id, candidates.unwrap_or_default())
    };
    Ok(all.into_iter().map(of).collect())
}

/// Who is near a record: to be weighed against it.
struct Near {
    /// With what is known about its employer.
    card: Card,
    /// Those with a key of it, and those whose names begin alike.
    ids: Vec<Id>,
    alike: Vec<Id>,
}

/// None when there is nothing to compare.
async fn near<T: Twin>(db: &Db, card: &Card) -> Result<Option<Near>> {
    let card = T::completed(db.into(), card).await?;
    if card.record().is_empty() {
        return Ok(None);
    }
    let mut ids = sql::with_keys(db, &card.keys(), OF_KEY, OF_ALL).await?;
    let alike = T::begin_alike(db, &card).await?;
    let more: Vec<Id> = alike
        .iter()
        .copied()
        .filter(|id| !ids.contains(id))
        .collect();
    ids.extend(more);
    Ok(Some(Near { card, ids, alike }))
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
