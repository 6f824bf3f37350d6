//! Failed attempts, counted per address and per client.

use kernel::{Ctx, Error, FieldError, Millis, Result};
use store::{Db, Tx, params};

use super::super::model::wait_after;

/// Refuses while one of the keys (address, client) is blocked.
pub(crate) async fn refuse_when_blocked(db: &Db, ctx: &Ctx, keys: &[String; 2]) -> Result<()> {
    let (until,): (Option<Millis>,) = db
        .one(
            "select max(blocked_until) from sign_in_attempt where key in ($1, $2)",
            params![&keys[0], &keys[1]],
        )
        .await?;
    let left = until.map_or(0, |until| until.0 - ctx.now().0);
    if left <= 0 {
        return Ok(());
    }
    let minutes = (left + 59_999) / 60_000;
    let error = FieldError::new("password", "error.too_many_attempts").arg("minutes", minutes);
    Err(Error::Invalid(vec![error]))
}

/// Counts a failure for the address and for the client, each with its own growing wait.
pub(crate) async fn note_failure(tx: &mut Tx, keys: &[String; 2]) -> Result<()> {
    let now = tx.ctx().now();
    for (key, weight) in keys.iter().zip([1, 4]) {
        let counted: Option<(i64,)> = tx
            .row(
                "insert into sign_in_attempt (key, failures, blocked_until, updated_at) values ($1, 1, 0, $2) \
                 on conflict (key) do update set updated_at = $2, \
                 failures = case when sign_in_attempt.updated_at < $3 then 1 else sign_in_attempt.failures + 1 end \
                 returning failures",
                params![key, now, now.plus(-Millis::DAY)],
            )
            .await?;
        // Many people may share one client address, so it is blocked later than a single account.
        let wait = wait_after(counted.map_or(0, |(n,)| n / weight));
        tx.exec(
            "update sign_in_attempt set blocked_until = $2 where key = $1",
            params![key, now.plus(wait)],
        )
        .await?;
    }
    Ok(())
}
