//! API tokens: hashed, with a role and scopes, revocable.
//!
//! A token is `uns_` and 32 random bytes; the database holds its hash and the last characters as a hint.
//! Tables: api_token.

mod store;

use kernel::{Ctx, Result};

use crate::web::{App, Viewer, sha256_hex};

pub use store::create;

/// The viewer that a bearer token stands for, if the token is valid.
///
/// # Errors
/// As [`::store::Db::rows`].
pub async fn find_viewer(app: &App, ctx: Ctx, token: &str) -> Result<Option<Viewer>> {
    store::token_viewer(app.db(), ctx, &sha256_hex(token)).await
}
