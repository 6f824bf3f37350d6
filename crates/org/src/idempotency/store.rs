//! Every statement about kept answers.

use kernel::{Ctx, Id, Millis, Result};
use store::{Db, params};

/// How long an answer is kept.
const KEEP_MS: i64 = Millis::DAY;
/// Who works longer than this on a request has died.
const AT_WORK_MS: i64 = 60_000;

store::row! {
    /// An answer that is given again.
    #[derive(Debug, Clone)]
    pub(super) struct Kept {
        pub(super) status: i64,
        pub(super) etag: Option<String>,
        pub(super) body: String,
    }
}

store::row! {
    struct Found {
        fingerprint: String,
        status: Option<i64>,
        etag: Option<String>,
        body: Option<String>,
    }
}

/// What became of the wish to work under a key.
pub(super) enum Taken {
    /// The key is ours: do it.
    Ours,
    /// Somebody is at work on the same request.
    Busy,
    /// The key was used for another request.
    Other,
    /// It was done; this was the answer.
    Done(Kept),
}

/// Takes a key for a request, unless it was taken.
pub(super) async fn take(
    db: &Db,
    ctx: &Ctx,
    who: Id,
    key_hash: &str,
    fingerprint: &str,
) -> Result<Taken> {
    let now = ctx.now();
    let mut tx = db.begin(ctx).await?;
    tx.exec(
        "delete from api_answer where started_at < $1 or status is null and started_at < $2",
        params![now.plus(-KEEP_MS), now.plus(-AT_WORK_MS)],
    )
    .await?;
    let inserted = tx
        .exec(
            "insert into api_answer (caller_id, key_hash, fingerprint, started_at) values ($1, $2, $3, $4) \
             on conflict (caller_id, key_hash) do nothing",
            params![who, key_hash, fingerprint, now],
        )
        .await?;
    tx.commit().await?;
    if inserted == 1 {
        return Ok(Taken::Ours);
    }
    let found: Option<Found> = db
        .row(
            "select fingerprint, status, etag, body from api_answer where caller_id = $1 and key_hash = $2",
            params![who, key_hash],
        )
        .await?;
    Ok(match found {
        Some(found) if found.fingerprint != fingerprint => Taken::Other,
        Some(Found {
            status: Some(status),
            etag,
            body,
            ..
        }) => Taken::Done(Kept {
            status,
            etag,
            body: body.unwrap_or_default(),
        }),
        _ => Taken::Busy,
    })
}

/// Keeps the answer.
pub(super) async fn keep(db: &Db, ctx: &Ctx, who: Id, key_hash: &str, kept: &Kept) -> Result<()> {
    let mut tx = db.begin(ctx).await?;
    tx.exec(
        "update api_answer set status = $3, etag = $4, body = $5 where caller_id = $1 and key_hash = $2",
        params![who, key_hash, kept.status, &kept.etag, &kept.body],
    )
    .await?;
    tx.commit().await
}

/// Lets the key be used again: nothing was done under it.
pub(super) async fn give_back(db: &Db, ctx: &Ctx, who: Id, key_hash: &str) -> Result<()> {
    let mut tx = db.begin(ctx).await?;
    tx.exec(
        "delete from api_answer where caller_id = $1 and key_hash = $2 and status is null",
        params![who, key_hash],
    )
    .await?;
    tx.commit().await
}
