//! Decisions for programs: the list, one, a new one, its review.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::Id;
use org::permissions::{ReadCustomer, WriteActivity};
use org::web::{Answer, App, May, Query, Sent};
use serde_json::{Value, json};

use super::pages::{self, Asked, Learned, Said};
use super::store::{self as sql, Decision};

/// A decision as the API shows it.
pub(super) fn told(decision: &Decision) -> Value {
    json!({
        "id": decision.id, "about": decision.subject_kind, "subject": decision.subject_key, "action": decision.action,
        "answer_id": decision.answer_id, "department_id": decision.department_id, "measure": decision.measure,
        "currency": decision.currency, "comparison": decision.comparison, "expected": decision.expected,
        "expected_ci": decision.expected_ci(), "note": decision.note, "review_on": decision.review_on.to_string(),
        "decided_at": decision.decided_at.rfc3339(), "decided_by": decision.decided_by,
        "reviewed_at": decision.reviewed_at.map(|at| at.rfc3339()), "reviewed_by": decision.reviewed_by,
        "review_answer_id": decision.review_answer_id, "actual": decision.actual, "actual_ci": decision.actual_ci(),
        "judgement": decision.judgement, "review_note": decision.review_note,
        "withdrawn_at": decision.withdrawn_at.map(|at| at.rfc3339()),
    })
}

async fn shown(app: &App, id: Id) -> Answer<Json<Value>> {
    Ok(Json(told(&sql::one(app.db(), id).await?)))
}

#[utoipa::path(get, path = "/api/v1/decisions", params(Asked), responses((status = 200, description = "The decisions that are to be looked at again, by the day of their review, then the closed ones, the newest first.", body = org::web::ApiPage)))]
pub(crate) async fn list(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Query(asked): Query<Asked>,
) -> Answer<Json<Value>> {
    let (found, next) = pages::page(app.db(), &asked).await?;
    let data: Vec<Value> = found.iter().map(told).collect();
    Ok(Json(
        json!({ "data": data, "next": next.map(|id| id.to_string()) }),
    ))
}

#[utoipa::path(post, path = "/api/v1/decisions", request_body = Said, responses((status = 201, description = "Decided, with the effect that the newest answer expects.", body = org::web::Record)))]
pub(crate) async fn decide(
    State(app): State<App>,
    may: May<WriteActivity>,
    Sent(said): Sent<Said>,
) -> Answer<Response> {
    let (id, _) = pages::take(&app, &may, &said).await?;
    Ok((StatusCode::CREATED, shown(&app, id).await?).into_response())
}

#[utoipa::path(get, path = "/api/v1/decisions/{id}", responses((status = 200, description = "A decision: what was expected in its unit with its 95 % interval, and what the review found.", body = org::web::Record)))]
pub(crate) async fn one(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Path(id): Path<Id>,
) -> Answer<Json<Value>> {
    shown(&app, id).await
}

#[utoipa::path(post, path = "/api/v1/decisions/{id}/review", request_body = Learned, responses((status = 200, description = "Compared with the newest answer: confirmed, smaller, larger, opposite, found, unproven or unknown.", body = org::web::Record)))]
pub(crate) async fn review(
    State(app): State<App>,
    may: May<WriteActivity>,
    Path(id): Path<Id>,
    Sent(learned): Sent<Learned>,
) -> Answer<Json<Value>> {
    pages::close(&app, &may, id, &learned).await?;
    shown(&app, id).await
}

#[utoipa::path(delete, path = "/api/v1/decisions/{id}", responses((status = 200, description = "Taken back.", body = org::web::Record)))]
pub(crate) async fn withdraw(
    State(app): State<App>,
    may: May<WriteActivity>,
    Path(id): Path<Id>,
) -> Answer<Json<Value>> {
    pages::take_back(&app, &may, id).await?;
    shown(&app, id).await
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, decide, one, review, withdraw))]
pub(crate) struct Document;
