//! `/api/v1/touchpoints`: the same stream and the same entry as JSON.

mod queue;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Error, Id, Millis, Result, Touchpoint, types};
use org::permissions::{ReadCustomer, WriteCustomer};
use org::web::{Answer, App, May, Query, Sent, Viewer};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use store::params;

use super::model::{Cursor, Filter, NewEntry};
use super::store::{self as sql, Moment};

pub(crate) use queue::{assign, undo, unresolved};

/// Writes an entry by hand: checks it, finds record and company, records touchpoint and audit.
pub(crate) async fn write(app: &App, viewer: &Viewer, entry: &NewEntry) -> Result<Id> {
    let touchpoint = entry.touchpoint(&viewer.ctx)?;
    let subject = (entry.person, entry.company, entry.deal);
    keep(app, viewer, touchpoint, subject, entry.corrects)
        .await?
        .ok_or_else(|| Error::state("error.exists"))
}

async fn keep(
    app: &App,
    viewer: &Viewer,
    mut touchpoint: Touchpoint,
    (person, company, deal): (Option<Id>, Option<Id>, Option<Id>),
    corrects: Option<Id>,
) -> Result<Option<Id>> {
    let mut tx = app.db().begin(&viewer.ctx).await?;
    if person.is_some() || deal.is_some() {
        let (_, known) = sql::about(app.db(), person, None, deal).await?;
        touchpoint.company_id = company.or(known);
    } else {
        touchpoint.company_id = company;
    }
    if let Some(person) = person {
        touchpoint.record_id = Some(sql::record_of(&mut tx, person).await?);
    }
    touchpoint.deal_id = deal;
    if let Some(old) = corrects {
        tx.retract(old, super::CORRECTED).await?;
        tx.audit(vec![store::Change::of("corrected", "touchpoint", old)])
            .await?;
    }
    let id = tx.record(touchpoint).await?;
    if let Some(id) = id {
        tx.audit(vec![store::Change::of("created", "touchpoint", id)])
            .await?;
    }
    tx.commit().await?;
    Ok(id)
}

#[utoipa::path(get, path = "/api/v1/touchpoints", params(Filter), responses((status = 200, description = "A page.", body = org::web::ApiPage)))]
pub(crate) async fn list(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Query(filter): Query<Filter>,
) -> Answer<Json<Value>> {
    let department = match filter.department.as_str() {
        "" => None,
        key => org::departments::by_key(app.db(), key).await?,
    };
    let moments = sql::page(app.db(), &filter, department).await?;
    let shown = &moments[..moments.len().min(sql::PAGE as usize)];
    let next = (moments.len() > shown.len())
        .then(|| {
            shown.last().map(|m| {
                Cursor {
                    time: m.time,
                    id: m.id,
                }
                .text()
            })
        })
        .flatten();
    let data: Vec<Value> = shown.iter().map(as_json).collect();
    let mut body = json!({ "data": data });
    if let Some(after) = next {
        body["paging"] = json!({ "next": { "after": after } });
    }
    Ok(Json(body))
}

#[utoipa::path(get, path = "/api/v1/touchpoints/{id}", responses((status = 200, description = "The record.", body = org::web::Record)))]
pub(crate) async fn get(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Path(id): Path<Id>,
) -> Answer<Json<Value>> {
    let (moment, retracted_by) = sql::moment(app.db(), id).await?;
    let mut body = as_json(&moment);
    body["retracted_by"] = json!(retracted_by);
    Ok(Json(body))
}

/// A touchpoint to be written: `type` and a subject are needed; `source` and `event_id` make it
/// happen once.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = NewTouchpoint)]
#[serde(deny_unknown_fields)]
pub(crate) struct Given {
    #[serde(rename = "type")]
    type_key: String,
    time: Option<String>,
    #[schema(value_type = Option<String>, pattern = "^[0-7][0-9A-HJKMNP-TV-Z]{12}$")]
    person_id: Option<Id>,
    #[schema(value_type = Option<String>, pattern = "^[0-7][0-9A-HJKMNP-TV-Z]{12}$")]
    company_id: Option<Id>,
    #[schema(value_type = Option<String>, pattern = "^[0-7][0-9A-HJKMNP-TV-Z]{12}$")]
    deal_id: Option<Id>,
    department: Option<String>,
    source: Option<String>,
    event_id: Option<String>,
    object_name: Option<String>,
    note: Option<String>,
    #[serde(default)]
    #[schema(value_type = Object)]
    properties: Map<String, Value>,
}

#[utoipa::path(post, path = "/api/v1/touchpoints", request_body = Given, responses((status = 201, description = "Created.", body = org::web::Record)))]
pub(crate) async fn create(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Sent(given): Sent<Given>,
) -> Answer<Response> {
    types::get(&given.type_key)?;
    let time = match &given.time {
        Some(text) => {
            Millis::parse(text).ok_or_else(|| Error::field("time", "error.not_a_date"))?
        }
        None => may.ctx.now(),
    };
    let mut touchpoint = Touchpoint::new(&given.type_key, time);
    if let Some(key) = &given.department {
        let found = org::departments::by_key(app.db(), key).await?;
        touchpoint.department_id =
            Some(found.ok_or_else(|| Error::field("department", "error.choice"))?);
    }
    touchpoint.source = given.source.clone().unwrap_or_default();
    touchpoint.event_id = given.event_id.clone().unwrap_or_default();
    touchpoint.object_name = given.object_name;
    touchpoint.note = given.note;
    touchpoint.properties = given.properties;
    touchpoint.member_id = may.ctx.member;
    let subject = (given.person_id, given.company_id, given.deal_id);
    let id = keep(&app, &may, touchpoint, subject, None).await?;
    Ok(match id {
        Some(id) => (StatusCode::CREATED, Json(json!({ "id": id }))).into_response(),
        None => {
            let key = params![given.source, given.event_id];
            let row: Option<(Id,)> = sql::by_event(app.db(), key).await?;
            Json(json!({ "id": row.map(|(id,)| id), "duplicate": true })).into_response()
        }
    })
}

fn as_json(moment: &Moment) -> Value {
    json!({
        "id": moment.id,
        "seq": moment.seq,
        "type": moment.type_key,
        "channel": moment.channel,
        "direction": moment.direction,
        "two_way": moment.two_way,
        "time": moment.time.rfc3339(),
        "timestamp_quality": moment.timestamp_quality,
        "person_id": moment.person_id,
        "company_id": moment.company_id,
        "deal_id": moment.deal_id,
        "department_id": moment.department_id,
        "to_department_id": moment.to_department_id,
        "object_type": moment.object_type,
        "object_id": moment.object_id,
        "object_name": moment.object_name,
        "value_minor": moment.value_minor,
        "currency": moment.currency,
        "note": moment.note,
        "is_machine": moment.is_machine,
        "source": moment.source,
        "event_id": moment.event_id,
        "properties": moment.properties(),
    })
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, create, get, queue::unresolved, queue::assign, queue::undo))]
pub(crate) struct Document;
