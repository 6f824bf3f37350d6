//! `GET /api/v1/search?q=…`: the same hits as JSON.

use axum::Json;
use axum::extract::State;
use kernel::Error;
use org::permissions::ReadDirectory;
use org::web::{Answer, App, May, Query};
use serde::Deserialize;
use serde_json::{Value, json};

use super::model;

const USUAL: usize = 20;
const MOST: usize = 100;

/// `q` is needed; `kind` narrows to one kind; `limit` bounds the hits of each kind.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// Beginnings of words.
    #[serde(default)]
    #[param(required = true)]
    q: String,
    /// Only this kind.
    #[serde(default)]
    kind: String,
    /// Hits of each kind.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<usize>,
}

#[utoipa::path(get, path = "/api/v1/search", params(Asked), responses((status = 200, description = "A page.", body = org::web::ApiPage)))]
pub(crate) async fn search(
    State(app): State<App>,
    may: May<ReadDirectory>,
    Query(asked): Query<Asked>,
) -> Answer<Json<Value>> {
    if !model::is_enough(&asked.q) {
        return Err(Error::field("q", "search.too_short").into());
    }
    let known = model::KINDS.iter().any(|kind| kind.key == asked.kind);
    if !asked.kind.is_empty() && !known {
        return Err(Error::field("kind", "error.choice").into());
    }
    let each = asked.limit.unwrap_or(USUAL).clamp(1, MOST);
    let hits = super::find(&app, &may, &asked.q, &asked.kind, each).await?;
    Ok(Json(json!({ "data": hits })))
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(search))]
pub(crate) struct Document;
