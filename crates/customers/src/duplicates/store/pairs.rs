//! The queue of questions.

use kernel::{Error, Id, Millis, Result};
use store::{Db, Sql, Tx, Value, params};

use super::super::model::Weighed;

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
        /// `certain` or `likely`.
        pub band: String,
        /// Why it was not merged although the weight is enough.
        pub refused: Option<String>,
        evidence: String,
        /// The weights it was judged by.
        pub model_version: i64,
        /// `open`, `same` or `apart`.
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
}

const SELECT: &str = "select d.id, d.subject, d.a_id, d.b_id, d.bits, d.band, d.refused, d.evidence, \
     d.model_version, d.state, d.found_at, d.answered_at, d.merge_id from duplicate_pair d ";

/// Only pairs of two that still stand for themselves are questions.
const ALIVE: &str = " and not exists (select 1 from person p where p.id in (d.a_id, d.b_id) \
     and (p.merged_into_id is not null or p.erased_at is not null)) ";

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

/// The open questions of a band, the surest first, behind a pair.
///
/// # Errors
/// As [`Db::rows`].
pub async fn open(
    db: &Db,
    subject: &str,
    band: &str,
    after: Option<&Pair>,
    limit: usize,
) -> Result<Vec<Pair>> {
    db.query(open_page(subject, band, after, limit)).await
}

/// One range of one index.
pub(crate) fn open_page(subject: &str, band: &str, after: Option<&Pair>, limit: usize) -> Sql {
    let mut sql = Sql::new(SELECT);
    sql.push("where d.state = 'open' and d.subject = ")
        .bind(subject);
    sql.push(" and d.band = ").bind(band).push(ALIVE);
    if let Some(after) = after {
        sql.push(" and d.bits <= ").bind(after.bits);
        sql.push(" and (d.bits < ").bind(after.bits);
        sql.push(" or d.id < ").bind(after.id).push(")");
    }
    sql.push(" order by d.bits desc, d.id desc limit ")
        .bind(limit);
    sql
}

/// How many open questions there are in each band.
///
/// # Errors
/// As [`Db::rows`].
pub async fn counts(db: &Db, subject: &str) -> Result<Vec<(String, i64)>> {
    let mut sql = Sql::new(
        "select d.band, count(*) from duplicate_pair d where d.state = 'open' and d.subject = ",
    );
    sql.bind(subject).push(ALIVE).push("group by d.band");
    db.query(sql).await
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

/// Notes an answer: `same`, `apart` or `open` again. A pair that was never a question becomes one that is
/// answered.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn answered(tx: &mut Tx, (a, b): (Id, Id), state: &str, merge: Option<Id>) -> Result<()> {
    let (id, now, member) = (tx.ctx().id(), tx.ctx().now(), tx.ctx().member);
    let (at, by) = match state {
        "open" => (None, None),
        _ => (Some(now), member),
    };
    tx.exec(
        "insert into duplicate_pair (id, subject, a_id, b_id, bits, band, evidence, model_version, state, found_at, \
         answered_at, answered_by, merge_id) values ($1, 'person', $2, $3, 0, 'likely', $4, 0, $5, $6, $7, $8, $9) \
         on conflict (subject, a_id, b_id) do update set state = excluded.state, \
         answered_at = excluded.answered_at, answered_by = excluded.answered_by, merge_id = excluded.merge_id",
        params![
            id,
            a.min(b),
            a.max(b),
            serde_json::to_string(&Weighed::default())?,
            state,
            now,
            at,
            by,
            merge
        ],
    )
    .await?;
    Ok(())
}

/// Pairs that somebody said are not the same.
///
/// # Errors
/// As [`Db::rows`].
pub async fn apart(db: &Db, subject: &str) -> Result<Vec<(Id, Id)>> {
    db.rows(
        "select a_id, b_id from duplicate_pair where subject = $1 and state = 'apart'",
        params![subject],
    )
    .await
}

/// A question that a run found.
pub struct Found {
    /// The two records.
    pub pair: (Id, Id),
    /// `certain` or `likely`.
    pub band: &'static str,
    /// Why it was not merged although the weight is enough.
    pub refused: Option<&'static str>,
    /// The evidence.
    pub weighed: Weighed,
}

/// Writes questions. What was answered before stays answered.
///
/// # Errors
/// As [`Tx::insert_many`].
pub async fn ask(tx: &mut Tx, subject: &str, version: i64, found: &[Found]) -> Result<()> {
    let ctx = tx.ctx().clone();
    let mut rows: Vec<Vec<Value>> = Vec::with_capacity(found.len());
    for one in found {
        let (a, b) = one.pair;
        rows.push(params![
            ctx.id(),
            subject,
            a.min(b),
            a.max(b),
            f64::from(one.weighed.bits),
            one.band,
            one.refused,
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
        "evidence",
        "model_version",
        "state",
        "found_at",
    ];
    let renew = "on conflict (subject, a_id, b_id) do update set bits = excluded.bits, band = excluded.band, \
                 refused = excluded.refused, evidence = excluded.evidence, model_version = excluded.model_version \
                 where duplicate_pair.state = 'open'";
    tx.insert_many("duplicate_pair", columns, rows, renew)
        .await?;
    Ok(())
}

/// Open questions that the run of these weights did not find again go.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn forget_older(tx: &mut Tx, subject: &str, version: i64) -> Result<()> {
    tx.exec(
        "delete from duplicate_pair where subject = $1 and state = 'open' and model_version < $2",
        params![subject, version],
    )
    .await?;
    Ok(())
}

/// Open questions about a record go, except these.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn forget_open_of(tx: &mut Tx, record: Id, kept: &[(Id, Id)]) -> Result<()> {
    let open: Vec<(Id, Id, Id)> = tx
        .rows(
            "select id, a_id, b_id from duplicate_pair where subject = 'person' and a_id = $1 and state = 'open' \
             union all select id, a_id, b_id from duplicate_pair where b_id = $1 and state = 'open'",
            params![record],
        )
        .await?;
    for (id, a, b) in open {
        if !kept.contains(&(a, b)) {
            tx.exec("delete from duplicate_pair where id = $1", params![id])
                .await?;
        }
    }
    Ok(())
}

/// What was answered, with the evidence at that time: the newest twenty thousand.
///
/// # Errors
/// As [`Db::rows`].
pub async fn answers(db: &Db, subject: &str) -> Result<Vec<(bool, Weighed)>> {
    let rows: Vec<(String, String)> = db
        .rows(
            "select d.state, d.evidence from duplicate_pair d left join merge_log l on l.id = d.merge_id \
             where d.subject = $1 and d.state in ('same', 'apart') and (l.rule is null or l.rule = 'member') \
             order by d.answered_at desc, d.id limit 20000",
            params![subject],
        )
        .await?;
    let read = |(state, evidence): (String, String)| {
        let weighed = serde_json::from_str(&evidence)?;
        Ok((state == "same", weighed))
    };
    rows.into_iter().map(read).collect()
}

/// How many questions were answered.
///
/// # Errors
/// As [`Db::rows`].
pub async fn answered_count(db: &Db, subject: &str) -> Result<i64> {
    let (n,): (i64,) = db
        .one(
            "select count(*) from duplicate_pair where subject = $1 and state in ('same', 'apart')",
            params![subject],
        )
        .await?;
    Ok(n)
}
