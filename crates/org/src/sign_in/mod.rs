//! Signing in: passwords, sessions, throttling, one-time links.
//!
//! A session is 32 random bytes in a cookie; the database holds its hash.
//! Tables: session, one_time_link, sign_in_attempt.

mod store;

use kernel::{Ctx, Result};

use crate::web::{App, Viewer, sha256_hex};

pub use store::{close_session, open_session};

/// The member behind a session cookie, if the session is alive.
///
/// # Errors
/// As [`store::Db::rows`].
pub async fn find_viewer(app: &App, ctx: Ctx, session: &str) -> Result<Option<Viewer>> {
    store::session_viewer(app.db(), ctx, &sha256_hex(session)).await
}
