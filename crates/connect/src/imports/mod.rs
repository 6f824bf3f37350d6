//! Imports: what a company already has, read from files into records and their touchpoints.
//!
//! Words: a *file* is read as *rows*; a *mapping* says which column feeds which field; a *format* is a
//! mapping we ship and recognise by its headers; a *problem* is a row that could not be taken, with the
//! reason; a *question* is something the values alone cannot tell (day or month first); a *finding* is
//! something the reader should know although nothing was lost.
//! Tables: import_run, import_effect, import_mapping, import_record, import_problem, import_pending.

mod formats;
mod jobs;
pub mod model;
mod pages;
mod store;

use org::web::Routes;

pub use jobs::{Given, Report, Step, Undone, Wishes, given, import, undo, work_off};

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/imports", pages::list)
        .post("/imports", pages::create)
        .get("/imports/{id}", pages::detail)
        .get("/imports/{id}/problems.csv", pages::problems)
        .post("/imports/{id}/undo", pages::take_back)
}
