//! Credit as JSON: of a period under `/api/v1/contribution`, of a deal beside the deal.

use axum::Json;
use axum::extract::{Path, State};
use kernel::{Id, Millis};
use org::permissions::ReadCustomer;
use org::web::{Answer, App, May, Query};
use serde_json::{Value, json};

use super::model::WINDOW_DAYS;
use super::pages::{Asked, span};
use super::store::{self as sql, Period};

#[utoipa::path(get, path = "/api/v1/contribution", params(Asked), responses((status = 200, description = "The answer.", body = Object)))]
pub(crate) async fn period(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(asked): Query<Asked>,
) -> Answer<Json<Value>> {
    let departments = org::departments::all(app.db()).await?;
    let house = org::settings::company(app.db()).await?;
    let (from, to) = span(may.ctx.now(), &house, &asked);
    let period = sql::of_period(app.db(), &departments, from, to, &asked.model).await?;
    let mut body = as_json(&period);
    body["from"] = json!(from.rfc3339());
    body["to"] = json!(to.rfc3339());
    Ok(Json(body))
}

#[utoipa::path(get, path = "/api/v1/deals/{id}/contribution", params(Asked), responses((status = 200, description = "The answer.", body = Object)))]
pub(crate) async fn deal(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path(id): Path<Id>,
    Query(asked): Query<Asked>,
) -> Answer<Json<Value>> {
    let departments = org::departments::all(app.db()).await?;
    let deal = sql::deal(app.db(), id).await?;
    let period = sql::of_deal(app.db(), &departments, &deal, may.ctx.now(), &asked.model).await?;
    let mut body = as_json(&period);
    body["deal_id"] = json!(deal.id);
    body["won_at"] = json!(deal.won_at.map(Millis::rfc3339));
    Ok(Json(body))
}

fn as_json(period: &Period) -> Value {
    json!({
        "definition": "credit/linear/1", "window_days": WINDOW_DAYS, "deals": period.deals,
        "value_minor": period.value_minor, "currency": period.currency, "touchpoints": period.touchpoints,
        "departments": period.departments, "channels": period.channels,
    })
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(period, deal))]
pub(crate) struct Document;
