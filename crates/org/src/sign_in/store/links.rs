//! One-time links: an invitation or a new password, also without mail.

use kernel::{Id, Millis, Result};
use store::Tx;

use super as sql;
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
    sql::replace_links(tx, member, kind.key(), &hash, until).await?;
    let path = format!("/links/{token}");
    let mail = serde_json::json!({ "template": kind.key(), "member": member, "path": path });
    tx.send(&format!("link:{hash}"), "mail", &mail).await?;
    Ok(path)
}
