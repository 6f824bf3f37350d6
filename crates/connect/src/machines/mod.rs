//! Machines are not people: mail scanners, prefetchers and bots are recognised and marked.
//!
//! A *verdict* says of a touchpoint whether a machine made it, with the reasons and the version of the
//! rules. Nothing is deleted; marked touchpoints do not count as contact, are not credited, and the
//! verdict can be made again with better rules. A member's word stands above the rules.
//! Tables: machine_verdict.

mod api;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod model;
mod pages;
mod react;
mod store;

use org::web::Routes;

pub use react::classify;

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/machines", pages::list)
        .post("/machines/classification", pages::again)
        .post("/machines/{id}/person", pages::is_person)
        .post("/machines/{id}/machine", pages::is_machine)
        .get("/api/v1/machines", api::list)
        .describe::<api::Document>()
        .post("/api/v1/machines/{id}/verdict", api::decide)
}
