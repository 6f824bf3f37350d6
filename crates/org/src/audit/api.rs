//! The audit trail as JSON under `/api/v1/audit`.

use axum::Json;
use axum::extract::State;
use kernel::Id;
use serde_json::{Value, json};

use super::{Filter, Line, store as sql};
use crate::permissions::ReadAudit;
use crate::web::{Answer, App, May, Query};

const LIMIT: usize = 50;

#[utoipa::path(get, path = "/api/v1/audit", params(Filter), responses((status = 200, description = "A page.", body = crate::web::ApiPage)))]
pub(crate) async fn list(
    State(app): State<App>,
    _may: May<ReadAudit>,
    Query(filter): Query<Filter>,
) -> Answer<Json<Value>> {
    let mut lines = sql::page(app.db(), &filter, LIMIT as i64 + 1).await?;
    let more = lines.len() > LIMIT;
    lines.truncate(LIMIT);
    let next: Option<Id> = lines.last().filter(|_| more).map(|l| l.id);
    let data: Vec<Value> = lines.iter().map(as_json).collect();
    Ok(Json(
        json!({ "data": data, "paging": { "next": next.map(|id| json!({ "after": id })) } }),
    ))
}

fn as_json(line: &Line) -> Value {
    json!({
        "id": line.id, "at": line.at.rfc3339(), "member_id": line.member_id, "member": line.member,
        "token": line.token, "action": line.action, "record_kind": line.record_kind, "record_id": line.record_id,
        "field": line.field, "before": line.before, "after": line.after, "reason": line.reason,
        "import_id": line.import_id,
    })
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list))]
pub(crate) struct Document;
