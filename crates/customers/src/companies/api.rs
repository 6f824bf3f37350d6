//! Companies for programs: list, one, new, changed.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use kernel::Id;
use org::permissions::{ReadCustomer, WriteCustomer};
use org::web::{Answer, App, May, Query, Sent};
use serde_json::{Map, Value};
use utoipa::openapi::{RefOr, Schema};

use super::model::{Company, FIELDS};
use crate::fields::api;
use crate::lists::Ask;
use crate::records::api as shared;

/// What can be said about a company.
pub(crate) struct CompanyFields;

impl utoipa::ToSchema for CompanyFields {}

impl utoipa::PartialSchema for CompanyFields {
    fn schema() -> RefOr<Schema> {
        api::schema(FIELDS)
    }
}

#[utoipa::path(get, path = "/api/v1/companies", params(Ask), responses((status = 200, description = "A page.", body = org::web::ApiPage)))]
pub(super) async fn list(
    app: State<App>,
    may: May<ReadCustomer>,
    ask: Query<Ask>,
) -> Answer<Json<Value>> {
    shared::list::<Company>(app, may, ask).await
}

#[utoipa::path(get, path = "/api/v1/companies/{id}", responses((status = 200, description = "The record.", body = org::web::Record)))]
pub(super) async fn get(app: State<App>, may: May<ReadCustomer>, id: Path<Id>) -> Answer<Response> {
    shared::get::<Company>(app, may, id).await
}

#[utoipa::path(post, path = "/api/v1/companies", request_body = CompanyFields, responses((status = 201, description = "Created.", body = org::web::Record)))]
pub(super) async fn create(
    app: State<App>,
    may: May<WriteCustomer>,
    sent: Sent<Map<String, Value>>,
) -> Answer<Response> {
    shared::create::<Company>(app, may, sent).await
}

#[utoipa::path(patch, path = "/api/v1/companies/{id}", request_body(content = CompanyFields, content_type = "application/merge-patch+json"), responses((status = 200, description = "The record.", body = org::web::Record)))]
pub(super) async fn change(
    app: State<App>,
    may: May<WriteCustomer>,
    id: Path<Id>,
    headers: HeaderMap,
    sent: Sent<Map<String, Value>>,
) -> Answer<Response> {
    shared::change::<Company>(app, may, id, headers, sent).await
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, get, create, change))]
pub(crate) struct Document;
