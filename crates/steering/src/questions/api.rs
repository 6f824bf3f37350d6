//! The questions for programs: answers, cases behind them, runs.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Error, Id};
use org::permissions::{ReadCustomer, WriteActivity};
use org::web::{Answer, App, May, Query};
use serde_json::{Value, json};

use super::jobs::ASK;
use super::model::{Question, Told};
use super::pages::{self, Asked};
use super::store as sql;
use super::{Standing, asked, decided, standing};
use crate::decisions;

pub(super) fn told(question: &dyn Question, id: Id, told: &Told, standing: &Standing) -> Value {
    let measure = question.about().measure;
    json!({
        "question": question.about().key, "answer_id": id, "definition": format!("{}/{}", question.about().key, told.version),
        "belongs": question.about().belongs.key(), "owner": question.about().owner, "measure": measure.key(),
        "wants_more": question.about().wants_more, "known": question.about().known, "verdict": told.verdict(question).key(),
        "unproven": told.is_unproven(question), "grade": told.grade, "answer": told,
        "next_quarter": told.expected(question).map(|(value, ci)| json!({ "value": value, "ci": ci })),
        "next_quarter_value_minor": standing.money(question, told).map(f64::round), "currency": standing.currency,
        "needed_in_each_arm": told.needed(measure),
    })
}

#[utoipa::path(get, path = "/api/v1/questions", responses((status = 200, description = "The newest answers, and how far a run is.", body = Object)))]
pub(crate) async fn list(State(app): State<App>, may: May<ReadCustomer>) -> Answer<Json<Value>> {
    let standing = standing(app.db(), may.ctx.now()).await?;
    let run = store::jobs::newest(app.db(), ASK).await?;
    let run = run.as_ref().map(crate::daily::told);
    let mut body = standing.as_json();
    body["run"] = json!(run);
    Ok(Json(body))
}

#[utoipa::path(get, path = "/api/v1/questions/{key}", responses((status = 200, description = "The answers to a question, newest first, and what was decided.", body = Object)))]
pub(crate) async fn one(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path(key): Path<String>,
) -> Answer<Json<Value>> {
    let question = asked::find(&key).ok_or(Error::NotFound("question"))?;
    let standing = standing(app.db(), may.ctx.now()).await?;
    let answers = sql::answers(app.db(), question.about().key).await?;
    let shown: Vec<Value> = answers
        .iter()
        .filter_map(|kept| {
            let mut one = told(question, kept.id, &kept.told()?, &standing);
            one["answered_at"] = json!(kept.answered_at.rfc3339());
            one["data_until"] = json!(kept.until.rfc3339());
            one["data_hash"] = json!(format!("{:016x}", kept.data_hash));
            Some(one)
        })
        .collect();
    let decisions = decisions::upon(app.db(), &decided::subject(question)).await?;
    Ok(Json(json!({ "answers": shown, "decisions": decisions })))
}

#[utoipa::path(get, path = "/api/v1/questions/{key}/cases", params(Asked), responses((status = 200, description = "The cases behind an answer, by company.", body = org::web::ApiPage)))]
pub(crate) async fn cases(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Path(key): Path<String>,
    Query(from): Query<Asked>,
) -> Answer<Json<Value>> {
    let question = asked::find(&key).ok_or(Error::NotFound("question"))?;
    let (found, next) = pages::behind(app.db(), question, from.after).await?;
    let data: Vec<Value> = found
        .iter()
        .map(|b| {
            json!({
                "company_id": b.company, "company": b.name, "decided_at": b.decided.rfc3339(),
                "exposed": b.exposed, "outcome": b.outcome,
            })
        })
        .collect();
    Ok(Json(
        json!({ "data": data, "next": next.map(|id| id.to_string()) }),
    ))
}

#[utoipa::path(post, path = "/api/v1/questions/runs", responses((status = 202, description = "All questions are asked in the background.", body = Object)))]
pub(crate) async fn ask(State(app): State<App>, may: May<WriteActivity>) -> Answer<Response> {
    pages::start(&app, &may).await?;
    Ok((StatusCode::ACCEPTED, Json(json!({}))).into_response())
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, one, cases, ask))]
pub(crate) struct Document;
