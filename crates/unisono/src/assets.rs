//! The embedded assets under `/assets/…`, cached for ever because their names carry a hash.

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use org::web::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().special(&["GET"], "/assets/{name}", axum::routing::get(asset))
}

async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = ui::assets::find(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let accepts = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.contains("gzip"));
    let kind = [
        (header::CONTENT_TYPE, asset.media_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::VARY, "accept-encoding"),
    ];
    match asset.gzip.filter(|_| accepts) {
        Some(gzip) => (kind, [(header::CONTENT_ENCODING, "gzip")], gzip).into_response(),
        None => (kind, asset.bytes).into_response(),
    }
}
