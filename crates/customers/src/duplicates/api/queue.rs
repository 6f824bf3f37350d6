//! The queue for programs.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Error, Id};
use org::permissions::{ReadCustomer, WriteCustomer};
use org::web::{Answer, App, May, Query, Sent};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::jobs::{self, Progress};
use super::super::model::Band;
use super::super::pages;
use super::super::questions::{self, Question, Said};
use super::super::store as sql;
use super::super::twin::{Kind, of_kind};
use super::{kind_of, shown};
use crate::fields::api;

/// Questions of a page.
const ROWS: usize = 50;

/// What a run is about.
#[derive(Deserialize, utoipa::IntoParams)]
pub(crate) struct Which {
    /// Only `person` or only `company`; both unless given.
    kind: Option<String>,
}

/// What is listed.
#[derive(Deserialize, utoipa::IntoParams)]
pub(crate) struct Ask {
    /// `person` or `company`; both unless given.
    kind: Option<String>,
    /// `certain`, `likely` or `part` (companies that may belong to each other); likely unless given.
    band: Option<String>,
    /// The last id of the page before.
    #[param(value_type = Option<String>)]
    after: Option<Id>,
}

fn told(one: &Question) -> Value {
    json!({
        "id": one.pair.id, "kind": one.kind.key(), "a": { "id": one.pair.a_id, "name": one.a.name }, "b": { "id": one.pair.b_id, "name": one.b.name },
        "band": one.pair.band, "refused": one.pair.refused, "part_id": one.pair.part_id, "evidence": shown(&one.weighed),
        "model_version": one.pair.model_version, "found_at": one.pair.found_at.rfc3339(),
    })
}

#[utoipa::path(get, path = "/api/v1/duplicates", params(Ask), responses((status = 200, description = "Open questions, the surest first.", body = org::web::ApiPage)))]
pub(crate) async fn list(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Query(ask): Query<Ask>,
) -> Answer<Json<Value>> {
    let kind = kind_of(ask.kind.as_deref())?;
    let band = match ask.band.as_deref() {
        None => Band::Likely,
        Some(word) => Band::parse(word).ok_or_else(|| Error::field("band", "error.choice"))?,
    };
    let (questions, next) = questions::page(app.db(), kind, band, ask.after, ROWS).await?;
    let data = questions.iter().map(told).collect();
    Ok(Json(api::page(data, next.map(|id| id.to_string()))))
}

/// An answer.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DuplicateAnswer {
    /// `same` merges the two into the older one, `apart` is never asked again, `part` puts one company below
    /// the other, `open` takes the answer back.
    answer: String,
    /// For `part`: which of the two is the part; the suggested one unless given.
    #[schema(value_type = Option<String>)]
    part_id: Option<Id>,
    /// For `part`: `site` or `subsidiary`; what was suggested unless given.
    relation: Option<String>,
}

#[utoipa::path(post, path = "/api/v1/duplicates/{id}/answer", request_body = DuplicateAnswer, responses((status = 200, description = "Answered; the merge, if there is one.", body = Object)))]
pub(crate) async fn say(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
    Sent(said): Sent<DuplicateAnswer>,
) -> Answer<Json<Value>> {
    let said = Said {
        answer: said.answer,
        part: said.part_id,
        relation: said.relation,
    };
    let merge = questions::answer(&app, &may, id, &said).await?;
    Ok(Json(
        json!({ "id": id, "answer": said.answer, "merge_id": merge }),
    ))
}

#[utoipa::path(post, path = "/api/v1/duplicates/runs", responses((status = 202, description = "Everybody is compared in the background.", body = Object)))]
pub(crate) async fn search(State(app): State<App>, may: May<WriteCustomer>) -> Answer<Response> {
    pages::start(&app, &may, jobs::SEARCH, None).await?;
    Ok((StatusCode::ACCEPTED, Json(json!({}))).into_response())
}

#[utoipa::path(get, path = "/api/v1/duplicates/runs", responses((status = 200, description = "The newest run and how far it is, and how many questions are open.", body = Object)))]
pub(crate) async fn run(State(app): State<App>, may: May<ReadCustomer>) -> Answer<Json<Value>> {
    let counts = sql::counts(app.db()).await?;
    let of = |kind: Option<Kind>| -> serde_json::Map<String, Value> {
        let open = |band: Band| (band.key().to_owned(), json!(counts.of(kind, Some(band))));
        Band::ALL.into_iter().map(open).collect()
    };
    let run = sql::newest(app.db(), may.ctx.now()).await?.map(|run| {
        let told: Progress = run.progress.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        json!({
            "id": run.id, "kind": run.kind, "stage": told.stage, "done": told.done, "of": told.of,
            "done_at": run.done_at.map(|at| at.rfc3339()), "failed_at": run.failed_at.map(|at| at.rfc3339()),
        })
    });
    let mut kinds = serde_json::Map::new();
    for kind in Kind::ALL {
        let learned = of_kind!(kind, T => sql::learned::<T>(app.db()).await)?;
        let model = json!({ "version": learned.version, "records": learned.records, "answers": learned.answers });
        kinds.insert(
            kind.key().to_owned(),
            json!({ "open": of(Some(kind)), "model": model }),
        );
    }
    Ok(Json(
        json!({ "run": run, "open": of(None), "kinds": kinds }),
    ))
}

#[utoipa::path(delete, path = "/api/v1/duplicates/runs/{id}", responses((status = 202, description = "It ends at the next occasion.", body = Object)))]
pub(crate) async fn stop(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    let mut tx = app.db().begin(&may.ctx).await?;
    jobs::stop(&mut tx, id).await?;
    tx.commit().await?;
    Ok((StatusCode::ACCEPTED, Json(json!({ "id": id }))).into_response())
}

#[utoipa::path(post, path = "/api/v1/duplicates/batches", params(Which), responses((status = 202, description = "All certain pairs are merged in the background.", body = Object)))]
pub(crate) async fn merge_all(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Query(which): Query<Which>,
) -> Answer<Response> {
    let kind = kind_of(which.kind.as_deref())?;
    pages::start(&app, &may, jobs::MERGE, kind).await?;
    Ok((StatusCode::ACCEPTED, Json(json!({}))).into_response())
}

#[utoipa::path(post, path = "/api/v1/duplicates/batches/{id}/undo", responses((status = 202, description = "The merges of the run are taken back in the background.", body = Object)))]
pub(crate) async fn undo_all(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    pages::undo_batch(&app, &may, id).await?;
    Ok((StatusCode::ACCEPTED, Json(json!({ "id": id }))).into_response())
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, say, search, run, stop, merge_all, undo_all))]
pub(crate) struct Document;
