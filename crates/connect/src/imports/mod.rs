//! Imports: what a company already has, read from files into records and their touchpoints.
//!
//! Words: a *file* is read as *rows* (a workbook or a file of contact cards holds a file per *table*); a *mapping* says which column feeds which field; a *format* is a
//! mapping we ship and recognise by its headers; a *draft* is the files of an import as they are prepared;
//! a *trial* goes through them and writes nothing; a *problem* is a row that could not be taken, with the
//! reason; a *question* is something the values alone cannot tell (day or month first); a *finding* is
//! something the reader should know although nothing was lost.
//! Tables: import_run, import_effect, import_mapping, import_record, import_problem, import_pending.

mod api;
mod formats;
mod jobs;
pub mod model;
mod pages;
mod store;

use axum::extract::DefaultBodyLimit;
use axum::routing::post;
use org::web::Routes;

pub use jobs::{Given, Report, Wishes, clean, given, handlers, import, undo, work_off};
pub use model::{Step, Undone};

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    on_screen().merge(for_programs())
}

fn on_screen() -> Routes {
    // Uploads count their bytes themselves, against the limit of the configuration.
    let unlimited = DefaultBodyLimit::disable;
    Routes::new()
        .get("/imports", pages::list)
        .special(
            &["POST"],
            "/imports",
            post(pages::create).layer(unlimited()),
        )
        .get("/imports/{id}", pages::detail)
        .get("/imports/{id}/progress", pages::progress::now)
        .get("/imports/{id}/problems.csv", pages::problems)
        .get("/imports/{id}/mapping.toml", api::mapping_file)
        .post("/imports/{id}/mapping", pages::steps::use_mapping)
        .post("/imports/{id}/source", pages::steps::source)
        .post("/imports/{id}/trial", pages::steps::trial)
        .post("/imports/{id}/run", pages::steps::run)
        .post("/imports/{id}/resumption", pages::steps::resume)
        .post("/imports/{id}/cancellation", pages::steps::cancel)
        .post("/imports/{id}/undo", pages::steps::undo)
        .post("/imports/{id}/removal", pages::steps::remove)
        .get("/imports/{id}/files/{no}", pages::columns::show)
        .post("/imports/{id}/files/{no}", pages::columns::save)
        .post("/imports/{id}/files/{no}/kind", pages::columns::change_kind)
        .post(
            "/imports/{id}/files/{no}/removal",
            pages::steps::remove_file,
        )
        .get("/imports/{id}/files/{no}/settings", pages::settings::show)
        .post("/imports/{id}/files/{no}/settings", pages::settings::save)
        .get(
            "/imports/{id}/files/{no}/columns/{column}",
            pages::column::show,
        )
        .post(
            "/imports/{id}/files/{no}/columns/{column}",
            pages::column::save,
        )
}

fn for_programs() -> Routes {
    let unlimited = DefaultBodyLimit::disable;
    Routes::new()
        .get("/api/v1/imports", api::list)
        .describe::<api::Document>()
        .special(
            &["POST"],
            "/api/v1/imports",
            post(api::create).layer(unlimited()),
        )
        .get("/api/v1/imports/{id}", api::get)
        .delete("/api/v1/imports/{id}", api::remove)
        .delete("/api/v1/imports/{id}/files/{no}", api::remove_file)
        .get("/api/v1/imports/{id}/mapping", api::mapping)
        .put("/api/v1/imports/{id}/mapping", api::set_mapping)
        .get("/api/v1/imports/{id}/mapping.toml", api::mapping_file)
        .get("/api/v1/imports/{id}/problems.csv", pages::problems)
        .post("/api/v1/imports/{id}/trial", api::trial)
        .post("/api/v1/imports/{id}/run", api::run)
        .post("/api/v1/imports/{id}/resumption", api::resume)
        .post("/api/v1/imports/{id}/cancellation", api::cancel)
        .post("/api/v1/imports/{id}/undo", api::undo)
}
