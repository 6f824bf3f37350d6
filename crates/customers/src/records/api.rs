//! Records for programs: list, one, new, changed.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::Id;
use org::permissions::{ReadCustomer, WriteCustomer};
use org::web::{Answer, App, May, Query, Sent, if_match};
use serde_json::{Map, Value, json};

use super::{Listed, Record};
use crate::fields::{Origin, api};
use crate::lists::Ask;

fn shown<R: Record>(record: &R) -> Value {
    let mut map = Map::new();
    map.insert("id".to_owned(), json!(record.id()));
    map.insert("name".to_owned(), json!(record.title()));
    for field in R::FIELDS {
        let value = record.value(field.name);
        map.insert(field.name.to_owned(), field.json(value.as_deref()));
    }
    let stamps = record.stamps();
    api::envelope(
        &mut map,
        record.version(),
        stamps.created_at,
        stamps.updated_at,
        stamps.touched_at,
    );
    map.insert("source_system".to_owned(), json!(stamps.source_system));
    map.insert("source_id".to_owned(), json!(stamps.source_id));
    Value::Object(map)
}

/// A page of the list with whole records.
pub async fn list<R: Record>(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Query(ask): Query<Ask>,
) -> Answer<Json<Value>> {
    let (lines, next) = R::list(app.db(), &ask, ask.limit()?).await?;
    let ids: Vec<Id> = lines.iter().map(Listed::id).collect();
    let found = R::many(app.db(), &ids).await?;
    let mut by_id: HashMap<Id, Value> = found.iter().map(|r| (r.id(), shown(r))).collect();
    let data = ids.iter().filter_map(|id| by_id.remove(id)).collect();
    Ok(Json(api::page(data, next)))
}

/// One record. The id of one that was merged answers the one that stands for it, under its own id.
pub async fn get<R: Record>(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    let current = R::current(app.db(), id).await?;
    Ok(answer(StatusCode::OK, &R::get(app.db(), current).await?))
}

fn answer<R: Record>(status: StatusCode, record: &R) -> Response {
    let tag = [(header::ETAG, api::tag(record.version()))];
    (status, tag, Json(shown(record))).into_response()
}

/// A new record.
pub async fn create<R: Record>(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Sent(body): Sent<Map<String, Value>>,
) -> Answer<Response> {
    let edits = api::edits(R::FIELDS, &body)?;
    let mut tx = app.db().begin(&may.ctx).await?;
    let id = super::create::<R>(&mut tx, &edits, Origin::default()).await?;
    tx.commit().await?;
    Ok(answer(StatusCode::CREATED, &R::get(app.db(), id).await?))
}

/// Other values for fields of a record; `If-Match` says which version was read.
pub async fn change<R: Record>(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
    headers: HeaderMap,
    Sent(body): Sent<Map<String, Value>>,
) -> Answer<Response> {
    let edits = api::edits(R::FIELDS, &body)?;
    let expected = if_match(&headers)?;
    let current = R::current(app.db(), id).await?;
    let mut tx = app.db().begin(&may.ctx).await?;
    let (record, _) = R::change(&mut tx, current, expected, &edits, None).await?;
    tx.commit().await?;
    Ok(answer(StatusCode::OK, &record))
}
