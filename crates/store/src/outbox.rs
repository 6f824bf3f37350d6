//! The one door out: every effect on the outside is a row, written with its cause and sent once.

use kernel::{Ctx, Id, Result};
use serde::Serialize;

use crate::{Count, Db, Tx, params};

const LEASE_MS: i64 = 60_000;

crate::row! {
    /// An effect that a sender has taken.
    #[derive(Debug, Clone)]
    pub struct Effect {
        /// Its id.
        pub id: Id,
        /// The key that makes it happen once.
        pub effect_key: String,
        /// Which sender it needs, e.g. `mail`.
        pub kind: String,
        /// What to send, as JSON.
        pub payload: String,
        /// How often it was tried, this time included.
        pub attempts: i64,
    }
}

/// How an attempt to send ended.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// It went out.
    Sent,
    /// Try again after the milliseconds.
    Deferred(i64, String),
    /// It will never go out.
    Failed(String),
    /// Nobody knows whether it went out; a person decides.
    Unknown(String),
}

impl Tx {
    /// Queues an effect in this transaction. The same key twice queues it once;
    /// a transaction [without effects](Tx::without_effects) queues nothing.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn send(
        &mut self,
        effect_key: &str,
        kind: &str,
        payload: &impl Serialize,
    ) -> Result<bool> {
        if !self.has_effects() {
            return Ok(false);
        }
        let (id, now) = (self.ctx().id(), self.ctx().now());
        let queued = self
            .exec(
                "insert into outbox (id, effect_key, kind, payload, state, due_at, created_at) \
                 values ($1, $2, $3, $4, 'queued', $5, $5) on conflict (effect_key) do nothing",
                params![id, effect_key, kind, serde_json::to_string(payload)?, now],
            )
            .await?;
        Ok(queued == 1)
    }
}

/// Takes the next due effect of a kind. One whose lease ran out while sending is not taken again:
/// it becomes `unknown`, because it may have gone out.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn claim(db: &Db, ctx: &Ctx, kind: &str) -> Result<Option<Effect>> {
    let now = ctx.now();
    let mut tx = db.begin(ctx).await?;
    tx.exec(
        "update outbox set state = 'unknown', last_error = 'lease ended while sending' \
         where state = 'sending' and kind = $1 and lease_until < $2",
        params![kind, now],
    )
    .await?;
    let effect = tx
        .row(
            "update outbox set state = 'sending', attempts = attempts + 1, lease_until = $3 where id = (\
               select id from outbox where kind = $1 and state in ('queued', 'deferred') and due_at <= $2 \
               order by due_at, id limit 1) \
             and state in ('queued', 'deferred') returning id, effect_key, kind, payload, attempts",
            params![kind, now, now.plus(LEASE_MS)],
        )
        .await?;
    tx.commit().await?;
    Ok(effect)
}

/// Notes how an attempt ended.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn settle(db: &Db, ctx: &Ctx, id: Id, outcome: Outcome) -> Result<()> {
    let now = ctx.now();
    let (state, due, error, sent) = match outcome {
        Outcome::Sent => ("sent", now, None, Some(now)),
        Outcome::Deferred(after, why) => ("deferred", now.plus(after), Some(why), None),
        Outcome::Failed(why) => ("failed", now, Some(why), None),
        Outcome::Unknown(why) => ("unknown", now, Some(why), None),
    };
    let mut tx = db.begin(ctx).await?;
    tx.exec(
        "update outbox set state = $2, due_at = $3, last_error = $4, sent_at = $5, lease_until = null where id = $1",
        params![id, state, due, error, sent],
    )
    .await?;
    tx.commit().await
}

/// How many effects of each kind are in each state.
///
/// # Errors
/// As [`Db::rows`].
pub async fn counts(db: &Db) -> Result<Vec<Count>> {
    let sql = "select kind, state, count(*) from outbox group by kind, state";
    db.rows(sql, params![]).await
}
