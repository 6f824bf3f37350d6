//! `/api/v1/products`: products by the beginning of their name, and one by its id.

use axum::Json;
use axum::extract::{Path, Query, State};
use kernel::Id;
use org::permissions::ReadCustomer;
use org::web::{Answer, App, May};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Product;

/// Products of one answer.
const MOST: i64 = 200;

/// `q`: the beginning of the name; empty: the first of all.
#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    q: String,
}

#[utoipa::path(get, path = "/api/v1/products", params(("q" = Option<String>, Query, description = "The beginning of the name.")), responses((status = 200, description = "A page.", body = org::web::ApiPage)))]

pub(crate) async fn list(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Query(asked): Query<Asked>,
) -> Answer<Json<Value>> {
    let found = super::pick(app.db(), &asked.q, MOST).await?;
    Ok(Json(json!({ "data": found })))
}

#[utoipa::path(get, path = "/api/v1/products/{id}", responses((status = 200, description = "The record.", body = org::web::Record)))]

pub(crate) async fn get(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Path(id): Path<Id>,
) -> Answer<Json<Product>> {
    Ok(Json(super::get(app.db(), id).await?))
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, get))]
pub(crate) struct Document;
