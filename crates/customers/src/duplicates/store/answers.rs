//! What was answered, and what it teaches.

use kernel::{Id, Result};
use store::{Db, Sql, Tx, params};

use super::super::model::Weighed;
use super::super::twin::Kind;

/// Notes an answer: `same`, `apart`, `part` or `open` again. A pair that was never a question becomes one that is
/// answered.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn answered(
    tx: &mut Tx,
    kind: Kind,
    (a, b): (Id, Id),
    state: &str,
    merge: Option<Id>,
) -> Result<()> {
    let (id, now, member) = (tx.ctx().id(), tx.ctx().now(), tx.ctx().member);
    let (at, by) = match state {
        "open" => (None, None),
        _ => (Some(now), member),
    };
    tx.exec(
        "insert into duplicate_pair (id, subject, a_id, b_id, bits, band, evidence, model_version, state, found_at, \
         answered_at, answered_by, merge_id) values ($1, $10, $2, $3, 0, 'likely', $4, 0, $5, $6, $7, $8, $9) \
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
            merge,
            kind.key()
        ],
    )
    .await?;
    Ok(())
}

/// Pairs that somebody said are not the same, or a part of each other.
///
/// # Errors
/// As [`Db::rows`].
pub async fn apart(db: &Db, kind: Kind) -> Result<Vec<(Id, Id)>> {
    db.rows(
        "select a_id, b_id from duplicate_pair where subject = $1 and state in ('apart', 'part')",
        params![kind.key()],
    )
    .await
}

/// What was answered, with the evidence at that time: the newest twenty thousand. That two belong to each
/// other teaches nothing: no weight decides about it.
///
/// # Errors
/// As [`Db::rows`].
pub async fn answers(db: &Db, kind: Kind) -> Result<Vec<(bool, Weighed)>> {
    let rows: Vec<(String, String)> = db
        .rows(
            "select d.state, d.evidence from duplicate_pair d left join merge_log l on l.id = d.merge_id \
             where d.subject = $1 and d.state in ('same', 'apart') and (l.rule is null or l.rule = 'member') \
             order by d.answered_at desc, d.id limit 20000",
            params![kind.key()],
        )
        .await?;
    let read = |(state, evidence): (String, String)| {
        let weighed = serde_json::from_str(&evidence)?;
        Ok((state == "same", weighed))
    };
    rows.into_iter().map(read).collect()
}

/// How many questions of a kind, or of all, were answered.
///
/// # Errors
/// As [`Db::rows`].
pub async fn answered_count(db: &Db, kind: Option<Kind>) -> Result<i64> {
    let mut sql =
        Sql::new("select count(*) from duplicate_pair where state in ('same', 'apart', 'part')");
    if let Some(kind) = kind {
        sql.push(" and subject = ").bind(kind.key());
    }
    let rows: Vec<(i64,)> = db.query(sql).await?;
    Ok(rows.first().map_or(0, |(n,)| *n))
}
