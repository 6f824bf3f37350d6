//! The questions for programs: answers, cases behind them, runs, decisions.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Error, Id};
use org::permissions::{ReadCustomer, WriteActivity};
use org::web::{Answer, App, May, Query, Sent};
use serde_json::{Value, json};

use super::jobs::ASK;
use super::model::{Question, Told};
use super::pages::{self, Asked, Learned, Said};
use super::store::{self as sql, Decision};
use super::{Standing, asked, standing};

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

#[utoipa::path(get, path = "/api/v1/questions", responses((status = 200, description = "The newest answers, how far a run is, and decisions to be reviewed.", body = Object)))]
pub(crate) async fn list(State(app): State<App>, may: May<ReadCustomer>) -> Answer<Json<Value>> {
    let standing = standing(app.db(), may.ctx.now()).await?;
    let run = store::jobs::newest(app.db(), ASK).await?;
    let run = run.as_ref().map(crate::daily::told);
    let due: Vec<Value> = sql::due(app.db()).await?.iter().map(decided).collect();
    let mut body = standing.as_json();
    body["run"] = json!(run);
    body["reviews"] = json!(due);
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
    let decisions = sql::decisions(app.db(), question.about().key).await?;
    let decisions: Vec<Value> = decisions.iter().map(decided).collect();
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

#[utoipa::path(post, path = "/api/v1/questions/{key}/decisions", request_body = Said, responses((status = 201, description = "Decided.", body = Object)))]
pub(crate) async fn decide(
    State(app): State<App>,
    may: May<WriteActivity>,
    Path(key): Path<String>,
    Sent(said): Sent<Said>,
) -> Answer<Response> {
    let id = pages::take(&app, &may, &key, &said).await?;
    let decision = sql::decision(app.db(), id).await?;
    Ok((StatusCode::CREATED, Json(decided(&decision))).into_response())
}

#[utoipa::path(post, path = "/api/v1/questions/decisions/{id}/review", request_body = Learned, responses((status = 200, description = "Compared with the newest answer.", body = Object)))]
pub(crate) async fn review(
    State(app): State<App>,
    may: May<WriteActivity>,
    Path(id): Path<Id>,
    Sent(learned): Sent<Learned>,
) -> Answer<Json<Value>> {
    pages::close(&app, &may, id, &learned).await?;
    Ok(Json(decided(&sql::decision(app.db(), id).await?)))
}

#[utoipa::path(delete, path = "/api/v1/questions/decisions/{id}", responses((status = 200, description = "Taken back.", body = Object)))]
pub(crate) async fn withdraw(
    State(app): State<App>,
    may: May<WriteActivity>,
    Path(id): Path<Id>,
) -> Answer<Json<Value>> {
    pages::take_back(&app, &may, id).await?;
    Ok(Json(decided(&sql::decision(app.db(), id).await?)))
}

fn decided(decision: &Decision) -> Value {
    json!({
        "id": decision.id, "question": decision.question, "action": decision.action,
        "department_id": decision.department_id, "expected": decision.expected, "note": decision.note,
        "review_on": decision.review_on.to_string(), "decided_at": decision.decided_at.rfc3339(),
        "reviewed_at": decision.reviewed_at.map(|at| at.rfc3339()), "actual": decision.actual,
        "review_note": decision.review_note, "withdrawn_at": decision.withdrawn_at.map(|at| at.rfc3339()),
    })
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, one, cases, ask, decide, review, withdraw))]
pub(crate) struct Document;
