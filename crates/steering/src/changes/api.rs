//! Changes for programs: what was changed, what became of it, and the records behind each month.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Id, Lang};
use org::permissions::{ReadCustomer, WriteActivity};
use org::web::{Answer, App, May, Query, Sent, Viewer, if_match};
use serde::Deserialize;
use serde_json::{Value, json};

use analysis::effects::interrupted::{Check, Side, Step};

use super::model::{Answer as Found, Change, Counted, Typed};
use super::pages::{self, Wanted};
use super::{answer, store as sql};

/// A change with what became of it, as the API and the command line show it.
pub(super) fn told(lang: Lang, change: &Change, found: &Found) -> Value {
    let mut told = recorded(change);
    told["definition"] = json!(format!("{}/{}", found.about.key, found.about.version));
    told["wants_more"] = json!(found.about.wants_more);
    told["verdict"] = json!(found.verdict().key());
    told["grade"] = json!(found.found.grade().letter());
    told["sentences"] = json!(pages::sentences(lang, change, found));
    told["before"] = side(&found.found.before);
    told["after"] = side(&found.found.after);
    told["naive_difference"] = json!(found.found.naive);
    told["effect"] = json!(found.step().map(step));
    told["reason"] = json!(found.found.step.as_ref().err().map(|why| why.key()));
    told["checks"] = json!(found.step().map(checks));
    let month = |m: &Counted| month(m, found.step());
    told["months"] = json!(found.months.iter().map(month).collect::<Vec<_>>());
    told
}

fn recorded(change: &Change) -> Value {
    let draft = &change.draft;
    json!({
        "id": change.id, "version": change.version, "name": draft.name, "day": draft.day.to_string(),
        "measure": draft.measure, "departments": draft.departments, "note": draft.note,
        "recorded_at": change.created_at.rfc3339(), "withdrawn_at": change.withdrawn_at.map(|at| at.rfc3339()),
    })
}

fn side(side: &Side) -> Value {
    json!({ "months": side.months, "counted": side.counted, "of": side.of, "rate": side.rate() })
}

fn step(step: &Step) -> Value {
    json!({
        "difference": step.difference, "ci": step.ci, "p": step.p, "with": step.with, "without": step.without,
        "without_ci": step.without_ci, "correlation": step.correlation, "seasonal": step.seasonal,
        "compared": step.compared,
    })
}

fn checks(step: &Step) -> Value {
    let checks = &step.checks;
    let passed: Vec<(String, Value)> = Check::ALL
        .iter()
        .map(|check| (check.key().to_owned(), json!(checks.passed(*check))))
        .collect();
    json!({
        "passed": passed.into_iter().collect::<serde_json::Map<_, _>>(), "months_before": checks.before,
        "months_after": checks.after, "placebo_p": checks.placebo, "recording_change": checks.recording,
    })
}

fn month(month: &Counted, step: Option<&Step>) -> Value {
    let point = step.and_then(|s| s.points.iter().find(|p| p.at == month.span.at));
    json!({
        "month": month.span.word(), "place": month.span.place.key(), "counted": month.own.0, "of": month.own.1,
        "rate": month.rate(), "comparison": month.others.map(|(counted, of)| json!({ "counted": counted, "of": of })),
        "without": point.map(|p| p.without), "without_ci": point.map(|p| p.band),
    })
}

/// A change as a program sends it.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = ChangeDraft)]
#[serde(deny_unknown_fields)]
pub(crate) struct Given {
    /// Its name, at most 120 characters.
    name: String,
    /// The day from which on it held, `YYYY-MM-DD`; not in the future.
    day: String,
    /// `insights_per_conversation`, `win_rate`, `meetings_per_company`, `first_response` or `joint_companies`.
    measure: String,
    /// The departments that changed; none: all.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    departments: Vec<Id>,
    /// What was changed, at most 2 000 characters.
    #[serde(default)]
    note: String,
}

impl From<Given> for Typed {
    fn from(given: Given) -> Self {
        Self {
            name: given.name,
            day: given.day,
            measure: given.measure,
            departments: given.departments,
            note: given.note,
        }
    }
}

async fn shown(app: &App, viewer: &Viewer, id: Id, status: StatusCode) -> Answer<Response> {
    let change = sql::one(app.db(), id).await?;
    let found = answer::kept(app, &change, viewer.ctx.now()).await?;
    let tag = [(header::ETAG, format!("\"{}\"", change.version))];
    let told = told(viewer.ctx.lang, &change, &found);
    Ok((status, tag, Json(told)).into_response())
}

#[utoipa::path(get, path = "/api/v1/changes", responses((status = 200, description = "All changes, the latest day first, each with verdict, effect, 95 % interval, evidence grade, checks and months.", body = Object)))]
pub(crate) async fn list(State(app): State<App>, may: May<ReadCustomer>) -> Answer<Json<Value>> {
    let mut data = Vec::new();
    for change in sql::all(app.db()).await? {
        let found = answer::kept(&app, &change, may.ctx.now()).await?;
        data.push(told(may.ctx.lang, &change, &found));
    }
    Ok(Json(json!({ "data": data })))
}

#[utoipa::path(post, path = "/api/v1/changes", request_body = Given, responses((status = 201, description = "Recorded, with what became of it.", body = org::web::Record)))]
pub(crate) async fn create(
    State(app): State<App>,
    may: May<WriteActivity>,
    Sent(given): Sent<Given>,
) -> Answer<Response> {
    let id = pages::take(&app, &may, &given.into()).await?;
    shown(&app, &may, id, StatusCode::CREATED).await
}

#[utoipa::path(get, path = "/api/v1/changes/{id}", responses((status = 200, description = "A change and what became of it: the three sentences of the page, the numbers behind them, each month with what it would have been without the change.", body = org::web::Record)))]
pub(crate) async fn one(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    shown(&app, &may, id, StatusCode::OK).await
}

#[utoipa::path(patch, path = "/api/v1/changes/{id}", request_body = Given, responses((status = 200, description = "Written anew; all fields are given.", body = org::web::Record)))]
pub(crate) async fn edit(
    State(app): State<App>,
    may: May<WriteActivity>,
    Path(id): Path<Id>,
    headers: HeaderMap,
    Sent(given): Sent<Given>,
) -> Answer<Response> {
    let expected = if_match(&headers)?;
    pages::rewrite(&app, &may, id, &given.into(), expected).await?;
    shown(&app, &may, id, StatusCode::OK).await
}

#[utoipa::path(delete, path = "/api/v1/changes/{id}", responses((status = 200, description = "Withdrawn; it can be restored.", body = org::web::Record)))]
pub(crate) async fn withdraw(
    State(app): State<App>,
    may: May<WriteActivity>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    pages::take_back(&app, &may, id).await?;
    shown(&app, &may, id, StatusCode::OK).await
}

#[utoipa::path(post, path = "/api/v1/changes/{id}/restoration", responses((status = 200, description = "No longer withdrawn.", body = org::web::Record)))]
pub(crate) async fn restore(
    State(app): State<App>,
    may: May<WriteActivity>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    pages::bring_back(&app, &may, id).await?;
    shown(&app, &may, id, StatusCode::OK).await
}

#[utoipa::path(get, path = "/api/v1/changes/{id}/records", params(Wanted), responses((status = 200, description = "The records behind the number of a month, 50 on a page.", body = Object)))]
pub(crate) async fn records(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Path(id): Path<Id>,
    Query(wanted): Query<Wanted>,
) -> Answer<Json<Value>> {
    let (change, found, more) = pages::behind(&app, id, &wanted).await?;
    let place = change.about()?.reads.place();
    let data: Vec<Value> = found
        .iter()
        .map(|b| {
            json!({
                "id": b.id, "at": b.at.map(|at| at.rfc3339()), "what": b.what, "name": b.name, "counted": b.hits,
                "href": format!("{place}{}", b.id),
            })
        })
        .collect();
    let next = more.then(|| wanted.page + 1);
    Ok(Json(json!({ "data": data, "next_page": next })))
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, create, one, edit, withdraw, restore, records))]
pub(crate) struct Document;
