//! Exports: everything that is there now, as CSV and JSON, for spreadsheets, for other systems, for the
//! day somebody leaves.
//!
//! Words: a *sheet* is one kind of record with its columns; a *reader* sees the columns that the
//! permission table allows. Sheets are sorted by id and hold current records only: no envelope times, no
//! versions, no audit trail, no retracted touchpoints. Cells that a spreadsheet would run as a formula
//! are disarmed with an apostrophe, which our import takes off again.

mod api;
mod jobs;
mod model;
mod pages;
mod store;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use org::web::Routes;

pub use jobs::{Written, into_folder};
pub(crate) use model::disarm;

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/exports", pages::index)
        .get("/exports/all.zip", api::all)
        .get("/exports/{file}", api::one)
        .get("/api/v1/exports", api::list)
        .describe::<api::Document>()
        .get("/api/v1/exports/all.zip", api::all)
        .get("/api/v1/exports/{file}", api::one)
}
