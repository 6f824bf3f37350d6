//! Every statement about dead letters.

use std::collections::HashSet;

use kernel::{Error, Id, Millis, Result};
use store::{Change, Db, Sql, Tx, Value, params};

use super::jobs;
use super::model::{Dead, Filter, Letter};

const SELECT: &str = "select id, source, event_id, reason, stage, error, payload, received_at, sent_at, attempts, \
     tried_at, resolved_at, resolution from dead_letter ";
const COLUMNS: &[&str] = &[
    "id",
    "source",
    "event_id",
    "reason",
    "stage",
    "error",
    "payload",
    "received_at",
    "sent_at",
    "fingerprint",
];

/// Keeps what could not be kept otherwise: name of the source and the letter. A sender who tries again
/// and again makes one dead letter as long as it waits.
///
/// # Errors
/// As [`Tx::exec`].
pub(crate) async fn park(tx: &mut Tx, letters: Vec<(&str, Letter)>) -> Result<()> {
    if letters.is_empty() {
        return Ok(());
    }
    let ctx = tx.ctx().clone();
    let letters: Vec<(&str, Letter, String)> = letters
        .into_iter()
        .map(|(source, letter)| {
            let print = letter.fingerprint(source);
            (source, letter, print)
        })
        .collect();
    let mut waiting = waiting_already(tx, &letters).await?;
    let rows: Vec<Vec<Value>> = letters
        .into_iter()
        .filter(|(_, _, print)| waiting.insert(print.clone()))
        .map(|(source, letter, print)| {
            params![
                ctx.id(),
                source,
                letter.event_id,
                letter.reason,
                letter.stage,
                letter.error,
                letter.payload,
                ctx.now(),
                letter.sent_at,
                print
            ]
        })
        .collect();
    tx.insert_many("dead_letter", COLUMNS, rows, "").await?;
    jobs::will_expire(tx).await
}

async fn waiting_already(
    tx: &mut Tx,
    letters: &[(&str, Letter, String)],
) -> Result<HashSet<String>> {
    let mut waiting = HashSet::new();
    for part in letters.chunks(512) {
        let mut sql = Sql::new(
            "select fingerprint from dead_letter where resolved_at is null and fingerprint in ",
        );
        sql.bind_padded_list(part.iter().map(|(_, _, print)| print.as_str()));
        let found: Vec<(String,)> = tx.query(sql).await?;
        waiting.extend(found.into_iter().map(|(print,)| print));
    }
    Ok(waiting)
}

/// Dead letters, newest first, behind the one that the filter names.
pub(super) async fn list(db: &Db, filter: &Filter, limit: i64) -> Result<Vec<Dead>> {
    let mut sql = Sql::new(SELECT);
    narrow(&mut sql, filter);
    if let Ok(after) = filter.after.parse::<Id>() {
        sql.push(" and id < ").bind(after);
    }
    sql.push(" order by id desc limit ").bind(limit);
    db.query(sql).await
}

/// The waiting dead letters of a filter, oldest first: what is tried again is tried in the order in
/// which it came.
pub(super) async fn waiting(db: &Db, filter: &Filter, after: Id, limit: i64) -> Result<Vec<Dead>> {
    let open = Filter {
        state: String::new(),
        ..filter.clone()
    };
    let mut sql = Sql::new(SELECT);
    narrow(&mut sql, &open);
    sql.push(" and id > ").bind(after);
    sql.push(" order by id limit ").bind(limit);
    db.query(sql).await
}

fn narrow(sql: &mut Sql, filter: &Filter) {
    sql.push(match filter.state.as_str() {
        "resolved" => "where resolved_at is not null",
        "all" => "where 1 = 1",
        _ => "where resolved_at is null",
    });
    if !filter.reason.is_empty() {
        sql.push(" and reason = ").bind(&filter.reason);
    }
    if !filter.source.is_empty() {
        sql.push(" and source = ").bind(&filter.source);
    }
}

/// How many wait.
pub(super) async fn count(db: &Db, filter: &Filter) -> Result<i64> {
    let mut sql = Sql::new("select count(*) from dead_letter ");
    narrow(&mut sql, filter);
    let found: Vec<(i64,)> = db.query(sql).await?;
    Ok(found.first().map_or(0, |(n,)| *n))
}

/// A dead letter.
pub(super) async fn get(db: &Db, id: Id) -> Result<Dead> {
    let mut sql = Sql::new(SELECT);
    sql.push("where id = ").bind(id);
    let found = db.query(sql).await?.into_iter().next();
    found.ok_or(Error::NotFound("dead_letter"))
}

/// Notes that a dead letter was tried again without success; what was edited is not lost.
pub(super) async fn note_refusal(tx: &mut Tx, id: Id, reason: &str, payload: &str) -> Result<()> {
    let now = tx.ctx().now();
    tx.exec(
        "update dead_letter set attempts = attempts + 1, tried_at = $2, reason = $3, payload = $4 where id = $1",
        params![id, now, reason, payload],
    )
    .await?;
    Ok(())
}

/// Ends a dead letter: `retried` or `dismissed`.
pub(super) async fn resolve(tx: &mut Tx, id: Id, resolution: &'static str) -> Result<()> {
    let now = tx.ctx().now();
    let tried = i64::from(resolution == "retried");
    let resolved = tx
        .exec(
            "update dead_letter set resolved_at = $2, resolution = $3, attempts = attempts + $4, \
             tried_at = case when $4 = 1 then $2 else tried_at end where id = $1 and resolved_at is null",
            params![id, now, resolution, tried],
        )
        .await?;
    if resolved == 0 {
        return Err(Error::state("dead_letters.resolved_already"));
    }
    tx.audit(vec![Change::of(resolution, "dead_letter", id)])
        .await
}

/// Deletes what was received before an instant. Answers how many.
pub(super) async fn delete_before(tx: &mut Tx, before: Millis) -> Result<u64> {
    tx.exec(
        "delete from dead_letter where received_at < $1",
        params![before],
    )
    .await
}
