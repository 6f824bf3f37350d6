//! Every statement about signing in: sessions, links, attempts.

mod attempts;
mod links;
mod sessions;
mod viewer;

use kernel::{Id, Result};
use store::{Change, Db, Tx, params};

pub(crate) use attempts::{note_failure, refuse_when_blocked};
pub use links::{LinkKind, make_link};
pub(crate) use links::{find_link, use_link};
pub(crate) use sessions::is_open;
pub use sessions::{
    OpenSession, close_other_sessions, close_own_session, close_session, open_session, sessions_of,
};
pub(crate) use viewer::session_viewer;

/// The password hash of a member.
pub(crate) async fn hash_of(db: &Db, member: Id) -> Result<Option<String>> {
    let found: Option<(Option<String>,)> = db
        .row(
            "select password_hash from member where id = $1",
            params![member],
        )
        .await?;
    Ok(found.and_then(|(hash,)| hash))
}

/// The member of an address with the hash of the password.
pub(crate) async fn password_of(db: &Db, email: &str) -> Result<Option<(Id, Option<String>)>> {
    db.row(
        "select id, password_hash from member where email_folded = $1 and disabled_at is null",
        params![email],
    )
    .await
}

/// Opens a session after the password was right, forgets the failures of the address.
pub(crate) async fn sign_in(
    tx: &mut Tx,
    member: Id,
    agent: Option<&str>,
    keys: &[String; 2],
) -> Result<String> {
    tx.exec(
        "delete from sign_in_attempt where key = $1",
        params![&keys[0]],
    )
    .await?;
    enter(tx, member, agent).await
}

/// Opens a session and notes that the member signed in.
async fn enter(tx: &mut Tx, member: Id, agent: Option<&str>) -> Result<String> {
    let now = tx.ctx().now();
    tx.exec("delete from session where expires_at < $1", params![now])
        .await?;
    crate::members::note_sign_in(tx, member).await?;
    tx.audit(vec![Change::of("signed_in", "member", member)])
        .await?;
    open_session(tx, member, agent).await
}
