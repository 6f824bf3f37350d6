//! One-time links: an invitation or a new password, also without mail.

use kernel::{Ctx, Error, Id, Millis, Result};
use store::{Db, Tx, params};

use super::{close_other_sessions, enter};
use crate::web::{secret, sha256_hex};

const LIFE_MS: i64 = 3 * Millis::DAY;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// A new member sets the first password.
    Invitation,
    /// A member sets a new password.
    Reset,
}

impl LinkKind {
    /// The stored word.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            LinkKind::Invitation => "invitation",
            LinkKind::Reset => "reset",
        }
    }
}

/// Makes a link for a member and queues a mail with it; answers the path `/links/…`, which is shown
/// once. Earlier unused links of the member end.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn make_link(tx: &mut Tx, member: Id, kind: LinkKind) -> Result<String> {
    let token = secret()?;
    let hash = sha256_hex(&token);
    let until = tx.ctx().now().plus(LIFE_MS);
    replace_links(tx, member, kind.key(), &hash, until).await?;
    let path = format!("/links/{token}");
    let mail = serde_json::json!({ "template": kind.key(), "member": member, "path": path });
    tx.send(&format!("link:{hash}"), "mail", &mail).await?;
    Ok(path)
}

store::row! {
    /// An unused link.
    pub(crate) struct Link {
        pub(crate) member_id: Id,
        pub(crate) name: String,
        pub(crate) email: String,
    }
}

/// The link of a hash, if it was not used and has not ended.
pub(crate) async fn find_link(db: &Db, ctx: &Ctx, hash: &str) -> Result<Option<Link>> {
    db.row(
        "select m.id, m.name, coalesce(m.email, '') from one_time_link l join member m on m.id = l.member_id \
         where l.token_hash = $1 and l.used_at is null and l.expires_at > $2 and m.disabled_at is null",
        params![hash, ctx.now()],
    )
    .await
}

/// Makes a link; the earlier unused ones of the member end.
async fn replace_links(
    tx: &mut Tx,
    member: Id,
    kind: &str,
    hash: &str,
    until: Millis,
) -> Result<()> {
    let (now, by) = (tx.ctx().now(), tx.ctx().member);
    tx.exec(
        "delete from one_time_link where member_id = $1 and used_at is null",
        params![member],
    )
    .await?;
    tx.exec(
        "insert into one_time_link (token_hash, kind, member_id, created_at, created_by, expires_at) \
         values ($1, $2, $3, $4, $5, $6)",
        params![hash, kind, member, now, by, until],
    )
    .await?;
    Ok(())
}

/// Uses a link once: sets the password, ends all sessions, opens a new one.
pub(crate) async fn use_link(
    tx: &mut Tx,
    hash: &str,
    member: Id,
    password: &str,
    agent: Option<&str>,
) -> Result<String> {
    let now = tx.ctx().now();
    let used = tx
        .exec(
            "update one_time_link set used_at = $2 where token_hash = $1 and used_at is null",
            params![hash, now],
        )
        .await?;
    if used == 0 {
        return Err(Error::state("error.link_used"));
    }
    crate::members::set_password(tx, member, password).await?;
    close_other_sessions(tx, member, "").await?;
    enter(tx, member, agent).await
}
