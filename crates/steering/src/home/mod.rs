//! The start page of a member: open deals with their next step, and what happened last.
//!
//! Other slices add panels at the place `Home`. Tables: none (reads the published views).

mod pages;
mod store;

use org::web::Routes;

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().get("/", pages::home)
}
