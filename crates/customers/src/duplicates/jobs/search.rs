//! A run over everybody: reads, compares with learned weights, writes the questions.

use analysis::identity::LOOKUP_VERSION;
use analysis::identity::model::Answer;
use kernel::{Id, Result};
use store::Db;

use super::super::store::{self as sql, Card, Found, Learned};
use super::super::twin::{Kind, Twin, of_kind};
use super::Work;
use super::everybody::{Everybody, Said, compare};

/// Questions written at once.
const CHUNK: usize = 1_000;

pub(super) async fn run(work: &Work) -> Result<()> {
    for kind in Kind::ALL {
        let went_on = of_kind!(kind, T => run_of::<T>(work).await)?;
        if !went_on {
            break;
        }
    }
    Ok(())
}

/// Compares all records of a kind; answers whether it came to its end.
async fn run_of<T: Twin>(work: &Work) -> Result<bool> {
    let Some(everybody) = read::<T>(work).await? else {
        return Ok(false);
    };
    let said = Said::of::<T>(work.db()).await?;
    let answers = answers::<T>(work.db()).await?;
    let total = everybody.ids.len();
    work.tell("compare", 0, total).await?;
    let compared = tokio::task::spawn_blocking(move || compare(&everybody, &said, &answers));
    let (learned, found) = waited(work, compared, total).await?;
    if work.is_stopped().await? {
        return Ok(false);
    }
    write(work, T::TWIN, learned, found).await?;
    Ok(true)
}

/// Reads everybody; renews the stored keys when they were made by other rules, or never.
async fn read<T: Twin>(work: &Work) -> Result<Option<Everybody<T>>> {
    let db = work.db();
    let renews = db.setting::<u32>(T::KEYS).await? != Some(LOOKUP_VERSION);
    if renews {
        let mut tx = db.begin(&work.ctx()).await?;
        sql::forget_keys(&mut tx, T::TWIN).await?;
        tx.commit().await?;
    }
    let total = T::count(db).await?;
    let mut everybody = Everybody::<T>::default();
    loop {
        let cards = everybody.read_on(db).await?;
        if cards.is_empty() {
            break;
        }
        if renews {
            let mut tx = db.begin(&work.ctx()).await?;
            sql::write_keys(&mut tx, keys_of(&cards)).await?;
            tx.commit().await?;
        }
        work.tell("read", everybody.ids.len(), total).await?;
        if work.is_stopped().await? {
            return Ok(None);
        }
    }
    if renews {
        let mut tx = db.begin(&work.ctx()).await?;
        tx.note_setting(T::KEYS, &LOOKUP_VERSION).await?;
        tx.commit().await?;
    }
    Ok(Some(everybody))
}

fn keys_of(cards: &[Card]) -> Vec<(i64, Id)> {
    let keys = cards
        .iter()
        .flat_map(|card| card.keys().into_iter().map(|key| (key, card.id)));
    keys.collect()
}

/// Keeps the job's lease while another thread compares.
async fn waited<T>(work: &Work, compared: tokio::task::JoinHandle<T>, total: usize) -> Result<T> {
    let mut compared = compared;
    loop {
        tokio::select! {
            result = &mut compared => return result.map_err(kernel::Error::internal),
            () = tokio::time::sleep(std::time::Duration::from_secs(10)) => work.tell("compare", 0, total).await?,
        }
    }
}

/// What people answered, as levels of the comparisons of today.
async fn answers<T: Twin>(db: &Db) -> Result<Vec<Answer>> {
    let shape = T::SHAPE;
    let mut answers = Vec::new();
    for (same, weighed) in sql::answers(db, T::TWIN).await? {
        let level = |key: &str| {
            let line = weighed.lines.iter().find(|line| line.comparison == key)?;
            line.level.as_deref()
        };
        let levels: Vec<u8> = shape
            .comparisons()
            .iter()
            .map(|comparison| level(comparison.key()).map_or(0, |key| comparison.level_named(key)))
            .collect();
        if levels.iter().any(|level| *level != 0) {
            answers.push(Answer {
                levels,
                rarity_bits: weighed.lines.iter().map(|line| line.rarity_bits).sum(),
                same,
            });
        }
    }
    Ok(answers)
}

/// Keeps the weights and the questions; open questions that were not found again go.
async fn write(work: &Work, kind: Kind, learned: Learned, found: Vec<Found>) -> Result<()> {
    let db = work.db();
    let mut tx = db.begin(&work.ctx()).await?;
    let version = sql::keep(&mut tx, kind, &learned).await?;
    tx.commit().await?;
    for (at, part) in found.chunks(CHUNK).enumerate() {
        let mut tx = db.begin(&work.ctx()).await?;
        sql::ask(&mut tx, kind, version, part).await?;
        tx.commit().await?;
        work.tell("write", at * CHUNK + part.len(), found.len())
            .await?;
    }
    let mut tx = db.begin(&work.ctx()).await?;
    sql::forget_older(&mut tx, kind, version).await?;
    tx.commit().await?;
    work.tell("done", found.len(), found.len()).await
}
