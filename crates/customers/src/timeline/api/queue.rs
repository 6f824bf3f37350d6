//! `/api/v1/touchpoints/unresolved` and `/api/v1/assignments`: the queue for programs.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use kernel::{Error, Id, Result};
use org::permissions::{ReadCustomer, WriteCustomer};
use org::web::{Answer, App, May};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::assign::{self as rules, Target};
use super::super::model::{Cursor, Filter};
use super::super::store::{self as sql, QUEUE_PAGE, Unresolved};

/// What waits for a company, newest first; `type`, `source` and `after` as in the stream.
#[utoipa::path(get, path = "/api/v1/touchpoints/unresolved", params(Filter), responses((status = 200, description = "A page.", body = org::web::ApiPage)))]
pub(crate) async fn unresolved(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Query(filter): Query<Filter>,
) -> Answer<Json<Value>> {
    let waiting = sql::unresolved(app.db(), &filter).await?;
    let shown = &waiting[..waiting.len().min(QUEUE_PAGE)];
    let data: Vec<Value> = shown.iter().map(as_json).collect();
    let mut body = json!({ "data": data });
    if let (true, Some(last)) = (waiting.len() > QUEUE_PAGE, shown.last()) {
        let cursor = Cursor {
            time: last.time,
            id: last.id,
        };
        body["paging"] = json!({ "next": { "after": cursor.text() } });
    }
    Ok(Json(body))
}

fn as_json(row: &Unresolved) -> Value {
    json!({
        "id": row.id, "type": row.type_key, "time": row.time.rfc3339(), "source": row.source,
        "object_name": row.object_name, "anonymous_id": row.anonymous_id, "person_id": row.person_id,
        "deal_id": row.deal_id,
    })
}

/// Touchpoints and one of `company_id`, `person_id`, `company_name` (a new company).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Given {
    touchpoints: Vec<Id>,
    company_id: Option<Id>,
    person_id: Option<Id>,
    company_name: Option<String>,
}

impl Given {
    fn target(&self) -> Result<Target> {
        match (
            self.company_id,
            self.person_id,
            self.company_name.as_deref(),
        ) {
            (Some(id), None, None) => Ok(Target::Company(id)),
            (None, Some(id), None) => Ok(Target::Person(id)),
            (None, None, Some(name)) => Target::parse(&format!("new:{name}")),
            _ => Err(Error::field("to", "timeline.choose_target")),
        }
    }
}

#[utoipa::path(post, path = "/api/v1/assignments", request_body = Object, responses((status = 201, description = "Created.", body = Object)))]

pub(crate) async fn assign(
    State(app): State<App>,
    may: May<WriteCustomer>,
    body: std::result::Result<Json<Given>, JsonRejection>,
) -> Answer<(StatusCode, Json<Value>)> {
    let Json(given) = body.map_err(|_| Error::field("body", "error.form"))?;
    let mut tx = app.db().begin(&may.ctx).await?;
    let done = rules::assign(&mut tx, &given.touchpoints, &given.target()?).await?;
    tx.commit().await?;
    let body = json!({ "id": done.id, "company_id": done.company, "resolved": done.resolved });
    Ok((StatusCode::CREATED, Json(body)))
}

#[utoipa::path(delete, path = "/api/v1/assignments/{id}", responses((status = 204, description = "Done.")))]

pub(crate) async fn undo(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
) -> Answer<StatusCode> {
    let mut tx = app.db().begin(&may.ctx).await?;
    rules::undo(&mut tx, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
