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
pub use store::{LinkKind, close_other_sessions, close_session, make_link, open_session};

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
