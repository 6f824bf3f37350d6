//! The mapping of a draft for programs: what is proposed, what is set, and as a file.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Id, Lang};
use org::permissions::{ReadImport, WriteImport};
use org::web::{Answer, App, May};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::jobs;
use super::super::model::fields::Kind;
use super::super::model::mapping::FileMap;
use super::super::model::{Draft, Prepared};
use super::super::pages::upload;
use super::super::store as sql;

#[utoipa::path(get, path = "/api/v1/imports/{id}/mapping", responses((status = 200, description = "The answer.", body = Object)))]
pub(crate) async fn mapping(
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
pub(crate) async fn set_mapping(
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
pub(crate) async fn mapping_file(
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
