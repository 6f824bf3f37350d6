//! The tracking endpoints: key, body, durable write, answer.

use axum::body::{Body, to_bytes};
use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Lang, Result};
use org::web::{App, Fail};
use serde_json::json;

use super::model::{BATCH_LIMIT, Incoming, Kind, Refusal, basic_key, inflate, parse, read_event};
use super::store::{Parked, write};
use crate::sources::{self, Source};

const WEEK: &str = "604800";
const ALLOWED: &str = "authorization, content-type, content-encoding, x-retry-count, anonymousid";

/// Answers the question that a browser asks before it sends.
pub(crate) async fn preflight() -> Response {
    open(StatusCode::NO_CONTENT.into_response())
}

/// Takes the metrics that the browser SDK sends about itself; they are nobody's data and not kept.
pub(crate) async fn metrics() -> Response {
    open(success())
}

/// Receives one event or a batch.
pub(crate) async fn receive(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let kind = uri.path().rsplit('/').next().and_then(Kind::parse);
    let answer = match accept(&app, kind, &headers, body).await {
        Ok(()) => success(),
        Err(No::Refused(refusal)) => refused(refusal),
        Err(No::Failed(error)) => Fail::Error(error).into_response(),
    };
    open(answer)
}

enum No {
    Refused(Refusal),
    Failed(Error),
}

impl From<Refusal> for No {
    fn from(refusal: Refusal) -> Self {
        No::Refused(refusal)
    }
}

impl From<Error> for No {
    fn from(error: Error) -> Self {
        No::Failed(error)
    }
}

async fn accept(app: &App, kind: Option<Kind>, headers: &HeaderMap, body: Body) -> Result<(), No> {
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|v| v.to_str().ok())
        .and_then(basic_key);
    let mut source = match &given {
        Some(key) => Some(source_of(app, key).await?),
        None => None,
    };
    let bytes = to_bytes(body, BATCH_LIMIT + 1)
        .await
        .map_err(|_| too_large_or_broken(headers))?;
    let zipped = headers
        .get(header::CONTENT_ENCODING)
        .is_some_and(|v| v.as_bytes().eq_ignore_ascii_case(b"gzip"));
    let bytes = if zipped {
        inflate(&bytes)?
    } else {
        bytes.to_vec()
    };
    let parsed = parse(&bytes, kind)?;
    if source.is_none() {
        let key = parsed.write_key.as_deref().ok_or(Refusal::UnknownKey)?;
        source = Some(source_of(app, key).await?);
    }
    let source = source.ok_or(Refusal::UnknownKey)?;
    let received = app.system().now();
    let is_client = source.kind == "browser";
    let mut events: Vec<Incoming> = Vec::with_capacity(parsed.events.len());
    let mut parked: Vec<Parked> = Vec::new();
    for value in parsed.events {
        match read_event(value, parsed.sent_at.as_ref(), received, is_client) {
            Ok(event) => events.push(event),
            Err((refusal, payload)) => parked.push(Parked {
                reason: refusal.code(),
                event_id: None,
                payload,
                refusal: Some(refusal),
            }),
        }
    }
    let refusal = parked.first().and_then(|p| p.refusal);
    let nothing_good = events.is_empty();
    // A server learns at once that its single event is wrong; a browser would only try for ever.
    if let (Some(refusal), true, false, false) = (refusal, nothing_good, is_client, parsed.is_batch)
    {
        return Err(refusal.into());
    }
    write(app, &source, events, parked).await?;
    match refusal {
        Some(refusal) if nothing_good && !is_client => Err(refusal.into()),
        _ => Ok(()),
    }
}

async fn source_of(app: &App, key: &str) -> Result<Source, No> {
    let found = sources::by_key(app.db(), key).await?;
    found.ok_or(No::Refused(Refusal::UnknownKey))
}

/// A body that ends early cannot be told from one that is too long by the error alone.
fn too_large_or_broken(headers: &HeaderMap) -> Refusal {
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
    match announced {
        Some(n) if n <= BATCH_LIMIT => Refusal::Unreadable,
        _ => Refusal::TooLarge,
    }
}

/// The answer that every SDK takes for success.
pub(crate) fn success() -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (StatusCode::OK, kind, r#"{"success":true}"#).into_response()
}

/// The answer that says why something was refused.
pub(crate) fn refused(refusal: Refusal) -> Response {
    let status = match refusal {
        Refusal::UnknownKey => StatusCode::UNAUTHORIZED,
        _ => StatusCode::BAD_REQUEST,
    };
    let message = ui::t(Lang::En, &format!("tracking.{}", refusal.code()));
    let body = json!({
        "success": false, "code": refusal.code(), "message": message,
        "type": format!("urn:unisono:error:{}", refusal.code()), "title": message, "status": status.as_u16(),
    });
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (status, kind, body.to_string()).into_response()
}

/// Any site may send here: the key says whose events they are, and no cookie is read.
pub(crate) fn open(mut response: Response) -> Response {
    let headers = response.headers_mut();
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    set(header::ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED);
    set(header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, OPTIONS");
    set(header::ACCESS_CONTROL_MAX_AGE, WEEK);
    set(
        header::HeaderName::from_static("cross-origin-resource-policy"),
        "cross-origin",
    );
    response
}
