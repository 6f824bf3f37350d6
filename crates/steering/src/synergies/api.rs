//! What works together, for programs: answers, cases behind a pair, a new search.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Millis, Result};
use org::permissions::{ReadCustomer, WriteActivity};
use org::web::{Answer as Answered, App, May, Query};
use serde_json::{Value, json};

use super::decided;
use super::jobs::SEARCH;
use super::model::{Answer, Behind, Pair};
use super::pages::{self, Wanted};
use super::store as sql;
use crate::decisions;

/// The answers of a run as the API and the command line show them.
pub(super) fn told(at: Option<Millis>, answers: &[Answer]) -> Value {
    let shown: Vec<Value> = answers.iter().map(one).collect();
    json!({ "answered_at": at.map(Millis::rfc3339), "outcomes": shown })
}

fn one(answer: &Answer) -> Value {
    let mut shown = json!(answer);
    shown["from"] = json!(answer.from.rfc3339());
    shown["until"] = json!(answer.until.rfc3339());
    shown["pairs"] = answer.pairs.iter().map(told_pair).collect();
    shown["decided"] = answer.decided.iter().map(told_pair).collect();
    shown
}

fn told_pair(pair: &Pair) -> Value {
    let mut shown = json!(pair);
    shown["verdict"] = json!(pair.standing().key());
    shown["unproven"] = json!(pair.standing().key() == "test");
    let expected = pair.expected();
    shown["next_quarter"] = json!(expected.map(|(value, ci)| json!({ "value": value, "ci": ci })));
    shown
}

#[utoipa::path(get, path = "/api/v1/synergies", responses((status = 200, description = "The newest answers by outcome, with every pair that was tested, and how far a run is.", body = Object)))]
pub(crate) async fn list(State(app): State<App>, _may: May<ReadCustomer>) -> Answered<Json<Value>> {
    let (at, answers) = newest(&app).await?;
    let mut body = told(at, &answers);
    let run = store::jobs::newest(app.db(), SEARCH).await?;
    body["run"] = json!(run.as_ref().map(crate::daily::told));
    Ok(Json(body))
}

/// The newest answers and when they were given.
pub(super) async fn newest(app: &App) -> Result<(Option<Millis>, Vec<Answer>)> {
    let kept = sql::newest(app.db()).await?;
    let at = kept.first().map(|kept| kept.answered_at);
    Ok((at, kept.iter().filter_map(sql::Kept::told).collect()))
}

#[utoipa::path(get, path = "/api/v1/synergies/{outcome}/{first}/{then}", params(Wanted), responses((status = 200, description = "A pair, its key, the cases behind it, the latest first, and what was decided.", body = Object)))]
pub(crate) async fn pair(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Path(keys): Path<(String, String, String)>,
    Query(wanted): Query<Wanted>,
) -> Answered<Json<Value>> {
    let shown = pages::shown(&app, &keys, &wanted).await?;
    let cases: Vec<Value> = shown.cases.iter().map(case).collect();
    let decisions = decisions::upon(app.db(), &decided::subject(&shown.key)).await?;
    Ok(Json(json!({
        "key": shown.key.to_string(), "pair": shown.pair.as_ref().map(told_pair), "counts": shown.counts,
        "data": cases, "decisions": decisions,
    })))
}

fn case(behind: &Behind) -> Value {
    json!({
        "company_id": behind.company, "began_at": behind.zero.rfc3339(), "group": behind.group,
        "first_at": behind.first.map(Millis::rfc3339), "then_at": behind.then.map(Millis::rfc3339),
        "outcome": behind.outcome,
    })
}

#[utoipa::path(post, path = "/api/v1/synergies/runs", responses((status = 202, description = "The search begins in the background.", body = Object)))]
pub(crate) async fn ask(State(app): State<App>, may: May<WriteActivity>) -> Answered<Response> {
    pages::start(&app, &may).await?;
    Ok((StatusCode::ACCEPTED, Json(json!({}))).into_response())
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, pair, ask))]
pub(crate) struct Document;
