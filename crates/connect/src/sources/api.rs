//! Sources as JSON under `/api/v1/sources`.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use customers::timeline::{self, Freshness};
use kernel::Id;
use org::permissions::{ReadSource, WriteSource};
use org::web::{Answer, App, May, Sent};
use serde::Deserialize;
use serde_json::{Value, json};

use super::model::Source;
use super::pages::{NewSource, make};
use super::store as sql;

/// The sources with a key as `data`; as `deliveries` everything that ever delivered, how fresh it is.
#[utoipa::path(get, path = "/api/v1/sources", responses((status = 200, description = "A page.", body = org::web::ApiPage)))]
pub(crate) async fn list(State(app): State<App>, may: May<ReadSource>) -> Answer<Json<Value>> {
    let data: Vec<Value> = sql::all(app.db()).await?.iter().map(as_json).collect();
    let now = may.ctx.now();
    let deliveries: Vec<Value> = timeline::all_deliveries(app.db())
        .await?
        .iter()
        .map(|d| {
            let freshness = Freshness::of(d.is_live, d.delivered_at, now);
            json!({
                "source": d.source, "delivered_at": d.delivered_at.rfc3339(), "live": d.is_live,
                "stale": freshness == Freshness::Stale,
            })
        })
        .collect();
    Ok(Json(json!({ "data": data, "deliveries": deliveries })))
}

/// A source to be made.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = NewSource)]
#[serde(deny_unknown_fields)]
pub(crate) struct Given {
    name: String,
    kind: Option<String>,
    department: Option<String>,
}

#[utoipa::path(post, path = "/api/v1/sources", request_body = Given, responses((status = 201, description = "Created.", body = org::web::Record)))]
pub(crate) async fn create(
    State(app): State<App>,
    may: May<WriteSource>,
    Sent(given): Sent<Given>,
) -> Answer<(StatusCode, Json<Value>)> {
    let new = NewSource {
        name: given.name,
        kind: given.kind.unwrap_or_else(|| "server".to_owned()),
        department: given.department.unwrap_or_default(),
    };
    let created = make(&app, &may, &new).await?;
    let body = json!({
        "id": created.id, "name": new.name, "kind": new.kind,
        "department": (!new.department.is_empty()).then_some(new.department), "write_key": created.write_key,
    });
    Ok((StatusCode::CREATED, Json(body)))
}

#[utoipa::path(post, path = "/api/v1/sources/{id}/revocation", responses((status = 204, description = "Done.")))]
pub(crate) async fn revoke(
    State(app): State<App>,
    may: May<WriteSource>,
    Path(id): Path<Id>,
) -> Answer<StatusCode> {
    let mut tx = app.db().begin(&may.ctx).await?;
    sql::revoke(&mut tx, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

fn as_json(source: &Source) -> Value {
    json!({
        "id": source.id, "name": source.name, "kind": source.kind, "department_id": source.department_id,
        "hint": source.hint, "created_at": source.created_at.rfc3339(),
        "delivered_at": source.delivered_at.map(kernel::Millis::rfc3339), "events": source.events,
        "duplicates": source.duplicates, "rejected": source.rejected,
        "revoked_at": source.revoked_at.map(kernel::Millis::rfc3339),
    })
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, create, revoke))]
pub(crate) struct Document;
