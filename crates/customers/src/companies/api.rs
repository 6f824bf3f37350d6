//! Companies for programs: list, one, new, changed.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::Id;
use org::permissions::{ReadCustomer, WriteCustomer};
use org::web::{Answer, App, May};
use serde_json::{Map, Value, json};

use super::model::{Company, FIELDS};
use super::store as sql;
use crate::fields::{Origin, api};
use crate::lists::Ask;

fn shown(company: &Company) -> Value {
    let mut map = Map::new();
    map.insert("id".to_owned(), json!(company.id));
    for field in FIELDS {
        map.insert(
            field.name.to_owned(),
            field.json(company.value(field.name).as_deref()),
        );
    }
    api::envelope(
        &mut map,
        company.version,
        company.created_at,
        company.updated_at,
        company.touched_at,
    );
    map.insert("source_system".to_owned(), json!(company.source_system));
    map.insert("source_id".to_owned(), json!(company.source_id));
    Value::Object(map)
}

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

pub(super) async fn get(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    let company = sql::get(app.db(), id).await?;
    Ok(answer(StatusCode::OK, &company))
}

fn answer(status: StatusCode, company: &Company) -> Response {
    let tag = [(header::ETAG, api::tag(company.version))];
    (status, tag, Json(shown(company))).into_response()
}

pub(super) async fn create(
    State(app): State<App>,
    may: May<WriteCustomer>,
    body: String,
) -> Answer<Response> {
    let edits = api::edits(FIELDS, &body)?;
    let mut tx = app.db().begin(&may.ctx).await?;
    let id = super::create(&mut tx, &edits, Origin::default()).await?;
    tx.commit().await?;
    Ok(answer(StatusCode::CREATED, &sql::get(app.db(), id).await?))
}

pub(super) async fn change(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
    headers: HeaderMap,
    body: String,
) -> Answer<Response> {
    let edits = api::edits(FIELDS, &body)?;
    let expected = api::if_match(&headers)?;
    let mut tx = app.db().begin(&may.ctx).await?;
    let (company, _) = super::change(&mut tx, id, expected, &edits, None).await?;
    tx.commit().await?;
    Ok(answer(StatusCode::OK, &company))
}
