//! Decisions: what is to be started, adapted, stopped or tested, what is expected of it, and what became of it.
//!
//! Words: a *subject* is what a decision is made upon: a question about effect or a pair of activities; what is
//! *known* of it is what its newest answer says. A decision keeps the effect that was shown when it was made, with
//! unit and interval, and the day of its *review*. The review compares that with the newest answer, comes to a
//! *judgement*, and closes the decision. Subjects belong to slices of their own; this one asks them.
//! Table: decision.

mod api;
mod model;
mod pages;
mod store;
mod subjects;

use kernel::Result;
use org::web::Routes;
use serde_json::Value;

pub use model::{Action, Effect, Judgement, Kind, Known, Subject};
pub(crate) use pages::{panel, to_come};
pub use store::forget;

use ::store::Db;

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/decisions", pages::list)
        .post("/decisions", pages::decide)
        .post("/decisions/{id}/review", pages::review)
        .post("/decisions/{id}/withdrawal", pages::withdraw)
        .get("/api/v1/decisions", api::list)
        .describe::<api::Document>()
        .post("/api/v1/decisions", api::decide)
        .get("/api/v1/decisions/{id}", api::one)
        .post("/api/v1/decisions/{id}/review", api::review)
        .delete("/api/v1/decisions/{id}", api::withdraw)
}

/// The decisions upon a subject, newest first, as the API shows them.
///
/// # Errors
/// As [`Db::rows`].
pub(crate) async fn upon(db: &Db, subject: &Subject) -> Result<Vec<Value>> {
    let found = store::upon(db, subject).await?;
    Ok(found.iter().map(api::told).collect())
}

/// The keys of the subjects of a kind whose decisions were not looked at again yet.
///
/// # Errors
/// As [`Db::rows`].
pub(crate) async fn open(db: &Db, kind: Kind) -> Result<Vec<String>> {
    store::open(db, kind).await
}
