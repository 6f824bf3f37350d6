//! Does it work? What the company changed, and what became of it.
//!
//! Words: a *change* has a day, what should become better by it (a *measure*) and the departments that
//! changed, none for all. A measure is a rate, month by month: something counted out of something. The
//! *answer* compares the months after the day with those before, takes out trend and season, subtracts the
//! departments that did not change, and says how sure it is and what would refute it
//! (`analysis::effects::interrupted`). Nothing is ever shown of a single member, and departments are not
//! ranked. Definitions and formulas: `docs/changes.md`.
//! Tables: change, change_department.

mod answer;
mod api;
mod measures;
mod model;
mod pages;
mod store;

use ::store::{Db, Tx};
use kernel::{Ctx, Id, Result};
use org::web::{Parts, Routes};

pub use measures::{ALL, find};
pub use model::{About, Draft};

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/changes", pages::list)
        .post("/changes", pages::create)
        .get("/changes/{id}", pages::change)
        .post("/changes/{id}", pages::edit)
        .get("/changes/{id}/records", pages::records)
        .post("/changes/{id}/withdrawal", pages::withdraw)
        .post("/changes/{id}/restoration", pages::restore)
        .get("/api/v1/changes", api::list)
        .describe::<api::Document>()
        .post("/api/v1/changes", api::create)
        .get("/api/v1/changes/{id}", api::one)
        .patch("/api/v1/changes/{id}", api::edit)
        .delete("/api/v1/changes/{id}", api::withdraw)
        .post("/api/v1/changes/{id}/restoration", api::restore)
        .get("/api/v1/changes/{id}/records", api::records)
}

/// Keeps the answers in memory while the server runs.
pub fn plug_in(parts: &mut Parts) {
    parts.plug(answer::Kept::default());
}

/// Writes a change and its line in the audit trail.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn record(tx: &mut Tx, draft: &Draft) -> Result<Id> {
    store::create(tx, draft).await
}

/// Forgets all changes.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn forget(tx: &mut Tx) -> Result<()> {
    store::forget(tx).await
}

/// What the pages show, for the command line.
///
/// # Errors
/// As [`Db::rows`].
pub async fn report(db: &Db, ctx: &Ctx) -> Result<serde_json::Value> {
    let house = org::settings::company(db).await?;
    let mut told = Vec::new();
    for change in store::all(db).await? {
        let counted = answer::counted_as(db, &change).await?;
        let grounds = (house.timezone.as_str(), counted.as_slice());
        let answer = answer::answer(db, ctx.now(), grounds, &change).await?;
        told.push(api::told(ctx.lang, &change, &answer));
    }
    Ok(serde_json::json!({ "changes": told }))
}
