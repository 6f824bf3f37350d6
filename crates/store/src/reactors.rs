//! Durable cursors over the log: each reader of touchpoints remembers how far it came.

use kernel::Result;

use crate::{Db, Tx, params};

/// How far a consumer has read; 0 when it never read.
///
/// # Errors
/// As [`Db::rows`].
pub async fn cursor(db: &Db, name: &str) -> Result<i64> {
    let found: Option<(i64,)> = db
        .row(
            "select seq from consumer_cursor where name = $1",
            params![name],
        )
        .await?;
    Ok(found.map_or(0, |(seq,)| seq))
}

/// How far a consumer has read, and up to where it reads again what it knew before (0: nowhere).
///
/// # Errors
/// As [`Db::rows`].
pub async fn position(db: &Db, name: &str) -> Result<(i64, i64)> {
    let found: Option<(i64, i64)> = db
        .row(
            "select seq, replay_to from consumer_cursor where name = $1",
            params![name],
        )
        .await?;
    Ok(found.unwrap_or((0, 0)))
}

/// Moves the cursor from where the caller found it. Answers whether it was still there: if not,
/// another process was faster and the transaction must not be kept.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn advance_from(tx: &mut Tx, name: &str, from: i64, to: i64) -> Result<bool> {
    let now = tx.ctx().now();
    let moved = tx
        .exec(
            "insert into consumer_cursor (name, seq, updated_at) values ($1, $2, $3) \
             on conflict (name) do update set seq = excluded.seq, updated_at = excluded.updated_at \
             where consumer_cursor.seq = $4",
            params![name, to, now, from],
        )
        .await?;
    Ok(moved == 1)
}

/// Moves the cursor within the transaction that wrote what the consumer made of the touchpoints,
/// so that both happen or neither does.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn advance(tx: &mut Tx, name: &str, seq: i64) -> Result<()> {
    let now = tx.ctx().now();
    tx.exec(
        "insert into consumer_cursor (name, seq, updated_at) values ($1, $2, $3) \
         on conflict (name) do update set seq = excluded.seq, updated_at = excluded.updated_at",
        params![name, seq, now],
    )
    .await?;
    Ok(())
}

/// Forgets how far a consumer came: it reads everything again, and what it had read before without
/// any effect.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn rewind_in(tx: &mut Tx, name: &str) -> Result<()> {
    tx.exec(
        "update consumer_cursor set replay_to = case when seq > replay_to then seq else replay_to end, seq = 0 \
         where name = $1",
        params![name],
    )
    .await?;
    Ok(())
}

/// The newest position of the log.
///
/// # Errors
/// As [`Db::rows`].
pub async fn head(db: &Db) -> Result<i64> {
    let (seq,): (i64,) = db
        .one("select seq from log_head where id = 1", params![])
        .await?;
    Ok(seq)
}
