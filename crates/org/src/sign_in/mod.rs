//! Signing in: passwords, sessions, throttling, one-time links for invitations and resets.
//!
//! A session is 32 random bytes in a cookie; the database holds its hash. A one-time link works once
//! and for three days; it can be handed over without mail.
//! Tables: session, one_time_link, sign_in_attempt.

mod model;
mod pages;
mod store;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use kernel::{Ctx, Result};

use crate::web::{App, Routes, Viewer, sha256_hex};

pub use model::{check_password, hash_password};
pub use store::{
    LinkKind, OpenSession, close_other_sessions, close_own_session, close_session, make_link,
    open_session, sessions_of,
};

/// Whether a password is the member's own; failures are throttled as at sign-in.
///
/// # Errors
/// `Invalid` on the field `password` while it is throttled.
pub async fn is_password(
    db: &::store::Db,
    ctx: &Ctx,
    member: kernel::Id,
    given: &str,
) -> Result<bool> {
    let keys = [
        format!("password:{member}"),
        format!("password-of:{member}"),
    ];
    store::refuse_when_blocked(db, ctx, &keys).await?;
    let fits = model::fits(given, store::hash_of(db, member).await?).await?;
    if !fits {
        let mut tx = db.begin(ctx).await?;
        store::note_failure(&mut tx, &keys).await?;
        tx.commit().await?;
    }
    Ok(fits)
}

/// The member behind a session cookie, if the session is alive.
///
/// # Errors
/// As [`::store::Db::rows`].
pub async fn find_viewer(app: &App, ctx: Ctx, session: &str) -> Result<Option<Viewer>> {
    store::session_viewer(app.db(), ctx, &sha256_hex(session)).await
}

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/sign-in", pages::sign_in_page)
        .post("/sign-in", pages::sign_in)
        .post("/sign-out", pages::sign_out)
        .get("/links/{secret}", pages::link_page)
        .post("/links/{secret}", pages::use_link)
}

/// Whether the session of a viewer is still open; a token's always is for its request.
pub async fn is_open(db: &::store::Db, viewer: &Viewer) -> bool {
    viewer.session.is_empty() || store::is_open(db, &viewer.session).await.unwrap_or(true)
}
