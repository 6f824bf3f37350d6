//! Conditions of HTTP for programs: a change names the version it starts from (`If-Match`), and what
//! did not change is not sent again (`If-None-Match`).

use std::sync::Arc;

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kernel::{Conflict, Error};

use super::{Fail, Refusal};

/// Around every route under `/api/`.
pub(crate) async fn hold(request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/api/") {
        return next.run(request).await;
    }
    let named = request.headers().contains_key(header::IF_MATCH);
    let (method, had) = (request.method().clone(), none_match(request.headers()));
    let response = next.run(request).await;
    if method == Method::GET
        && response.status() == StatusCode::OK
        && let Some(tag) = response.headers().get(header::ETAG)
        && is_known(tag, &had)
    {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag.clone())]).into_response();
    }
    match response.extensions().get::<Arc<Error>>().map(AsRef::as_ref) {
        Some(Error::Conflict(Conflict::Version { .. })) if named => {
            Refusal::Changed.into_response()
        }
        _ => response,
    }
}

/// The version that a change starts from, out of `If-Match`; none for `*`, which takes any.
///
/// # Errors
/// [`Refusal::VersionNeeded`] without the header, [`Refusal::Unreadable`] when it holds no tag of ours.
pub fn if_match(headers: &HeaderMap) -> Result<Option<i64>, Fail> {
    version(headers).map_err(Fail::Refused)
}

fn version(headers: &HeaderMap) -> Result<Option<i64>, Refusal> {
    let given = headers.get(header::IF_MATCH);
    let given = given.ok_or(Refusal::VersionNeeded)?;
    let text = given.to_str().unwrap_or("").trim();
    if text == "*" {
        return Ok(None);
    }
    let bare = text.strip_prefix("W/").unwrap_or(text);
    let bare = bare
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let version = bare.and_then(|bare| bare.parse().ok());
    version.map(Some).ok_or(Refusal::Unreadable)
}

fn none_match(headers: &HeaderMap) -> String {
    let given = headers.get(header::IF_NONE_MATCH);
    given.and_then(|v| v.to_str().ok()).unwrap_or("").to_owned()
}

fn is_known(tag: &HeaderValue, had: &str) -> bool {
    had.split(',')
        .map(str::trim)
        .any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}
