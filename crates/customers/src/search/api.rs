//! `GET /api/v1/search?q=…`: the same hits as JSON.

use axum::Json;
use axum::extract::{Query, State};
use kernel::Error;
use org::permissions::ReadDirectory;
use org::web::{Answer, App, May};
use serde::Deserialize;
use serde_json::{Value, json};

use super::model;

const USUAL: usize = 20;
const MOST: usize = 100;

/// `q` is needed; `kind` narrows to one kind; `limit` bounds the hits of each kind.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    kind: String,
    limit: Option<usize>,
}

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
