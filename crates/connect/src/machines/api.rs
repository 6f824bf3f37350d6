//! Verdicts as JSON.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, Query, State};
use kernel::{Error, Id};
use org::permissions::{ReadCustomer, WriteCustomer};
use org::web::{Answer, App, May};
use serde::Deserialize;
use serde_json::{Value, json};

use super::pages::{self, Asked, ROWS};
use super::store as sql;

#[utoipa::path(get, path = "/api/v1/machines", params(("after" = Option<String>, Query, description = "The last id of the page before.")), responses((status = 200, description = "A page.", body = org::web::ApiPage)))]

pub(crate) async fn list(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Query(asked): Query<Asked>,
) -> Answer<Json<Value>> {
    let shown = sql::shown(app.db(), asked.after, ROWS).await?;
    let next = shown.last().filter(|_| shown.len() as i64 == ROWS);
    let next = next.map(|last| json!({ "after": last.id }));
    let data: Vec<Value> = shown
        .iter()
        .map(|one| {
            let reasons: Vec<&str> = one.reasons.split(' ').filter(|r| !r.is_empty()).collect();
            json!({
                "touchpoint_id": one.id, "type": one.type_key, "person_id": one.person_id,
                "company_id": one.company_id, "source": one.source, "time": one.time.rfc3339(),
                "machine_score": one.score, "is_machine": one.is_machine, "machine_reasons": reasons,
                "version": one.version, "by_member": one.by_id.is_some(),
            })
        })
        .collect();
    Ok(Json(json!({ "data": data, "paging": { "next": next } })))
}

/// The word of a member.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MachineDecision)]
pub(crate) struct Decision {
    is_machine: bool,
}

#[utoipa::path(post, path = "/api/v1/machines/{id}/verdict", request_body = Decision, responses((status = 200, description = "The answer.", body = Object)))]

pub(crate) async fn decide(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
    body: std::result::Result<Json<Decision>, JsonRejection>,
) -> Answer<Json<Value>> {
    let Json(given) = body.map_err(|_| Error::field("is_machine", "error.choice"))?;
    pages::decide(&app, &may, id, given.is_machine).await?;
    Ok(Json(
        json!({ "touchpoint_id": id, "is_machine": given.is_machine, "by_member": true }),
    ))
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, decide))]
pub(crate) struct Document;
