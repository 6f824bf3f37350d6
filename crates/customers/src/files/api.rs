//! Files for programs: list, attach, remove; the content comes from `/api/v1/files/{id}/content`.

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Error, Id};
use org::permissions::{ReadCustomer, WriteCustomer};
use org::web::{Answer, App, May, Query};
use serde::Deserialize;
use serde_json::{Value, json};

use super::model::File;
use super::store as sql;

/// The record that a file belongs to.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct At {
    /// `person`, `company` or `deal`.
    #[serde(default)]
    #[param(required = true)]
    record_kind: String,
    /// Its id.
    #[serde(default)]
    #[param(required = true, pattern = "^[0-7][0-9A-HJKMNP-TV-Z]{12}$")]
    record_id: String,
}

/// A file to be attached.
#[derive(utoipa::ToSchema)]
#[allow(dead_code)] // described here, read as a stream
pub(crate) struct Upload {
    /// The content.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
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

#[utoipa::path(get, path = "/api/v1/files", params(At), responses((status = 200, description = "A page.", body = org::web::ApiPage)))]
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

#[utoipa::path(get, path = "/api/v1/files/{id}", responses((status = 200, description = "The record.", body = org::web::Record)))]
pub(crate) async fn get(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Path(id): Path<Id>,
) -> Answer<Json<Value>> {
    Ok(Json(shown(&sql::get(app.db(), id).await?)))
}

#[utoipa::path(post, path = "/api/v1/files", params(At), request_body(content = Upload, content_type = "multipart/form-data"), responses((status = 201, description = "Created.", body = org::web::Record)))]
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

#[utoipa::path(delete, path = "/api/v1/files/{id}", responses((status = 204, description = "Done.")))]
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

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, create, get, remove, super::pages::download))]
pub(crate) struct Document;
