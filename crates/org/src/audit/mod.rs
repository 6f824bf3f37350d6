//! The audit trail on screen: who changed what, from which value to which, newest first.
//!
//! Tables: none (the trail is written by the store in the transaction of each change).

mod api;
mod model;
mod pages;
mod store;

use crate::web::Routes;

pub use model::{Filter, Line};
pub use store::page;

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/audit", pages::list)
        .get("/api/v1/audit", api::list)
        .describe::<api::Document>()
}
