//! Events in: the HTTP Tracking API as published SDKs send it, and CloudEvents.
//!
//! 200 with `{"success":true}` means that the raw events and their touchpoints are durable. The same
//! `(source, messageId)` again is counted and not stored; with another content it is a dead letter.
//! What cannot be read is refused (a single event) or kept among the dead letters (one event among
//! others), never dropped silently. Known people are found in the same transaction, new ones by the
//! reactor `identity`.
//! Words: a *lesson* is an event from which somebody is to be learned; a *learned value* is the last
//! word about a field of a record, by the time of its event.
//! Tables: event, lesson, learned_value.

mod api;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod inbox;
mod model;
mod react;
mod store;

use std::sync::Arc;

use axum::routing::post;
use kernel::{Millis, Result};
use org::web::{App, Parts, Routes};

pub(crate) use api::{open, preflight, refused, success};
pub use inbox::Inbox;
pub(crate) use model::Refusal;
pub use react::identity;
pub use store::without_event;
pub(crate) use store::{Stored, events_of, learn_again};

use crate::sources::Source;

/// The queue between requests and the database.
pub fn plug_in(parts: &mut Parts) {
    parts.plug(Inbox::default());
}

/// What became of an event that was tried once more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Retried {
    /// It is durable now, or was there already.
    Kept,
    /// It still cannot be kept: the code of the reason.
    Refused(&'static str),
}

/// Tries an event again that was received earlier, with the times of then.
///
/// # Errors
/// As the database; `Unavailable` when too much waits already.
pub(crate) async fn retry(
    app: &App,
    source: Source,
    payload: &str,
    (received, sent_at): (Millis, Option<Millis>),
) -> Result<Retried> {
    let Ok(value) = serde_json::from_str(payload) else {
        return Ok(Retried::Refused(model::Refusal::InvalidJson.code()));
    };
    let delivery = model::Delivery {
        source: &source.name,
        sent_at,
        received,
        is_client: !source.is_server(),
    };
    let event = match model::read_event(value, delivery) {
        Ok(event) => event,
        Err((refusal, _)) => return Ok(Retried::Refused(refusal.code())),
    };
    inbox::write_alone(app, Arc::new(source), event).await
}

/// The routes of the slice: the long paths of the server SDKs, the short ones of the browser, and
/// CloudEvents.
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
        routes = routes.outside(&["POST", "OPTIONS"], path, answer);
    }
    let cloud = post(api::receive_cloud).options(api::preflight);
    let metrics = post(api::metrics).options(api::preflight);
    routes
        .outside(&["POST", "OPTIONS"], "/v1/events", cloud)
        .outside(&["POST", "OPTIONS"], "/v1/m", metrics)
}
