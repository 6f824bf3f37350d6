//! Imports for programs: upload, mapping, trial, run, undo, and how each stands.

mod mapping;

use axum::Json;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Id, Lang, Millis};
use org::permissions::{ReadImport, WriteImport};
use org::web::{Answer, App, May};
use serde::Deserialize;
use serde_json::{Value, json};

use super::jobs::{self, file_json, findings_json};
use super::model::{Run, Step};
use super::pages::upload;
use super::store as sql;

pub(super) use mapping::{mapping, mapping_file, set_mapping};

/// Runs on one page of the list.
const PAGE: usize = 50;

#[derive(Deserialize)]
pub(super) struct From {
    #[serde(default)]
    pub(super) cursor: String,
}

#[utoipa::path(get, path = "/api/v1/imports", responses((status = 200, description = "A page.", body = org::web::ApiPage)))]
pub(super) async fn list(
    State(app): State<App>,
    may: May<ReadImport>,
    Query(from): Query<From>,
) -> Answer<Json<Value>> {
    let before = from.cursor.parse::<Id>().ok();
    let mut runs = sql::list(app.db(), before, PAGE as i64 + 1).await?;
    let more = runs.len() > PAGE;
    runs.truncate(PAGE);
    let next = runs.last().filter(|_| more).map(|run| run.id);
    let data: Vec<Value> = runs.iter().map(|run| shown(run, may.ctx.lang)).collect();
    Ok(Json(json!({ "data": data, "paging": { "next": next } })))
}

#[utoipa::path(post, path = "/api/v1/imports", responses((status = 201, description = "Created.", body = org::web::Record)))]
pub(super) async fn create(
    State(app): State<App>,
    may: May<WriteImport>,
    request: Request,
) -> Answer<Response> {
    let id = receive(&app, &may, request).await?;
    let answer = state(&app, &may, id).await?;
    Ok((StatusCode::CREATED, answer).into_response())
}

/// Takes an upload in and prepares its files; answers the import.
pub(super) async fn receive(
    app: &App,
    may: &May<WriteImport>,
    request: Request,
) -> kernel::Result<Id> {
    let given = upload::read(app, may.ctx.lang, request).await?;
    let mapping = given.mapping.as_ref();
    jobs::begin_draft(app, &may.ctx, given.id, given.files, mapping).await?;
    Ok(given.id)
}

#[utoipa::path(get, path = "/api/v1/imports/{id}", responses((status = 200, description = "The record.", body = org::web::Record)))]
pub(super) async fn get(
    State(app): State<App>,
    may: May<ReadImport>,
    Path(id): Path<Id>,
) -> Answer<Json<Value>> {
    Ok(Json(status(&app, may.ctx.lang, id).await?))
}

async fn state<P>(app: &App, may: &May<P>, id: Id) -> kernel::Result<Json<Value>> {
    Ok(Json(status(app, may.ctx.lang, id).await?))
}

async fn status(app: &App, lang: Lang, id: Id) -> kernel::Result<Value> {
    let run = sql::get(app.db(), id).await?;
    let mut value = shown(&run, lang);
    value["progress"] = json!(progress(app, &run).await?);
    Ok(value)
}

/// How far the job of a run is; none when nothing is under way.
pub(super) async fn progress(app: &App, run: &Run) -> kernel::Result<Option<Step>> {
    use super::model::State::{Running, Trying, Undoing};
    if !matches!(run.state, Running | Trying | Undoing) {
        return Ok(None);
    }
    let status = match run.job {
        Some(job) => store::jobs::status(app.db(), job).await?,
        None => None,
    };
    let told = status.and_then(|s| serde_json::from_str(&s.progress?).ok());
    Ok(Some(told.unwrap_or_else(|| run.step(""))))
}

fn shown(run: &Run, lang: Lang) -> Value {
    let files: Vec<Value> = run.files.iter().map(|f| file_json(f, lang)).collect();
    json!({
        "id": run.id,
        "state": run.state,
        "files": files,
        "findings": findings_json(&run.findings, lang),
        "started_at": run.started_at.rfc3339(),
        "finished_at": run.finished_at.map(Millis::rfc3339),
        "undone_at": run.undone_at.map(Millis::rfc3339),
        "tried_at": run.tried_at.map(Millis::rfc3339),
        "failure": run.failure.as_ref().map(|reason| reason.text(lang)),
        "undone": run.undone,
    })
}

macro_rules! steps {
    ($($(#[$doc:meta])* $name:ident $address:tt = $step:path;)+) => {
        $(
            $(#[$doc])*
            #[utoipa::path(post, path = $address, responses((status = 202, description = "Begun.", body = Object)))]
            pub(super) async fn $name(
                State(app): State<App>,
                may: May<WriteImport>,
                Path(id): Path<Id>,
            ) -> Answer<Response> {
                $step(&app, &may.ctx, id).await?;
                let answer = state(&app, &may, id).await?;
                Ok((StatusCode::ACCEPTED, answer).into_response())
            }
        )+
    };
}

steps! {
    /// Begins a trial run.
    trial "/api/v1/imports/{id}/trial" = jobs::try_it;
    /// Begins the import.
    run "/api/v1/imports/{id}/run" = jobs::run_it;
    /// Goes on with a stopped import.
    resume "/api/v1/imports/{id}/resumption" = jobs::go_on;
    /// Stops what is under way.
    cancel "/api/v1/imports/{id}/cancellation" = jobs::stop;
    /// Begins the undo.
    undo "/api/v1/imports/{id}/undo" = jobs::undo_it;
}

#[utoipa::path(delete, path = "/api/v1/imports/{id}", responses((status = 204, description = "Done.")))]
pub(super) async fn remove(
    State(app): State<App>,
    may: May<WriteImport>,
    Path(id): Path<Id>,
) -> Answer<StatusCode> {
    jobs::drop_it(&app, &may.ctx, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(delete, path = "/api/v1/imports/{id}/files/{no}", responses((status = 204, description = "Done.")))]
pub(super) async fn remove_file(
    State(app): State<App>,
    may: May<WriteImport>,
    Path((id, no)): Path<(Id, usize)>,
) -> Answer<StatusCode> {
    jobs::drop_file(&app, &may.ctx, id, no).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    list,
    create,
    get,
    super::pages::problems,
    mapping::mapping,
    mapping::set_mapping,
    mapping::mapping_file,
    trial,
    run,
    resume,
    cancel,
    undo,
    remove,
    remove_file
))]
pub(crate) struct Document;
