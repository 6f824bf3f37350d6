//! `/api/v1/deals`: the same lists and changes as JSON.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Date, Error, Id, Millis, Result};
use org::permissions::{ReadCustomer, Resource, Verb, WriteCustomer};
use org::web::{Answer, App, May, Query, Sent, Viewer, if_match};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::store as sql;
use super::{BuyerRole, Deal, Field, Filter, NewDeal, Row};
use crate::fields::api;

#[utoipa::path(get, path = "/api/v1/deals", params(Filter), responses((status = 200, description = "A page.", body = org::web::ApiPage)))]
pub(crate) async fn list(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(filter): Query<Filter>,
) -> Answer<Json<Value>> {
    let (rows, next) = sql::page(app.db(), &may.ctx, &filter).await?;
    let data: Vec<Value> = rows.iter().map(row_json).collect();
    Ok(Json(api::page(data, next)))
}

fn instant(at: Option<Millis>) -> Option<String> {
    at.map(Millis::rfc3339)
}

fn row_json(row: &Row) -> Value {
    json!({
        "id": row.id, "name": row.name, "company_id": row.company_id, "company": row.company,
        "stage_id": row.stage_id, "value_minor": row.value_minor, "currency": row.currency, "close_on": row.close_on,
        "opened_at": row.opened_at.rfc3339(), "won_at": instant(row.won_at), "lost_at": instant(row.lost_at),
        "next_step": row.next_step, "next_step_on": row.next_step_on, "owner": row.owner,
        "touched_at": instant(row.touched_at), "version": row.version,
    })
}

#[utoipa::path(get, path = "/api/v1/deals/{id}", responses((status = 200, description = "The record.", body = org::web::Record)))]
pub(crate) async fn get(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    Ok(whole(&app, &may, id, StatusCode::OK).await?)
}

async fn whole(app: &App, viewer: &Viewer, id: Id, status: StatusCode) -> Result<Response> {
    let deal = super::get(app.db(), id).await?;
    let mut body = deal_json(viewer, &deal);
    body["people"] = json!(super::buyers(app.db(), id).await?);
    body["lines"] = json!(super::lines(app.db(), id).await?);
    let etag = [(header::ETAG, api::tag(deal.version))];
    Ok((status, etag, Json(body)).into_response())
}

fn deal_json(viewer: &Viewer, deal: &Deal) -> Value {
    let mut body = json!({
        "id": deal.id, "name": deal.name, "company_id": deal.company_id, "pipeline_id": deal.pipeline_id,
        "stage_id": deal.stage_id, "stage_since": deal.stage_since.rfc3339(), "value_minor": deal.value_minor,
        "currency": deal.currency, "close_on": deal.close_on, "opened_at": deal.opened_at.rfc3339(),
        "won_at": instant(deal.won_at), "lost_at": instant(deal.lost_at), "lost_reason": deal.lost_reason,
        "competitor": deal.competitor, "revive_on": deal.revive_on, "next_step": deal.next_step,
        "next_step_on": deal.next_step_on, "owner_member_id": deal.owner_member_id,
        "source_department_id": deal.source_department_id, "source_channel": deal.source_channel,
        "description": deal.description, "touched_at": instant(deal.touched_at), "version": deal.version,
    });
    if viewer.may(Resource::Margin, Verb::Read) {
        body["margin_minor"] = json!(deal.margin_minor);
        body["discount_pct"] = json!(deal.discount_pct);
    }
    body
}

/// A deal to be added.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = NewDeal)]
#[serde(deny_unknown_fields)]
pub(crate) struct Given {
    name: String,
    #[schema(value_type = Option<String>, pattern = "^[0-7][0-9A-HJKMNP-TV-Z]{12}$")]
    company_id: Option<Id>,
    #[schema(value_type = Option<String>, pattern = "^[0-7][0-9A-HJKMNP-TV-Z]{12}$")]
    stage_id: Option<Id>,
    value_minor: Option<i64>,
    margin_minor: Option<i64>,
    discount_pct: Option<f64>,
    #[serde(default)]
    currency: String,
    #[schema(value_type = Option<String>, format = Date)]
    close_on: Option<Date>,
    opened_at: Option<String>,
    lost_reason: Option<String>,
    competitor: Option<String>,
    next_step: Option<String>,
    #[schema(value_type = Option<String>, format = Date)]
    next_step_on: Option<Date>,
    #[schema(value_type = Option<String>, pattern = "^[0-7][0-9A-HJKMNP-TV-Z]{12}$")]
    owner_member_id: Option<Id>,
    #[schema(value_type = Option<String>, pattern = "^[0-7][0-9A-HJKMNP-TV-Z]{12}$")]
    source_department_id: Option<Id>,
    source_channel: Option<String>,
    description: Option<String>,
    #[serde(default)]
    people: Vec<GivenPerson>,
}

/// A person of the buying group.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GivenPerson {
    #[schema(value_type = String, pattern = "^[0-7][0-9A-HJKMNP-TV-Z]{12}$")]
    person_id: Id,
    role: Option<String>,
}

impl Given {
    fn deal(self, viewer: &Viewer) -> Result<NewDeal> {
        let restricted = self.margin_minor.is_some() || self.discount_pct.is_some();
        if restricted && !viewer.may(Resource::Margin, Verb::Write) {
            return Err(Error::Forbidden("margin.write".to_owned()));
        }
        let opened_at = match &self.opened_at {
            Some(text) => Some(
                Millis::parse(text).ok_or_else(|| Error::field("opened_at", "error.not_a_date"))?,
            ),
            None => None,
        };
        if !self.currency.is_empty() {
            Field::Currency.value(Some(&self.currency))?;
        }
        Field::SourceChannel.value(self.source_channel.as_deref())?;
        Ok(NewDeal {
            name: self.name,
            company_id: self.company_id,
            stage_id: self.stage_id,
            value_minor: self.value_minor,
            margin_minor: self.margin_minor,
            discount_pct: self.discount_pct,
            currency: self.currency,
            close_on: self.close_on,
            opened_at,
            lost_reason: self.lost_reason,
            competitor: self.competitor,
            next_step: self.next_step,
            next_step_on: self.next_step_on,
            owner_member_id: self.owner_member_id.or(viewer.ctx.member),
            source_department_id: self.source_department_id,
            source_channel: self.source_channel,
            description: self.description,
            people: self
                .people
                .iter()
                .map(|p| (p.person_id, p.role.as_deref().and_then(BuyerRole::parse)))
                .collect(),
            ..NewDeal::default()
        })
    }
}

#[utoipa::path(post, path = "/api/v1/deals", request_body = Given, responses((status = 201, description = "Created.", body = org::web::Record)))]
pub(crate) async fn create(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Sent(given): Sent<Given>,
) -> Answer<Response> {
    let new = given.deal(&may)?;
    let mut tx = app.db().begin(&may.ctx).await?;
    if let Some(company) = new.company_id {
        crate::companies::get_in(&mut tx, company)
            .await
            .map_err(|_| Error::field("company_id", "error.unknown_reference"))?;
    }
    let id = super::create(&mut tx, new).await?;
    tx.commit().await?;
    Ok(whole(&app, &may, id, StatusCode::CREATED).await?)
}

#[utoipa::path(patch, path = "/api/v1/deals/{id}", request_body(content = Object, content_type = "application/merge-patch+json"), responses((status = 200, description = "The record.", body = org::web::Record)))]
pub(crate) async fn change(
    State(app): State<App>,
    may: May<WriteCustomer>,
    headers: HeaderMap,
    Path(id): Path<Id>,
    Sent(given): Sent<Map<String, Value>>,
) -> Answer<Response> {
    let expected = if_match(&headers)?;
    let mut fields = Vec::with_capacity(given.len());
    for (word, value) in given {
        let field = Field::parse(&word).ok_or_else(|| Error::field(&word, "error.invalid"))?;
        if field.is_restricted() && !may.may(Resource::Margin, Verb::Write) {
            return Err(Error::Forbidden("margin.write".to_owned()).into());
        }
        fields.push((field, plain(&value)));
    }
    let mut tx = app.db().begin(&may.ctx).await?;
    super::change(&mut tx, id, expected, &fields).await?;
    tx.commit().await?;
    Ok(whole(&app, &may, id, StatusCode::OK).await?)
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// A step to another stage.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    #[schema(value_type = String, pattern = "^[0-7][0-9A-HJKMNP-TV-Z]{12}$")]
    to: Id,
    reason: Option<String>,
}

#[utoipa::path(post, path = "/api/v1/deals/{id}/stage", request_body = Step, responses((status = 200, description = "The record.", body = org::web::Record)))]
pub(crate) async fn move_stage(
    State(app): State<App>,
    may: May<WriteCustomer>,
    headers: HeaderMap,
    Path(id): Path<Id>,
    Sent(step): Sent<Step>,
) -> Answer<Response> {
    // A step may name the version that it starts from, as a change must.
    let expected = match headers.contains_key(header::IF_MATCH) {
        true => if_match(&headers)?,
        false => None,
    };
    let mut tx = app.db().begin(&may.ctx).await?;
    super::move_to_stage(&mut tx, id, step.to, step.reason.as_deref(), expected).await?;
    tx.commit().await?;
    Ok(whole(&app, &may, id, StatusCode::OK).await?)
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, get, create, change, move_stage))]
pub(crate) struct Document;
