//! Forgery protection: a change with a session cookie needs the session's token, in the header
//! `X-CSRF-Token` or the form field `_csrf`, and must not come from another site.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::Response;
use kernel::Error;

use super::{App, Caller, Fail};

/// Forms are small; uploads carry the token in the header or in the address.
const FORM_LIMIT: usize = 1024 * 1024;

pub(crate) async fn protect(
    State(_app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, Fail> {
    let token = request
        .extensions()
        .get::<Caller>()
        .and_then(|caller| caller.viewer.as_ref())
        .map(|viewer| viewer.csrf.clone())
        .unwrap_or_default();
    let safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if safe || token.is_empty() {
        return Ok(next.run(request).await);
    }
    if comes_from_elsewhere(&request) {
        return Err(Error::Forbidden("csrf".to_owned()).into());
    }
    let (request, given) = given_token(request).await?;
    if given.as_deref() != Some(token.as_str()) {
        return Err(Error::Forbidden("csrf".to_owned()).into());
    }
    Ok(next.run(request).await)
}

fn comes_from_elsewhere(request: &Request) -> bool {
    let site = request.headers().get("sec-fetch-site");
    site.is_some_and(|value| value == "cross-site")
}

async fn given_token(request: Request) -> Result<(Request, Option<String>), Fail> {
    let header = request.headers().get("x-csrf-token");
    if let Some(token) = header.and_then(|value| value.to_str().ok()) {
        let token = token.to_owned();
        return Ok((request, Some(token)));
    }
    if let Some(token) = field(request.uri().query().unwrap_or("").as_bytes()) {
        return Ok((request, Some(token)));
    }
    let kind = request.headers().get(header::CONTENT_TYPE);
    let is_form = kind.is_some_and(|v| {
        v.as_bytes()
            .starts_with(b"application/x-www-form-urlencoded")
    });
    if !is_form {
        return Ok((request, None));
    }
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, FORM_LIMIT)
        .await
        .map_err(|_| Error::field("_csrf", "error.too_large"))?;
    let token = field(&bytes);
    Ok((Request::from_parts(parts, Body::from(bytes)), token))
}

/// The value of `_csrf` in urlencoded pairs; our tokens need no decoding.
fn field(pairs: &[u8]) -> Option<String> {
    pairs
        .split(|b| *b == b'&')
        .find_map(|pair| pair.strip_prefix(b"_csrf="))
        .map(|value| String::from_utf8_lossy(value).into_owned())
}
