//! Durable cursors over the log: each reader of touchpoints remembers how far it came.

use kernel::{Ctx, Result};

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

/// Forgets how far a consumer came: it reads everything again.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn rewind(db: &Db, ctx: &Ctx, name: &str) -> Result<()> {
    let mut tx = db.begin(ctx).await?;
    advance(&mut tx, name, 0).await?;
    tx.commit().await
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
