//! The activity map: what is done for customers in each phase, and which department answers for it.
//!
//! A new installation has our template of activities, marked as ours. *A* is the accountable department
//! (exactly one), *R* takes part; a joint activity has several R. Touchpoints can carry an activity.
//! Tables: activity, responsibility.

mod api;
mod model;
mod pages;
mod store;

use org::web::Routes;

pub use store::seed;

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/activities", pages::map)
        .get("/activities/{id}", pages::detail)
        .post("/activities/{id}", pages::save)
        .get("/api/v1/activities", api::list)
        .describe::<api::Document>()
}
