//! Tokens as JSON under `/api/v1/tokens`.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use kernel::{Id, Millis};
use serde_json::{Value, json};

use super::pages::{NewToken, make};
use super::{Scope, store as sql};
use crate::permissions::{ReadToken, WriteToken};
use crate::web::{Answer, App, May, Sent};

#[utoipa::path(get, path = "/api/v1/tokens", responses((status = 200, description = "A page.", body = crate::web::ApiPage)))]
pub(crate) async fn list(State(app): State<App>, _may: May<ReadToken>) -> Answer<Json<Value>> {
    let tokens = sql::all(app.db()).await?;
    let data: Vec<Value> = tokens
        .iter()
        .map(|token| {
            json!({
                "id": token.id, "name": token.name, "role": token.role, "department_id": token.department_id,
                "scope": Scope::parse(&token.scopes).key(), "hint": token.hint,
                "created_at": token.created_at.rfc3339(), "used_at": token.used_at.map(Millis::rfc3339),
                "revoked_at": token.revoked_at.map(Millis::rfc3339),
            })
        })
        .collect();
    Ok(Json(json!({ "data": data })))
}

#[utoipa::path(post, path = "/api/v1/tokens", request_body = NewToken, responses((status = 201, description = "Created.", body = crate::web::Record)))]
pub(crate) async fn create(
    State(app): State<App>,
    may: May<WriteToken>,
    Sent(given): Sent<NewToken>,
) -> Answer<(StatusCode, Json<Value>)> {
    let (id, secret) = make(&app, &may, &given).await?;
    let body = json!({ "id": id, "name": given.name, "role": given.role, "token": secret });
    Ok((StatusCode::CREATED, Json(body)))
}

#[utoipa::path(post, path = "/api/v1/tokens/{id}/revocation", responses((status = 204, description = "Done.")))]
pub(crate) async fn revoke(
    State(app): State<App>,
    may: May<WriteToken>,
    Path(id): Path<Id>,
) -> Answer<StatusCode> {
    let mut tx = app.db().begin(&may.ctx).await?;
    sql::revoke(&mut tx, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, create, revoke))]
pub(crate) struct Document;
