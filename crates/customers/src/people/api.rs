//! People for programs: list, one, new, changed.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::Id;
use org::permissions::{ReadCustomer, WriteCustomer};
use org::web::{Answer, App, May, Query, Sent, if_match};
use serde_json::{Map, Value, json};
use utoipa::openapi::{RefOr, Schema};

use super::model::{FIELDS, Person};
use super::store as sql;
use crate::fields::{Origin, api};
use crate::lists::Ask;

/// What can be said about a person.
pub(crate) struct PersonFields;

impl utoipa::ToSchema for PersonFields {}

impl utoipa::PartialSchema for PersonFields {
    fn schema() -> RefOr<Schema> {
        api::schema(FIELDS)
    }
}

fn shown(person: &Person) -> Value {
    let mut map = Map::new();
    map.insert("id".to_owned(), json!(person.id));
    map.insert("name".to_owned(), json!(person.name()));
    for field in FIELDS {
        map.insert(
            field.name.to_owned(),
            field.json(person.value(field.name).as_deref()),
        );
    }
    api::envelope(
        &mut map,
        person.version,
        person.created_at,
        person.updated_at,
        person.touched_at,
    );
    map.insert("source_system".to_owned(), json!(person.source_system));
    map.insert("source_id".to_owned(), json!(person.source_id));
    Value::Object(map)
}

#[utoipa::path(get, path = "/api/v1/people", params(Ask), responses((status = 200, description = "A page.", body = org::web::ApiPage)))]
pub(super) async fn list(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Query(ask): Query<Ask>,
) -> Answer<Json<Value>> {
    let (lines, next) = sql::list(app.db(), &ask, ask.limit()?).await?;
    let mut data = Vec::with_capacity(lines.len());
    for line in &lines {
        data.push(shown(&sql::get(app.db(), line.id).await?));
    }
    Ok(Json(api::page(data, next)))
}

#[utoipa::path(get, path = "/api/v1/people/{id}", responses((status = 200, description = "The record.", body = org::web::Record)))]
pub(super) async fn get(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    let person = sql::get(app.db(), id).await?;
    Ok(answer(StatusCode::OK, &person))
}

fn answer(status: StatusCode, person: &Person) -> Response {
    let tag = [(header::ETAG, api::tag(person.version))];
    (status, tag, Json(shown(person))).into_response()
}

#[utoipa::path(post, path = "/api/v1/people", request_body = PersonFields, responses((status = 201, description = "Created.", body = org::web::Record)))]
pub(super) async fn create(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Sent(body): Sent<Map<String, Value>>,
) -> Answer<Response> {
    let edits = api::edits(FIELDS, &body)?;
    let mut tx = app.db().begin(&may.ctx).await?;
    let id = super::create(&mut tx, &edits, Origin::default()).await?;
    tx.commit().await?;
    Ok(answer(StatusCode::CREATED, &sql::get(app.db(), id).await?))
}

#[utoipa::path(patch, path = "/api/v1/people/{id}", request_body(content = PersonFields, content_type = "application/merge-patch+json"), responses((status = 200, description = "The record.", body = org::web::Record)))]
pub(super) async fn change(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
    headers: HeaderMap,
    Sent(body): Sent<Map<String, Value>>,
) -> Answer<Response> {
    let edits = api::edits(FIELDS, &body)?;
    let expected = if_match(&headers)?;
    let mut tx = app.db().begin(&may.ctx).await?;
    let (person, _) = super::change(&mut tx, id, expected, &edits, None).await?;
    tx.commit().await?;
    Ok(answer(StatusCode::OK, &person))
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, get, create, change))]
pub(crate) struct Document;
