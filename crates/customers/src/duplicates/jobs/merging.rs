//! Merging everything that is certain, one pair after the other, and taking such a run back.

use kernel::{Error, Result};

use super::super::model::Band;
use super::super::store::{self as sql, Asked, Pair};
use super::super::twin::{Kind, of_kind};
use super::{Batch, Only, Work};

/// Pairs merged, or merges taken back, between two looks at whether to stop.
const STEP: usize = 50;

pub(super) async fn run(work: &Work) -> Result<()> {
    let (db, mut done) = (work.db(), 0);
    let kind = match serde_json::from_str::<Option<Only>>(&work.job.payload)? {
        Some(Only { kind: Some(word) }) => Some(Kind::stored(&word)?),
        _ => None,
    };
    let total = sql::counts(db).await?.of(kind, Some(Band::Certain));
    let mut after: Option<Pair> = None;
    loop {
        let pairs = sql::open(db, kind, Band::Certain, after.as_ref(), STEP).await?;
        let Some(last) = pairs.last() else { break };
        after = Some(last.clone());
        for pair in &pairs {
            done += usize::from(one(work, pair).await?);
        }
        work.tell("merge", done, total as usize).await?;
        if work.is_stopped().await? {
            return Ok(());
        }
    }
    work.tell("merge", done, done).await
}

/// Merges one pair; answers whether it still could be.
async fn one(work: &Work, pair: &Pair) -> Result<bool> {
    let mut tx = work.db().begin(&work.ctx()).await?;
    let asked = Asked {
        // The older one stays: other systems know it.
        winner: pair.a_id,
        loser: pair.b_id,
        rule: "certain",
        batch: Some(work.job.id),
        weighed: Some(pair.weighed()?),
        model_version: Some(pair.model_version),
        ..Asked::default()
    };
    let merged = of_kind!(pair.kind()?, T => sql::merge::<T>(&mut tx, &asked).await);
    match merged {
        Ok(_) => tx.commit().await.map(|()| true),
        // Somebody merged or erased one of the two meanwhile.
        Err(Error::Conflict(_) | Error::NotFound(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

pub(super) async fn undo(work: &Work) -> Result<()> {
    let batch: Batch = serde_json::from_str(&work.job.payload)?;
    let mut done = 0;
    let mut before = None;
    loop {
        let left = sql::of_batch(work.db(), batch.batch, before, STEP as i64).await?;
        let Some(last) = left.last() else { break };
        before = Some(last.id);
        for decision in &left {
            let mut tx = work.db().begin(&work.ctx()).await?;
            match sql::undo(&mut tx, decision.id).await {
                Ok((kind, _)) => {
                    let pair = (decision.winner_id, decision.loser_id);
                    sql::answered(&mut tx, kind, pair, "open", None).await?;
                    tx.commit().await?;
                    done += 1;
                }
                Err(Error::Conflict(_)) => {}
                Err(other) => return Err(other),
            }
        }
        work.tell("undo", done, 0).await?;
        if work.is_stopped().await? {
            return Ok(());
        }
    }
    work.tell("undo", done, done).await
}
