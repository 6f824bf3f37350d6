//! The queue of questions.

use kernel::{Error, Id, Millis, Result};
use store::{Db, Sql, Tx, Value, params};

use super::super::model::{Band, Weighed};
use super::super::twin::Kind;

store::row! {
    /// Two records that may be the same.
    #[derive(Debug, Clone)]
    pub struct Pair {
        /// Its id.
        pub id: Id,
        /// `person` or `company`.
        pub subject: String,
        /// The older one.
        pub a_id: Id,
        /// The younger one.
        pub b_id: Id,
        /// Weight of the evidence.
        pub bits: f64,
        /// `certain`, `likely` or `part`.
        pub band: String,
        /// Why it was not merged although the weight is enough; of parts: `site` or `subsidiary`.
        pub refused: Option<String>,
        /// Which of the two would be the part of the other.
        pub part_id: Option<Id>,
        evidence: String,
        /// The weights it was judged by.
        pub model_version: i64,
        /// `open`, `same`, `apart` or `part`.
        pub state: String,
        /// When it was found.
        pub found_at: Millis,
        /// When it was answered.
        pub answered_at: Option<Millis>,
        /// The merge that followed.
        pub merge_id: Option<Id>,
    }
}

impl Pair {
    /// The evidence, as it was when the pair was found.
    ///
    /// # Errors
    /// `Internal` when it cannot be read.
    pub fn weighed(&self) -> Result<Weighed> {
        Ok(serde_json::from_str(&self.evidence)?)
    }

    /// The kind of the two.
    ///
    /// # Errors
    /// `Internal` for a word that is none.
    pub fn kind(&self) -> Result<Kind> {
        Kind::stored(&self.subject)
    }
}

const SELECT: &str = "select d.id, d.subject, d.a_id, d.b_id, d.bits, d.band, d.refused, d.part_id, d.evidence, \
     d.model_version, d.state, d.found_at, d.answered_at, d.merge_id from duplicate_pair d ";

/// Only pairs of two that still stand for themselves are questions.
const ALIVE: &str = " and not exists (select 1 from person p where p.id in (d.a_id, d.b_id) \
     and (p.merged_into_id is not null or p.erased_at is not null)) \
     and not exists (select 1 from company c where c.id in (d.a_id, d.b_id) and c.merged_into_id is not null) ";

/// A pair by its id.
///
/// # Errors
/// `NotFound`, else as [`Db::rows`].
pub async fn pair(db: &Db, id: Id) -> Result<Pair> {
    let found = db
        .row(&format!("{SELECT} where d.id = $1"), params![id])
        .await?;
    found.ok_or_else(|| Error::not_found("pair"))
}

/// The id of the pair of two records.
///
/// # Errors
/// `NotFound`, else as [`Tx::rows`].
pub async fn pair_of(tx: &mut Tx, kind: Kind, (a, b): (Id, Id)) -> Result<Id> {
    let found: Option<(Id,)> = tx
        .row(
            "select id from duplicate_pair where subject = $1 and a_id = $2 and b_id = $3",
            params![kind.key(), a.min(b), a.max(b)],
        )
        .await?;
    found
        .map(|(id,)| id)
        .ok_or_else(|| Error::not_found("pair"))
}

/// The open questions of a band, of one kind or of all, the surest first, behind a pair.
///
/// # Errors
/// As [`Db::rows`].
pub async fn open(
    db: &Db,
    kind: Option<Kind>,
    band: Band,
    after: Option<&Pair>,
    limit: usize,
) -> Result<Vec<Pair>> {
    db.query(open_page(kind, band, after, limit)).await
}

/// One range of one index.
pub(crate) fn open_page(kind: Option<Kind>, band: Band, after: Option<&Pair>, limit: usize) -> Sql {
    let mut sql = Sql::new(SELECT);
    sql.push("where d.state = 'open'");
    if let Some(kind) = kind {
        sql.push(" and d.subject = ").bind(kind.key());
    }
    sql.push(" and d.band = ").bind(band.key()).push(ALIVE);
    if let Some(after) = after {
        sql.push(" and d.bits <= ").bind(after.bits);
        sql.push(" and (d.bits < ").bind(after.bits);
        sql.push(" or d.id < ").bind(after.id).push(")");
    }
    sql.push(" order by d.bits desc, d.id desc limit ")
        .bind(limit);
    sql
}

/// How many open questions there are of each kind in each band.
///
/// # Errors
/// As [`Db::rows`].
pub async fn counts(db: &Db) -> Result<Counts> {
    let mut sql =
        Sql::new("select d.subject, d.band, count(*) from duplicate_pair d where d.state = 'open'");
    sql.push(ALIVE).push("group by d.subject, d.band");
    Ok(Counts(db.query(sql).await?))
}

/// Open questions, counted by kind and band.
#[derive(Clone, Debug, Default)]
pub struct Counts(Vec<(String, String, i64)>);

impl Counts {
    /// How many there are of a kind, or of all, in a band, or in all.
    #[must_use]
    pub fn of(&self, kind: Option<Kind>, band: Option<Band>) -> i64 {
        let fits = |(subject, in_band, _): &&(String, String, i64)| {
            kind.is_none_or(|kind| kind.key() == subject)
                && band.is_none_or(|band| band.key() == in_band)
        };
        self.0.iter().filter(fits).map(|(_, _, n)| n).sum()
    }
}

/// The open questions about a record; at most ten.
///
/// # Errors
/// As [`Db::rows`].
pub async fn about(db: &Db, record: Id) -> Result<Vec<Pair>> {
    let mut sql = Sql::new(SELECT);
    sql.push("where d.state = 'open' and d.id in (select id from duplicate_pair where a_id = ")
        .bind(record);
    sql.push(" union select id from duplicate_pair where b_id = ")
        .bind(record)
        .push(")");
    sql.push(ALIVE).push(" order by d.bits desc, d.id limit 10");
    db.query(sql).await
}

/// A question that a run found.
pub struct Found {
    /// The two records.
    pub pair: (Id, Id),
    /// Certain, likely, or a part.
    pub band: Band,
    /// Why it was not merged although the weight is enough; of parts: `site` or `subsidiary`.
    pub refused: Option<&'static str>,
    /// Which of the two would be the part of the other.
    pub part: Option<Id>,
    /// The evidence.
    pub weighed: Weighed,
}

/// Writes questions. What was answered before stays answered.
///
/// # Errors
/// As [`Tx::insert_many`].
pub async fn ask(tx: &mut Tx, kind: Kind, version: i64, found: &[Found]) -> Result<()> {
    let ctx = tx.ctx().clone();
    let mut rows: Vec<Vec<Value>> = Vec::with_capacity(found.len());
    for one in found {
        let (a, b) = one.pair;
        rows.push(params![
            ctx.id(),
            kind.key(),
            a.min(b),
            a.max(b),
            f64::from(one.weighed.bits),
            one.band.key(),
            one.refused,
            one.part,
            serde_json::to_string(&one.weighed)?,
            version,
            "open",
            ctx.now()
        ]);
    }
    let columns = &[
        "id",
        "subject",
        "a_id",
        "b_id",
        "bits",
        "band",
        "refused",
        "part_id",
        "evidence",
        "model_version",
        "state",
        "found_at",
    ];
    let renew = "on conflict (subject, a_id, b_id) do update set bits = excluded.bits, band = excluded.band, \
                 refused = excluded.refused, part_id = excluded.part_id, evidence = excluded.evidence, model_version = excluded.model_version \
                 where duplicate_pair.state = 'open'";
    tx.insert_many("duplicate_pair", columns, rows, renew)
        .await?;
    Ok(())
}

/// Open questions that the run of these weights did not find again go.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn forget_older(tx: &mut Tx, kind: Kind, version: i64) -> Result<()> {
    tx.exec(
        "delete from duplicate_pair where subject = $1 and state = 'open' and model_version < $2",
        params![kind.key(), version],
    )
    .await?;
    Ok(())
}

/// Open questions about records go, except these.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn forget_open_of(
    tx: &mut Tx,
    kind: Kind,
    records: &[Id],
    kept: &[(Id, Id)],
) -> Result<()> {
    for part in records.chunks(super::IDS) {
        for side in ["a_id", "b_id"] {
            let mut sql = Sql::new("select id, a_id, b_id from duplicate_pair where subject = ");
            sql.bind(kind.key())
                .push(" and state = 'open' and ")
                .push(side);
            sql.push(" in ").bind_padded_list(part.iter().copied());
            let open: Vec<(Id, Id, Id)> = tx.query(sql).await?;
            let gone = open.iter().filter(|(_, a, b)| !kept.contains(&(*a, *b)));
            let rows = gone.map(|(id, ..)| params![*id]).collect();
            tx.exec_many("delete from duplicate_pair where id = $1", rows)
                .await?;
        }
    }
    Ok(())
}
