//! Sources: where events come from, with their write keys, department and freshness.
//!
//! A *write key* is shown once; the database holds its hash. The key of a browser source is public by
//! nature (it stands in the page) and stays readable for the snippet.
//! Tables: source.

mod api;
mod model;
mod pages;
mod store;

use org::web::Routes;

pub use model::{Created, Delivered, Kind, Source};
pub use store::{all, by_key, by_name, count, create, valid};

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/sources", pages::list)
        .post("/sources", pages::create)
        .post("/sources/{id}/revocation", pages::revoke)
        .get("/api/v1/sources", api::list)
        .describe::<api::Document>()
        .post("/api/v1/sources", api::create)
        .post("/api/v1/sources/{id}/revocation", api::revoke)
}
