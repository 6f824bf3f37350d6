//! Tracking in: the HTTP Tracking API as published SDKs send it.
//!
//! 200 with `{"success":true}` means that the raw events and their touchpoints are durable. The same
//! `(source, messageId)` again is counted and not stored; with another content it is parked. What cannot
//! be read is refused (a single event) or parked (one event among others), never dropped silently.
//! Tables: event, dead_letter.

mod api;
mod model;
mod store;

use axum::routing::post;
use org::web::Routes;

pub(crate) use api::{open, preflight, refused, success};
pub(crate) use model::Refusal;
pub use store::without_event;
pub(crate) use store::{Stored, events_of};

/// The routes of the slice: the long paths of the server SDKs and the short ones of the browser.
#[must_use]
pub fn routes() -> Routes {
    let mut routes = Routes::new();
    for path in [
        "/v1/track",
        "/v1/identify",
        "/v1/page",
        "/v1/screen",
        "/v1/group",
        "/v1/alias",
        "/v1/batch",
        "/v1/import",
        "/v1/t",
        "/v1/i",
        "/v1/p",
        "/v1/s",
        "/v1/g",
        "/v1/a",
        "/v1/b",
    ] {
        let answer = post(api::receive).options(api::preflight);
        routes = routes.special(&["POST", "OPTIONS"], path, answer);
    }
    let metrics = post(api::metrics).options(api::preflight);
    routes.special(&["POST", "OPTIONS"], "/v1/m", metrics)
}
