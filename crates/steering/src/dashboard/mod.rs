//! The shared dashboard: the common goal first, outcomes before counts, no race between departments.
//!
//! Tables: none (reads the published views).

mod model;
mod pages;
mod store;

use org::web::Routes;

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/dashboard", pages::dashboard)
        .post("/dashboard/goal", pages::set_goal)
}
