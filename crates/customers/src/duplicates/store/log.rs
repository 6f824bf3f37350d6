//! The log of merges and splits.

use kernel::{Error, Id, Millis, Result};
use serde::Serialize;
use store::{Db, Tx, params};

use super::super::model::{Inverse, Weighed};

store::row! {
    /// A merge or a split, and whether it was taken back.
    #[derive(Debug, Clone, Serialize)]
    pub struct Decision {
        /// Its id.
        pub id: Id,
        /// `person` or `company`.
        pub subject: String,
        /// `merge` or `split`.
        pub kind: String,
        /// Who stands for both; of a split: who gave records away.
        pub winner_id: Id,
        /// Who was merged; of a split: who got the records.
        pub loser_id: Id,
        /// `member`: somebody said so. `certain`: the evidence did.
        pub rule: String,
        /// The run that it belongs to.
        pub batch_id: Option<Id>,
        /// Weight of the evidence in bits.
        pub bits: Option<f64>,
        /// The weights it was judged by.
        pub model_version: Option<i64>,
        #[serde(skip)]
        evidence: Option<String>,
        #[serde(skip)]
        inverse: String,
        /// When.
        pub merged_at: Millis,
        /// Who decided.
        pub merged_by: Option<String>,
        /// When it was taken back.
        pub undone_at: Option<Millis>,
        /// Who took it back.
        pub undone_by: Option<String>,
    }
}

const SELECT: &str = "select l.id, l.subject, l.kind, l.winner_id, l.loser_id, l.rule, l.batch_id, l.bits, \
     l.model_version, l.evidence, l.inverse, l.merged_at, \
     (select m.name from member m where m.id = l.merged_by), l.undone_at, \
     (select m.name from member m where m.id = l.undone_by) from merge_log l ";

impl Decision {
    /// The evidence at the time of the decision.
    #[must_use]
    pub fn weighed(&self) -> Option<Weighed> {
        serde_json::from_str(self.evidence.as_deref()?).ok()
    }

    /// What is needed to take it back.
    ///
    /// # Errors
    /// `Internal` when it cannot be read.
    pub fn inverse(&self) -> Result<Inverse> {
        Ok(serde_json::from_str(&self.inverse)?)
    }
}

/// A new decision for the log.
pub(super) struct New<'a> {
    pub subject: &'static str,
    pub kind: &'static str,
    pub winner: Id,
    pub loser: Id,
    pub rule: &'static str,
    pub batch: Option<Id>,
    pub weighed: Option<&'a Weighed>,
    pub model_version: Option<i64>,
    pub inverse: &'a Inverse,
}

pub(super) async fn write(tx: &mut Tx, id: Id, new: New<'_>) -> Result<()> {
    let (now, member) = (tx.ctx().now(), tx.ctx().member);
    let evidence = match new.weighed {
        Some(weighed) => Some(serde_json::to_string(weighed)?),
        None => None,
    };
    tx.exec(
        "insert into merge_log (id, subject, kind, winner_id, loser_id, rule, batch_id, bits, model_version, \
         evidence, inverse, merged_at, merged_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        params![
            id,
            new.subject,
            new.kind,
            new.winner,
            new.loser,
            new.rule,
            new.batch,
            new.weighed.map(|weighed| f64::from(weighed.bits)),
            new.model_version,
            evidence,
            serde_json::to_string(new.inverse)?,
            now,
            member
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn mark_undone(tx: &mut Tx, id: Id) -> Result<()> {
    let (now, member) = (tx.ctx().now(), tx.ctx().member);
    let marked = tx
        .exec(
            "update merge_log set undone_at = $2, undone_by = $3 where id = $1 and undone_at is null",
            params![id, now, member],
        )
        .await?;
    match marked {
        0 => Err(Error::state("duplicates.error.undone")),
        _ => Ok(()),
    }
}

/// A decision by its id.
///
/// # Errors
/// `NotFound`, else as [`Tx::rows`].
pub(super) async fn by_id(tx: &mut Tx, id: Id) -> Result<Decision> {
    let found = tx
        .row(&format!("{SELECT} where l.id = $1"), params![id])
        .await?;
    found.ok_or_else(|| Error::not_found("decision"))
}

/// The merge that stands by which a record went over to another, whoever stands for that one today.
pub(super) async fn merge_of(tx: &mut Tx, loser: Id) -> Result<Option<Decision>> {
    let sql = format!(
        "{SELECT} where l.loser_id = $1 and l.kind = 'merge' and l.undone_at is null \
         order by l.id desc limit 1"
    );
    tx.row(&sql, params![loser]).await
}

/// The decisions about a record, newest first; at most fifty.
///
/// # Errors
/// As [`Db::rows`].
pub async fn of_record(db: &Db, record: Id) -> Result<Vec<Decision>> {
    let sql =
        format!("{SELECT} where l.winner_id = $1 or l.loser_id = $1 order by l.id desc limit 50");
    db.rows(&sql, params![record]).await
}

/// The decisions of a run that stand, newest first, before one of them; at most `limit`.
///
/// # Errors
/// As [`Db::rows`].
pub async fn of_batch(db: &Db, batch: Id, before: Option<Id>, limit: i64) -> Result<Vec<Decision>> {
    let sql = format!(
        "{SELECT} where l.batch_id = $1 and l.undone_at is null and l.id < $2 order by l.id desc limit $3"
    );
    db.rows(&sql, params![batch, before.unwrap_or(Id(i64::MAX)), limit])
        .await
}
