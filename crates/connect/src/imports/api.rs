//! Imports for programs: upload, mapping, trial, run, undo, and how each stands.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Id, Lang, Millis};
use org::permissions::{ReadImport, WriteImport};
use org::web::{Answer, App, May};
use serde::Deserialize;
use serde_json::{Value, json};

use super::jobs::{self, file_json, findings_json};
use super::model::fields::Kind;
use super::model::mapping::FileMap;
use super::model::{Draft, Prepared, Run, Step};
use super::pages::upload;
use super::store as sql;

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

#[utoipa::path(get, path = "/api/v1/imports/{id}/mapping", responses((status = 200, description = "The answer.", body = Object)))]

pub(super) async fn mapping(
    State(app): State<App>,
    may: May<ReadImport>,
    Path(id): Path<Id>,
) -> Answer<Json<Value>> {
    let (_, draft) = jobs::waiting(&app, id).await?;
    Ok(Json(proposal(&draft, may.ctx.lang)))
}

/// The mapping of every file with what speaks for it, and the fields that there are.
fn proposal(draft: &Draft, lang: Lang) -> Value {
    let files: Vec<Value> = draft.files.iter().map(|f| prepared(f, lang)).collect();
    let fields = Kind::ALL.map(|kind| {
        let names: Vec<&str> = kind.fields().iter().map(|f| f.name).collect();
        (kind.key().to_owned(), json!(names))
    });
    let fields: serde_json::Map<String, Value> = fields.into_iter().collect();
    json!({ "ready": draft.is_ready(), "files": files, "fields": fields })
}

fn prepared(file: &Prepared, lang: Lang) -> Value {
    let map = file.narrowed();
    let columns = file.headers().iter().enumerate().map(|(at, header)| {
        let feeds = map.as_ref().map(|m| m.feeds(header)).unwrap_or_default();
        let fields: Vec<String> = feeds.into_iter().map(|(field, _)| field).collect();
        json!({ "column": header, "samples": file.samples.get(at), "fields": fields })
    });
    let columns: Vec<Value> = columns.collect();
    json!({
        "file": file.name,
        "rows": file.rows,
        "origin": file.origin,
        "format": file.format,
        "needs": file.readiness(),
        "refused": file.refused.as_ref().map(|reason| reason.text(lang)),
        "questions": file.questions,
        "conventions": file.conventions,
        "unused": file.unused,
        "columns": columns,
        "title": file.mapping.title,
        "source": file.mapping.source,
        "mapping": map,
    })
}

/// A mapping as a program gives it: for single files by their names, the parts that it leaves out stay.
#[derive(Deserialize)]
struct Given {
    files: Vec<GivenFile>,
}

#[derive(Deserialize)]
struct GivenFile {
    file: String,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    source: Option<String>,
    #[serde(default)]
    mapping: Option<FileMap>,
}

#[utoipa::path(put, path = "/api/v1/imports/{id}/mapping", request_body = Object, responses((status = 200, description = "The answer.", body = Object)))]

pub(super) async fn set_mapping(
    State(app): State<App>,
    may: May<WriteImport>,
    Path(id): Path<Id>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer<Json<Value>> {
    let text = std::str::from_utf8(&body).map_err(|_| Error::field("body", "error.form"))?;
    let kind = headers.get(header::CONTENT_TYPE);
    let is_toml = kind.is_some_and(|v| v.as_bytes().ends_with(b"toml"));
    let draft = match is_toml {
        true => jobs::use_mapping(&app, &may.ctx, id, &upload::mapping_of(text)?).await?,
        false => {
            let given: Given =
                serde_json::from_str(text).map_err(|_| Error::field("body", "error.form"))?;
            jobs::redraft(&app, &may.ctx, id, |draft| put(draft, given)).await?
        }
    };
    Ok(Json(proposal(&draft, may.ctx.lang)))
}

fn put(draft: &mut Draft, given: Given) -> kernel::Result<Vec<usize>> {
    let mut changed = Vec::new();
    for one in given.files {
        let at = draft.files.iter().position(|f| f.name == one.file);
        let at = at.ok_or_else(|| Error::field("file", "error.unknown_reference"))?;
        let Some(file) = draft.files.get_mut(at) else {
            continue;
        };
        let source = one.source.unwrap_or_else(|| file.mapping.source.clone());
        let title = one.title.unwrap_or_else(|| file.mapping.title.clone());
        let map = one.mapping.or_else(|| file.narrowed());
        let map = map.ok_or_else(|| Error::field("mapping", "error.required"))?;
        file.set(&title, &source, map)
            .map_err(|reason| upload::invalid("mapping", reason))?;
        changed.push(at);
    }
    Ok(changed)
}

#[utoipa::path(get, path = "/api/v1/imports/{id}/mapping.toml", responses((status = 200, description = "The mapping.", content_type = "application/toml", body = String)))]

pub(super) async fn mapping_file(
    State(app): State<App>,
    _may: May<ReadImport>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    let run = sql::get(app.db(), id).await?;
    let draft = run.draft.ok_or_else(|| Error::not_found("mapping"))?;
    let mapping = draft
        .mapping()
        .ok_or_else(|| Error::state("imports.several_sources"))?;
    let head = [
        ("content-type", "application/toml; charset=utf-8".to_owned()),
        (
            "content-disposition",
            format!("attachment; filename=\"mapping-{id}.toml\""),
        ),
    ];
    Ok((head, mapping.to_toml()?).into_response())
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
    mapping,
    set_mapping,
    mapping_file,
    trial,
    run,
    resume,
    cancel,
    undo,
    remove,
    remove_file
))]
pub(crate) struct Document;
