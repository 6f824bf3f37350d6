//! The layer around the routes of the API.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kernel::{Ctx, Id, Result};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::store::{self as sql, Kept, Taken};
use crate::web::{App, Caller, Fail, Refusal, sha256_hex};

const KEY: &str = "idempotency-key";
const REPLAYED: &str = "idempotency-replayed";
/// Longest key that is taken.
const LONGEST: usize = 255;
/// Answers above this are not kept; no answer to a POST of ours is as large.
const LARGEST: usize = 256 * 1024;
/// What is shown once is not kept.
const SECRETS: &[&str] = &["token", "write_key", "link"];

/// Does a POST with an idempotency key once.
pub(crate) async fn once(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_post = request.method() == Method::POST && request.uri().path().starts_with("/api/v1/");
    let Some(given) = request.headers().get(KEY).filter(|_| is_post).cloned() else {
        return next.run(request).await;
    };
    let viewer = request
        .extensions()
        .get::<Caller>()
        .and_then(|caller| caller.viewer.clone());
    // Who is not known is refused by the route itself.
    let Some(viewer) = viewer else {
        return next.run(request).await;
    };
    let Some(who) = viewer.ctx.token.or(viewer.ctx.member) else {
        return next.run(request).await;
    };
    let key = given.to_str().ok().filter(|key| is_key(key));
    let Some(key) = key else {
        return Refusal::KeyUnreadable.into_response();
    };
    let place = Place {
        who,
        key_hash: sha256_hex(key),
    };
    match at_most_once(&app, &viewer.ctx, place, request, next).await {
        Ok(response) => response,
        Err(error) => Fail::Error(error).into_response(),
    }
}

fn is_key(key: &str) -> bool {
    (1..=LONGEST).contains(&key.len()) && key.bytes().all(|b| (0x21..0x7f).contains(&b))
}

/// Whose key it is; two callers may choose the same.
struct Place {
    who: Id,
    key_hash: String,
}

async fn at_most_once(
    app: &App,
    ctx: &Ctx,
    place: Place,
    request: Request,
    next: Next,
) -> Result<Response> {
    let limit = usize::try_from(app.config().upload_limit).unwrap_or(usize::MAX);
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, limit).await else {
        return Ok(Refusal::TooLarge.into_response());
    };
    let address = format!("{} {}\n", parts.method, parts.uri);
    let fingerprint = fingerprint(&address, &body);
    let (db, Place { who, key_hash }) = (app.db(), place);
    match sql::take(db, ctx, who, &key_hash, &fingerprint).await? {
        Taken::Busy => Ok(Refusal::KeyBusy.into_response()),
        Taken::Other => Ok(Refusal::KeyReused.into_response()),
        Taken::Done(kept) => Ok(replay(kept)),
        Taken::Ours => {
            let response = next.run(Request::from_parts(parts, Body::from(body))).await;
            // Nothing was done: the key may be used again, also for a corrected request.
            if !response.status().is_success() {
                sql::give_back(db, ctx, who, &key_hash).await?;
                return Ok(response);
            }
            keep(app, ctx, who, &key_hash, response).await
        }
    }
}

fn fingerprint(address: &str, body: &Bytes) -> String {
    let mut hash = Sha256::new();
    hash.update(address);
    hash.update(body);
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

async fn keep(
    app: &App,
    ctx: &Ctx,
    who: Id,
    key_hash: &str,
    response: Response,
) -> Result<Response> {
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, LARGEST)
        .await
        .map_err(kernel::Error::internal)?;
    let kept = Kept {
        status: i64::from(parts.status.as_u16()),
        etag: text_of(&parts.headers, header::ETAG),
        body: without_secrets(&bytes),
    };
    sql::keep(app.db(), ctx, who, key_hash, &kept).await?;
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

fn text_of(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

fn without_secrets(body: &[u8]) -> String {
    let Ok(Value::Object(mut map)) = serde_json::from_slice(body) else {
        return String::from_utf8_lossy(body).into_owned();
    };
    for secret in SECRETS {
        map.entry(*secret).and_modify(|value| *value = Value::Null);
    }
    Value::Object(map).to_string()
}

fn replay(kept: Kept) -> Response {
    let status = u16::try_from(kept.status).ok();
    let status = status.and_then(|code| StatusCode::from_u16(code).ok());
    let mut response = (status.unwrap_or(StatusCode::OK), kept.body.clone()).into_response();
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_TYPE);
    if !kept.body.is_empty() {
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
    }
    if let Some(tag) = kept.etag.and_then(|tag| HeaderValue::from_str(&tag).ok()) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    response
}
