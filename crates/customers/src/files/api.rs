//! Files for programs: list, attach, remove; the content comes from `/api/v1/files/{id}/content`.

use axum::Json;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Error, Id};
use org::permissions::{ReadCustomer, WriteCustomer};
use org::web::{Answer, App, May};
use serde::Deserialize;
use serde_json::{Value, json};

use super::model::File;
use super::store as sql;

#[derive(Deserialize)]
pub(crate) struct At {
    #[serde(default)]
    record_kind: String,
    #[serde(default)]
    record_id: String,
}

fn shown(file: &File) -> Value {
    json!({
        "id": file.id,
        "record_kind": file.record_kind,
        "record_id": file.record_id,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": file.sha256,
        "created_at": file.created_at.rfc3339(),
    })
}

fn record_of(at: &At) -> Result<Id, Error> {
    if !super::KINDS.contains(&at.record_kind.as_str()) {
        return Err(Error::field("record_kind", "error.choice"));
    }
    at.record_id
        .parse()
        .map_err(|_| Error::field("record_id", "error.unknown_reference"))
}

pub(crate) async fn list(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Query(at): Query<At>,
) -> Answer<Json<Value>> {
    let record = record_of(&at)?;
    let files = sql::of_record(app.db(), &at.record_kind, record).await?;
    let data: Vec<Value> = files.iter().map(shown).collect();
    Ok(Json(
        json!({ "data": data, "paging": { "next": Value::Null } }),
    ))
}

pub(crate) async fn get(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Path(id): Path<Id>,
) -> Answer<Json<Value>> {
    Ok(Json(shown(&sql::get(app.db(), id).await?)))
}

pub(crate) async fn create(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Query(at): Query<At>,
    request: Request,
) -> Answer<Response> {
    let record = record_of(&at)?;
    let upload = super::pages::read(&app, may.ctx.lang, request).await?;
    let mut tx = app.db().begin(&may.ctx).await?;
    let id = super::attach(&mut tx, &at.record_kind, record, upload).await?;
    tx.commit().await?;
    let file = sql::get(app.db(), id).await?;
    Ok((StatusCode::CREATED, Json(shown(&file))).into_response())
}

pub(crate) async fn remove(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
) -> Answer<StatusCode> {
    let mut tx = app.db().begin(&may.ctx).await?;
    super::remove(&mut tx, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
