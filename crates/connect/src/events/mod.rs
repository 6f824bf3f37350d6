//! Raw events read back, so that an integrator can see that an event arrived, and arrived once.
//!
//! Tables: none (the log is written by `tracking`).

mod api;

use org::web::Routes;

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/events", api::list)
        .describe::<api::Document>()
}
