//! Records that are new or changed, compared with all others through the stored keys.

use kernel::{Id, Result};
use store::jobs::Job;

use super::super::model::{Band, Judged};
use super::super::store::{self as sql, Found, Learned};
use super::super::twin::{Trees, Twin};
use super::super::weigh;
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
    for card in T::cards(db.into(), ids).await? {
        if card.root != card.id {
            continue;
        }
        let candidates = weigh::candidates_by::<T>(db, &learned, &card, Some(card.id)).await?;
        let found: Vec<Found> = candidates
            .into_iter()
            .filter_map(|one| found(card.id, one, &trees))
            .collect();
        write::<T>(work, card.id, &learned, &found).await?;
    }
    Ok(())
}

fn found(id: Id, one: weigh::Candidate, trees: &Trees) -> Option<Found> {
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

async fn write<T: Twin>(work: &Work, id: Id, learned: &Learned, found: &[Found]) -> Result<()> {
    let mut tx = work.db().begin(&work.ctx()).await?;
    let kept: Vec<_> = found.iter().map(|one| one.pair).collect();
    sql::forget_open_of(&mut tx, T::TWIN, id, &kept).await?;
    sql::ask(&mut tx, T::TWIN, learned.version, found).await?;
    tx.commit().await
}
