//! Settings of the installation, the permission table in words, and the living style page.
//!
//! Tables: none (settings are versioned rows of the store).

mod model;
mod pages;
mod store;
mod visible;

use crate::web::Routes;

pub use model::Company;
pub use store::{change, company, company_in};
pub use visible::{Holding, Holdings};

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/settings", pages::show)
        .post("/settings", pages::save)
        .get("/settings/permissions", pages::permissions)
        .get("/ui", pages::style)
}
