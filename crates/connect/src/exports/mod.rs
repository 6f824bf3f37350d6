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

use kernel::Result;
use org::permissions::Resource;
use org::settings::{Holding, Holdings};
use org::web::{App, Parts, Routes};

pub use jobs::{Written, into_folder};
pub(crate) use model::disarm;

/// Says what customer data there are and which columns are restricted: the permission page tells from
/// it what every department reads.
pub fn plug_in(parts: &mut Parts) {
    parts.plug(Holdings(|app| Box::pin(holdings(app))));
}

async fn holdings(app: App) -> Result<Vec<Holding>> {
    let mut all = Vec::new();
    for sheet in model::OF_CUSTOMERS
        .iter()
        .filter_map(|kind| model::sheet(kind))
    {
        let needs = |needs: Option<Resource>| needs.unwrap_or(Resource::Customer);
        all.push(Holding {
            kind: sheet.kind,
            records: store::count(app.db(), sheet).await?,
            fields: sheet
                .columns
                .iter()
                .map(|c| (c.name, needs(c.needs)))
                .collect(),
        });
    }
    Ok(all)
}

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
