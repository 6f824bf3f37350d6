//! The tracking endpoints: key, body, durable write, answer.

mod answer;

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use kernel::{Error, Result};
use org::web::App;

use self::answer::{No, Outcome, preflight_answer, told, turned_away};
pub(crate) use self::answer::{open, refused, success};
use super::inbox::Inbox;
use super::model::{
    BATCH_LIMIT, Delivery, Kind, Parsed, Refusal, basic_key, inflate, parse, parse_cloud,
    read_event,
};
use super::store::{Arriving, Fate, Item, What};
use crate::dead_letters::Letter;
use crate::sources::Source;

/// Answers the question that a browser asks before it sends.
pub(crate) async fn preflight() -> Response {
    preflight_answer()
}

/// Takes the metrics that the browser SDK sends about itself; they are nobody's data and not kept.
pub(crate) async fn metrics() -> Response {
    open(success())
}

/// Receives one event or a batch of the tracking API.
pub(crate) async fn receive(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let kind = uri.path().rsplit('/').next().and_then(Kind::parse);
    let read = |bytes: &[u8]| parse(bytes, kind);
    answer(accept(&app, &headers, body, read).await)
}

/// Receives CloudEvents, one or a batch.
pub(crate) async fn receive_cloud(
    State(app): State<App>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let kind = header(&headers, header::CONTENT_TYPE).to_ascii_lowercase();
    let read = |bytes: &[u8]| parse_cloud(bytes, &kind);
    answer(accept(&app, &headers, body, read).await)
}

fn answer(outcome: Result<Outcome, No>) -> Response {
    open(match outcome {
        Ok(outcome) => told(&outcome),
        Err(no) => turned_away(&no),
    })
}

fn header(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers
        .get(name)
        .and_then(|v| v.to_str().ok())
        .unwrap_or("")
}

async fn accept(
    app: &App,
    headers: &HeaderMap,
    body: Body,
    read: impl Fn(&[u8]) -> Result<Parsed, Refusal>,
) -> Result<Outcome, No> {
    let inbox = app
        .plugged::<Inbox>()
        .ok_or_else(|| Error::internal("no inbox is plugged in"))?;
    let mut source = match basic_key(header(headers, header::AUTHORIZATION)) {
        Some(key) => Some(source_of(&inbox, app, &key).await?),
        None => None,
    };
    let announced = header(headers, header::CONTENT_LENGTH)
        .parse()
        .unwrap_or(BATCH_LIMIT);
    let _held = inbox.admit(app, announced.min(BATCH_LIMIT))?;
    let parsed = read(&plain(headers, body).await?)?;
    if source.is_none() {
        let key = parsed.write_key.as_deref().ok_or(Refusal::UnknownKey)?;
        source = Some(source_of(&inbox, app, key).await?);
    }
    let source = source.ok_or(Refusal::UnknownKey)?;
    let now = app.system().now();
    inbox.allow(&app.config().intake, source.id, parsed.events.len(), now)?;
    let is_single = !parsed.is_batch;
    let items = items(&source, parsed, now)?;
    // A server learns at once that its single event is wrong; a browser would only try for ever.
    if let (
        true,
        true,
        [
            Item {
                what: What::Unreadable(refusal, _),
                ..
            },
        ],
    ) = (is_single, source.is_server(), items.as_slice())
    {
        return Err((*refusal).into());
    }
    let fates = inbox.submit(app, items).await??;
    outcome(&source, is_single, &fates)
}

/// What the sender is told about its items.
fn outcome(source: &Source, is_single: bool, fates: &[Fate]) -> Result<Outcome, No> {
    let outcome = Outcome::of(fates);
    match outcome.rejected.first() {
        Some((_, Refusal::UnknownKey)) => Err(Refusal::UnknownKey.into()),
        Some((_, refusal)) if source.is_server() && outcome.all_refused(fates.len()) => {
            Err((*refusal).into())
        }
        Some((_, refusal)) if source.is_server() && is_single && *refusal != Refusal::Conflict => {
            Err((*refusal).into())
        }
        _ => Ok(outcome),
    }
}

fn items(source: &Arc<Source>, parsed: Parsed, now: kernel::Millis) -> Result<Vec<Item>> {
    let delivery = Delivery {
        source: &source.name,
        sent_at: parsed.sent_at,
        received: now,
        is_client: !source.is_server(),
    };
    let item = |value| {
        let what = match read_event(value, delivery) {
            Ok(event) => What::Event(Box::new(Arriving::new(event, source)?)),
            Err((refusal, payload)) => What::Unreadable(
                refusal,
                Letter::unreadable(refusal.code(), delivery.sent_at, payload),
            ),
        };
        let source = source.clone();
        Ok(Item { source, what })
    };
    parsed.events.into_iter().map(item).collect()
}

async fn source_of(inbox: &Inbox, app: &App, key: &str) -> Result<Arc<Source>, No> {
    let found = inbox.source_of(app, key).await?;
    found.ok_or(No::from(Refusal::UnknownKey))
}

/// The body, whole, bounded and without compression.
async fn plain(headers: &HeaderMap, body: Body) -> Result<Vec<u8>, No> {
    let bytes = to_bytes(body, BATCH_LIMIT + 1)
        .await
        .map_err(|_| too_large_or_broken(headers))?;
    let zipped = header(headers, header::CONTENT_ENCODING).eq_ignore_ascii_case("gzip");
    Ok(match zipped {
        true => inflate(&bytes)?,
        false => bytes.into(),
    })
}

/// A body that ends early cannot be told from one that is too long by the error alone.
fn too_large_or_broken(headers: &HeaderMap) -> Refusal {
    match header(headers, header::CONTENT_LENGTH).parse::<usize>() {
        Ok(n) if n <= BATCH_LIMIT => Refusal::Unreadable,
        _ => Refusal::TooLarge,
    }
}
