//! Departments: rows with validity, never enum values.
//!
//! The nine departments of a new installation are seeded; they can be renamed, added, retired, split
//! and merged with a date, and history keeps the department it had. [`rolled_up`] says where the sums
//! of every department there ever was belong on a day. [`together`] says which departments are so small that
//! figures of what they achieve are shown for them together only.
//! Tables: department, department_change, department_successor.

mod api;
mod model;
mod pages;
mod store;

use crate::web::Routes;

pub use model::{ChangeLine, Department, NewDepartment, SLOTS, Together, shown_together};
pub use store::{
    all, by_key, changes, create, lineage, lineages, merge, rename, retire, rolled_up, seed, split,
    together, valid_on,
};

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/departments", pages::list)
        .post("/departments", pages::create)
        .post("/departments/merger", pages::merge)
        .get("/departments/{id}", pages::detail)
        .post("/departments/{id}", pages::rename)
        .post("/departments/{id}/retirement", pages::retire)
        .post("/departments/{id}/split", pages::split)
        .get("/api/v1/departments", api::list)
        .describe::<api::Document>()
        .post("/api/v1/departments", api::create)
}
