//! Dead letters: what came in and could not be kept, with the reason, so that nothing is lost silently.
//!
//! A dead letter waits until somebody tries it again (as it is or edited) or puts it away; after 90
//! days it is deleted. Words: the *stage* says where it failed: `read` (it could not be read), `write`
//! (it could not be written) or `learn` (it is on the timeline, but nothing could be learned from it).
//! Tables: dead_letter.

mod api;
mod jobs;
mod model;
mod pages;
mod retry;
mod store;

use org::web::Routes;

pub use jobs::handler;
pub(crate) use model::Letter;
pub(crate) use store::park;

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/dead-letters", pages::list)
        .post("/dead-letters/retries", pages::retry_all)
        .get("/dead-letters/{id}", pages::show)
        .post("/dead-letters/{id}/retries", pages::retry)
        .post("/dead-letters/{id}/dismissal", pages::dismiss)
        .get("/api/v1/dead-letters", api::list)
        .describe::<api::Document>()
        .post("/api/v1/dead-letters/retries", api::retry_all)
        .get("/api/v1/dead-letters/{id}", api::get)
        .post("/api/v1/dead-letters/{id}/retries", api::retry)
        .post("/api/v1/dead-letters/{id}/dismissal", api::dismiss)
}
