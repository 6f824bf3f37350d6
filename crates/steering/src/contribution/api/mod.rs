//! Contribution as JSON under `/api/v1/contribution`, of a deal beside the deal.

mod told;
mod weights;

use axum::Json;
use axum::extract::{Path, State};
use kernel::{Id, Millis};
use org::permissions::{ReadCustomer, Resource, Verb};
use org::web::{Answer, App, May, Query};
use serde_json::{Value, json};

use super::asked::{After, Asked, AskedAfter};
use super::brought;
use super::listed;
use super::model::DEFINITION;
use super::pages::{OfADeal, compared, found};
use super::paid;
use super::store::{self as sql, Paid};
use crate::effects::WINDOW_DAYS;

pub(crate) use told::{told, told_effects};
pub(crate) use weights::weights;

/// Contribution and credit of a question.
#[utoipa::path(get, path = "/api/v1/contribution", params(Asked), responses((status = 200, description = "The answer.", body = Object)))]
pub(crate) async fn period(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(asked): Query<Asked>,
) -> Answer<Json<Value>> {
    Ok(Json(told(&*found(&app, &may, &asked).await?)))
}

/// The latest runs with model, window and hash of the input.
#[utoipa::path(get, path = "/api/v1/contribution/runs", responses((status = 200, description = "The runs, newest first.", body = Object)))]
pub(crate) async fn runs(State(app): State<App>, may: May<ReadCustomer>) -> Answer<Json<Value>> {
    let runs = sql::runs(app.db(), may.may(Resource::Margin, Verb::Read)).await?;
    Ok(Json(json!({ "data": runs })))
}

/// The touchpoints behind the cost of a row.
#[utoipa::path(get, path = "/api/v1/contribution/costs", params(Asked, After), responses((status = 200, description = "The cost of the row (of all without one) and the touchpoints that it is the sum of, the latest first.", body = org::web::ApiPage)))]
pub(crate) async fn costs(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(asked): Query<AskedAfter>,
) -> Answer<Json<Value>> {
    let found = paid::behind(&app, &may, &asked).await?;
    let one = |paid: &Paid| {
        json!({
            "id": paid.id, "at": paid.time.rfc3339(), "type": paid.type_key, "object": paid.object_name,
            "activity_de": paid.activity_de, "activity_en": paid.activity_en, "company_id": paid.company_id,
            "company": paid.company, "cost_minor": paid.minor,
        })
    };
    let data: Vec<Value> = found.paid.iter().map(one).collect();
    Ok(Json(json!({
        "from": found.question.from.rfc3339(), "to": found.question.to.rfc3339(), "currency": found.question.currency,
        "cost": told::cost(found.cost), "costs_in_other_currencies": found.elsewhere, "data": data,
        "next": found.next.map(|id| id.to_string()),
    })))
}

/// The outcomes behind a row.
#[utoipa::path(get, path = "/api/v1/contribution/journeys", params(Asked), responses((status = 200, description = "The outcomes, the latest first.", body = Object)))]
pub(crate) async fn journeys(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(asked): Query<Asked>,
) -> Answer<Json<Value>> {
    let found = found(&app, &may, &asked).await?;
    let row = asked.row.as_deref().and_then(|key| found.places.row(key));
    let listed = listed::list(app.db(), &found, row).await?;
    Ok(Json(
        json!({ "of": found.gathered.count(), "data": listed }),
    ))
}

/// The touchpoints of one outcome with their weights.
#[utoipa::path(get, path = "/api/v1/contribution/journeys/{id}", params(Asked, ("id" = String, Path, description = "The deal or touchpoint that is the outcome.")), responses((status = 200, description = "The touchpoints in the order of time.", body = Object)))]
pub(crate) async fn journey(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path(id): Path<Id>,
    Query(asked): Query<Asked>,
) -> Answer<Json<Value>> {
    let found = found(&app, &may, &asked).await?;
    let at = found.journey_of(id)?;
    Ok(Json(
        json!({ "id": id, "touchpoints": weights::lines(&found, Some(at))? }),
    ))
}

/// What brought a deal, by the chosen model and by all others.
#[utoipa::path(get, path = "/api/v1/deals/{id}/contribution", params(OfADeal, ("id" = String, Path, description = "The deal.")), responses((status = 200, description = "The answer.", body = Object)))]
pub(crate) async fn deal(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path(id): Path<Id>,
    Query(asked): Query<OfADeal>,
) -> Answer<Json<Value>> {
    let found = brought::of_deal(app.db(), id, may.ctx.now(), &asked.model, asked.level()).await?;
    let period = &found.brought.period;
    let models = compared(&found)?;
    Ok(Json(json!({
        "deal_id": found.deal.id, "won_at": found.deal.won_at.map(Millis::rfc3339), "definition": DEFINITION,
        "model": found.question.model, "level": found.question.level.key(), "window_days": WINDOW_DAYS,
        "value_minor": period.value_minor, "currency": period.currency, "touchpoints": period.touchpoints,
        "entered_late": period.late, "departments": period.departments, "channels": period.channels,
        "models": models.iter().map(|m| json!({ "model": m.model, "departments": told::by_key(m, &found.brought.departments) })).collect::<Vec<_>>(),
    })))
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(period, runs, costs, journeys, journey, weights::weights, deal))]
pub(crate) struct Document;
