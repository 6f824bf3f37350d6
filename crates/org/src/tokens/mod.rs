//! API tokens: hashed, with a role and scopes, revocable.
//!
//! A token is `uns_` and 32 random bytes; the database holds its hash and the last characters as a hint.
//! Tables: api_token.

mod api;
mod model;
mod pages;
mod store;

use kernel::{Ctx, Result};

use crate::web::{App, Routes, Viewer, sha256_hex};

pub use model::{Scope, Token};
pub use store::{all, create, create_scoped, revoke};

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/tokens", pages::list)
        .post("/tokens", pages::create)
        .post("/tokens/{id}/revocation", pages::revoke)
        .get("/api/v1/tokens", api::list)
        .describe::<api::Document>()
        .post("/api/v1/tokens", api::create)
        .post("/api/v1/tokens/{id}/revocation", api::revoke)
}

/// The viewer that a bearer token stands for, if the token is valid.
///
/// # Errors
/// As [`::store::Db::rows`].
pub async fn find_viewer(app: &App, ctx: Ctx, token: &str) -> Result<Option<Viewer>> {
    store::token_viewer(app.db(), ctx, &sha256_hex(token)).await
}
