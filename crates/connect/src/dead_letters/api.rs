//! Dead letters as JSON under `/api/v1/dead-letters`.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use kernel::{Id, Millis};
use org::permissions::{ReadSource, WriteSource};
use org::web::{Answer, App, May, Query, Sent};
use serde::Deserialize;
use serde_json::{Value, json};

use super::model::{Dead, Filter};
use super::retry::{self, AT_ONCE};
use super::store as sql;
use crate::tracking::Retried;

const PAGE: usize = 100;

/// Those that wait, newest first; with `state=resolved` those that are done, with `state=all` both.
#[utoipa::path(get, path = "/api/v1/dead-letters", params(Filter), responses((status = 200, description = "A page.", body = org::web::ApiPage)))]
pub(crate) async fn list(
    State(app): State<App>,
    _may: May<ReadSource>,
    Query(filter): Query<Filter>,
) -> Answer<Json<Value>> {
    let mut found = sql::list(app.db(), &filter, PAGE as i64 + 1).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found.last().filter(|_| more);
    let next = next.map(|dead| json!({ "after": dead.id }));
    let data: Vec<Value> = found.iter().map(as_json).collect();
    Ok(Json(json!({ "data": data, "paging": { "next": next } })))
}

#[utoipa::path(get, path = "/api/v1/dead-letters/{id}", responses((status = 200, description = "The answer.", body = Object)))]
pub(crate) async fn get(
    State(app): State<App>,
    _may: May<ReadSource>,
    Path(id): Path<Id>,
) -> Answer<Json<Value>> {
    Ok(Json(as_json(&sql::get(app.db(), id).await?)))
}

/// What is tried again.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DeadLetterRetry)]
pub(crate) struct Given {
    /// The edited event; without it the dead letter is tried as it is.
    payload: Option<Value>,
}

/// Tries one again, as it is (`{}`) or edited. Answers whether it is kept now, else the code of the reason.
#[utoipa::path(post, path = "/api/v1/dead-letters/{id}/retries", request_body = Given, responses((status = 200, description = "The answer.", body = Object)))]
pub(crate) async fn retry(
    State(app): State<App>,
    may: May<WriteSource>,
    Path(id): Path<Id>,
    Sent(given): Sent<Given>,
) -> Answer<Json<Value>> {
    let edited = given.payload.map(|payload| match payload {
        Value::String(text) => text,
        other => other.to_string(),
    });
    let outcome = retry::retry(&app, &may.ctx, id, edited.as_deref()).await?;
    Ok(Json(match outcome {
        Retried::Kept => json!({ "kept": true }),
        Retried::Refused(code) => json!({ "kept": false, "code": code }),
    }))
}

/// Tries the waiting ones of a filter again, the oldest first, so many at once.
#[utoipa::path(post, path = "/api/v1/dead-letters/retries", params(Filter), responses((status = 200, description = "The answer.", body = Object)))]
pub(crate) async fn retry_all(
    State(app): State<App>,
    may: May<WriteSource>,
    Query(filter): Query<Filter>,
) -> Answer<Json<Value>> {
    let tried = retry::retry_all(&app, &may.ctx, &filter).await?;
    let rest = sql::count(
        app.db(),
        &Filter {
            state: String::new(),
            ..filter
        },
    )
    .await?;
    Ok(Json(json!({
        "kept": tried.kept, "refused": tried.refused, "waiting": rest, "at_once": AT_ONCE,
    })))
}

/// Puts one away.
#[utoipa::path(post, path = "/api/v1/dead-letters/{id}/dismissal", responses((status = 204, description = "Done.")))]
pub(crate) async fn dismiss(
    State(app): State<App>,
    may: May<WriteSource>,
    Path(id): Path<Id>,
) -> Answer<StatusCode> {
    sql::get(app.db(), id).await?;
    let mut tx = app.db().begin(&may.ctx).await?;
    sql::resolve(&mut tx, id, "dismissed").await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

fn as_json(dead: &Dead) -> Value {
    json!({
        "id": dead.id, "source": dead.source, "message_id": dead.event_id, "reason": dead.reason,
        "stage": dead.stage, "error": dead.error, "payload": dead.payload,
        "received_at": dead.received_at.rfc3339(), "attempts": dead.attempts,
        "tried_at": dead.tried_at.map(Millis::rfc3339),
        "resolved_at": dead.resolved_at.map(Millis::rfc3339), "resolution": dead.resolution,
    })
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, get, retry, retry_all, dismiss))]
pub(crate) struct Document;
