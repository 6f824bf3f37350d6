//! The scripts for websites: our own, and the published browser library for those who want it.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use org::web::{Answer, App};
use serde_json::json;
use ui::assets::Asset;

use crate::sources;
use crate::tracking::open;

/// A day: a new version reaches every site by the next one.
const DAY: &str = "public, max-age=86400";

pub(crate) async fn own_script(headers: HeaderMap) -> Response {
    file("unisono.js", &headers)
}

/// The library under the name by which its snippet asks for it; the key is read by the page itself.
pub(crate) async fn library(headers: HeaderMap) -> Response {
    file("standalone.js", &headers)
}

pub(crate) async fn bundle(Path(name): Path<String>, headers: HeaderMap) -> Response {
    file(&name, &headers)
}

fn file(name: &str, headers: &HeaderMap) -> Response {
    let Some(asset) = ui::assets::find_for_sites(name) else {
        return open(StatusCode::NOT_FOUND.into_response());
    };
    let tag = format!("\"{}\"", asset.hash);
    let known = headers.get(header::IF_NONE_MATCH);
    let fixed = [
        (header::CACHE_CONTROL, DAY.to_owned()),
        (header::ETAG, tag.clone()),
        (header::VARY, "accept-encoding".to_owned()),
    ];
    if known.is_some_and(|v| v.as_bytes() == tag.as_bytes()) {
        return open((StatusCode::NOT_MODIFIED, fixed).into_response());
    }
    open((fixed, content(asset, headers)).into_response())
}

fn content(asset: &'static Asset, headers: &HeaderMap) -> Response {
    let kind = [(header::CONTENT_TYPE, asset.media_type)];
    let accepts = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.contains("gzip"));
    match asset.gzip.filter(|_| accepts) {
        Some(gzip) => (kind, [(header::CONTENT_ENCODING, "gzip")], gzip).into_response(),
        None => (kind, asset.bytes).into_response(),
    }
}

/// What the published library asks for before it sends: where events go, and that nothing else of
/// it is switched on.
pub(crate) async fn settings(
    State(app): State<App>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Answer<Response> {
    if sources::by_key(app.db(), &key).await?.is_none() {
        return Ok(open(StatusCode::NOT_FOUND.into_response()));
    }
    let (protocol, host) = address(&app, &headers);
    let body = json!({
        "integrations": { "Segment.io": {
            "apiKey": key, "apiHost": format!("{host}/v1"), "protocol": protocol,
            "unbundledIntegrations": [], "addBundledMetadata": true,
            "versionSettings": { "version": "4.4.7", "componentTypes": ["browser"] },
        } },
        "plan": { "track": { "__default": { "enabled": true } } },
        "metrics": { "sampleRate": 0 }, "edgeFunction": {}, "middlewareSettings": {},
        "enabledMiddleware": {}, "remotePlugins": [], "legacyVideoPluginsEnabled": false,
        "analyticsNextEnabled": true,
    });
    Ok(open(axum::Json(body).into_response()))
}

/// The public address of this installation as protocol and host.
fn address(app: &App, headers: &HeaderMap) -> (String, String) {
    let public = app.config().public_url.clone();
    if let Some((protocol, host)) = public.split_once("://") {
        return (protocol.to_owned(), host.trim_end_matches('/').to_owned());
    }
    let host = headers.get(header::HOST).and_then(|v| v.to_str().ok());
    ("http".to_owned(), host.unwrap_or("localhost").to_owned())
}
