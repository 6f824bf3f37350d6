//! Records that are new or changed, compared with all others through the stored keys.

use kernel::{Id, Result};
use store::jobs::Job;

use super::super::candidates;
use super::super::model::{Band, Judged};
use super::super::store::{self as sql, Found, Learned};
use super::super::twin::{Trees, Twin};
use super::{Since, Work};
use crate::companies::Company;
use crate::people::Person;

fn asked(job: &Job) -> Result<Since> {
    Ok(serde_json::from_str(&job.payload)?)
}

pub(super) async fn run(work: &Work) -> Result<()> {
    let asked = asked(&work.job)?;
    run_of::<Person>(work, &asked.people).await?;
    run_of::<Company>(work, &asked.companies).await
}

async fn run_of<T: Twin>(work: &Work, ids: &[Id]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let db = work.db();
    let learned = sql::learned::<T>(db).await?;
    let trees = T::trees(db).await?;
    let mut cards = T::cards(db.into(), ids).await?;
    cards.retain(|card| card.root == card.id);
    let mut all: Vec<(Id, Vec<Found>)> = Vec::with_capacity(cards.len());
    for (id, candidates) in candidates::of_all::<T>(db, &learned, &cards).await? {
        let candidates = candidates.into_iter();
        let found = candidates.filter_map(|one| found(id, one, &trees));
        all.push((id, found.collect()));
    }
    write::<T>(work, &learned, all).await
}

fn found(id: Id, one: candidates::Candidate, trees: &Trees) -> Option<Found> {
    let Judged {
        band,
        refused,
        part,
    } = one.judged;
    let (pair, band) = ((id.min(one.id), id.max(one.id)), band?);
    let above = trees.apart.contains(&(id, one.id)) || trees.apart.contains(&(one.id, id));
    if above || band == Band::Part && trees.one_tree(id, one.id) {
        return None;
    }
    Some(Found {
        pair,
        band,
        refused,
        // The candidate was weighed as the second of the two.
        part: part.map(|part| part.of(id, one.id)),
        weighed: one.weighed,
    })
}

/// What was found about all of them, in one transaction.
async fn write<T: Twin>(work: &Work, learned: &Learned, all: Vec<(Id, Vec<Found>)>) -> Result<()> {
    let mut tx = work.db().begin(&work.ctx()).await?;
    let ids: Vec<Id> = all.iter().map(|(id, _)| *id).collect();
    let mut found: Vec<Found> = all.into_iter().flat_map(|(_, found)| found).collect();
    // Two who are new at once find one another.
    found.sort_by_key(|one| one.pair);
    found.dedup_by_key(|one| one.pair);
    let kept: Vec<_> = found.iter().map(|one| one.pair).collect();
    sql::forget_open_of(&mut tx, T::TWIN, &ids, &kept).await?;
    sql::ask(&mut tx, T::TWIN, learned.version, &found).await?;
    tx.commit().await
}
