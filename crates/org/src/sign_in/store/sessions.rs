//! Sessions: opened, kept alive, closed.

use kernel::{Ctx, Error, Id, Millis, Result};
use store::{Db, Tx, params};

use crate::web::{secret, sha256_hex};

/// A session ends after this long without a request.
const IDLE_MS: i64 = 14 * Millis::DAY;

/// Opens a session for a member; answers the secret for the cookie.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn open_session(tx: &mut Tx, member: Id, user_agent: Option<&str>) -> Result<String> {
    let (id, csrf) = (secret()?, secret()?);
    let now = tx.ctx().now();
    let agent: Option<String> = user_agent.map(|text| text.chars().take(200).collect());
    tx.exec(
        "insert into session (id_hash, member_id, csrf, created_at, seen_at, expires_at, user_agent) \
         values ($1, $2, $3, $4, $4, $5, $6)",
        params![sha256_hex(&id), member, csrf, now, now.plus(IDLE_MS), agent],
    )
    .await?;
    Ok(id)
}

/// Ends a session by the hash of its id.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn close_session(tx: &mut Tx, hash: &str) -> Result<()> {
    tx.exec("delete from session where id_hash = $1", params![hash])
        .await?;
    Ok(())
}

/// Ends all sessions of a member but one (after a new password); an empty hash ends all.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn close_other_sessions(tx: &mut Tx, member: Id, keep: &str) -> Result<()> {
    tx.exec(
        "delete from session where member_id = $1 and id_hash <> $2",
        params![member, keep],
    )
    .await?;
    Ok(())
}

store::row! {
    /// An open session of a member.
    #[derive(Debug, Clone)]
    pub struct OpenSession {
        /// Hash of its id.
        pub id_hash: String,
        /// Since when.
        pub created_at: Millis,
        /// Last request, to the hour.
        pub seen_at: Millis,
        /// The browser.
        pub user_agent: Option<String>,
    }
}

/// The open sessions of a member, the latest first.
///
/// # Errors
/// As [`Db::rows`].
pub async fn sessions_of(db: &Db, ctx: &Ctx, member: Id) -> Result<Vec<OpenSession>> {
    db.rows(
        "select id_hash, created_at, seen_at, user_agent from session where member_id = $1 and expires_at > $2 \
         order by seen_at desc, id_hash",
        params![member, ctx.now()],
    )
    .await
}

/// Ends one session of a member.
///
/// # Errors
/// `NotFound` when it is not the member's.
pub async fn close_own_session(tx: &mut Tx, member: Id, hash: &str) -> Result<()> {
    let closed = tx
        .exec(
            "delete from session where member_id = $1 and id_hash = $2",
            params![member, hash],
        )
        .await?;
    if closed == 0 {
        return Err(Error::not_found("session"));
    }
    Ok(())
}

/// Keeps a used session alive; writes at most once an hour.
pub(super) async fn keep_alive(tx: &mut Tx, hash: &str) -> Result<()> {
    let now = tx.ctx().now();
    tx.exec(
        "update session set seen_at = $2, expires_at = $3 where id_hash = $1",
        params![hash, now, now.plus(IDLE_MS)],
    )
    .await?;
    Ok(())
}

/// Whether a session exists.
pub(crate) async fn is_open(db: &Db, hash: &str) -> Result<bool> {
    let found: Option<(i64,)> = db
        .row("select 1 from session where id_hash = $1", params![hash])
        .await?;
    Ok(found.is_some())
}
