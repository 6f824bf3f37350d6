//! Files beside a record: attaching, fetching, removing.

use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Error, FieldError, Id, Lang, Result};
use maud::{Markup, html};
use org::permissions::{ReadCustomer, Resource, Verb, WriteCustomer};
use org::web::{Answer, App, May, Viewer, see};
use ui::components::{button, field, form, section};
use ui::{Attrs, fmt, t};

use super::model::{File, Upload};
use super::store as sql;

/// What a multipart body needs around the bytes of the file.
const AROUND: u64 = 64 * 1024;

/// The files at a record, for the side column of its page.
///
/// # Errors
/// As the database.
pub async fn section_of(app: &App, viewer: &Viewer, kind: &str, record: Id) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let files = sql::of_record(app.db(), kind, record).await?;
    let editable = viewer.may(Resource::Customer, Verb::Write);
    let body = html! {
        @if files.is_empty() { p.u-mute.u-sm { (t(lang, "files.none")) } }
        @else { ol.u-hits { @for file in &files { (row(viewer, file, editable)) } } }
        @if editable { (upload_form(app, viewer, kind, record)) }
    };
    Ok(section(t(lang, "files.title"), html! {}, body))
}

fn row(viewer: &Viewer, file: &File, editable: bool) -> Markup {
    let lang = viewer.ctx.lang;
    let size = fmt::file_size(lang, u64::try_from(file.size).unwrap_or(0));
    html! {
        li.u-hit {
            div.u-grow {
                a.u-link href={ "/files/" (file.id) "/content" } download { (file.name) }
                div.u-mute.u-xs {
                    (size) " · " (fmt::datetime(lang, file.created_at, &viewer.ctx.zone))
                    @if let Some(member) = &file.member { " · " (member) }
                }
            }
            @if editable {
                (form(&format!("/files/{}/removal", file.id), &viewer.csrf, &Attrs::new(),
                    html! { (button(t(lang, "word.remove")).submits().ghost()) }))
            }
        }
    }
}

fn upload_form(app: &App, viewer: &Viewer, kind: &str, record: Id) -> Markup {
    let lang = viewer.ctx.lang;
    let action = format!("/files/at/{kind}/{record}?_csrf={}", viewer.csrf);
    let attrs = Attrs::new().with("enctype", "multipart/form-data");
    let limit = fmt::file_size(lang, app.config().upload_limit);
    let hint = ui::tf(lang, "files.limit", &[("limit", &limit)]);
    let body = html! {
        (field("file", t(lang, "files.choose")).kind("file").hint(&hint).required())
        (button(t(lang, "files.attach")).submits().icon("paperclip"))
    };
    form(&action, &viewer.csrf, &attrs, body)
}

pub(crate) async fn upload(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path((kind, record)): Path<(String, Id)>,
    request: Request,
) -> Answer<Response> {
    let upload = read(&app, may.ctx.lang, request).await?;
    let mut tx = app.db().begin(&may.ctx).await?;
    let file = super::attach(&mut tx, &kind, record, upload).await?;
    let undo = format!("/history/{}/undo", tx.change_id());
    tx.commit().await?;
    let place = place_of(&sql::get(app.db(), file).await?);
    Ok(see(&app, &place, Some(("files.attached", Some(&undo)))))
}

/// Reads the one file of a multipart body and stops at the limit, before anything is stored.
pub(super) async fn read(app: &App, lang: Lang, request: Request) -> Result<Upload> {
    let limit = app.config().upload_limit;
    let too_large = || {
        let error =
            FieldError::new("file", "error.file_too_large").arg("max", fmt::file_size(lang, limit));
        Error::Invalid(vec![error])
    };
    let announced = request.headers().get(header::CONTENT_LENGTH);
    let announced = announced.and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > limit + AROUND) {
        return Err(too_large());
    }
    let unreadable = || Error::field("file", "error.form");
    let mut parts = Multipart::from_request(request, app)
        .await
        .map_err(|_| unreadable())?;
    while let Some(mut part) = parts.next_field().await.map_err(|_| unreadable())? {
        if part.name() != Some("file") {
            continue;
        }
        let name = part.file_name().unwrap_or("").to_owned();
        let media_type = part
            .content_type()
            .unwrap_or("application/octet-stream")
            .to_owned();
        let mut content = Vec::new();
        while let Some(bytes) = part.chunk().await.map_err(|_| unreadable())? {
            if (content.len() + bytes.len()) as u64 > limit {
                return Err(too_large());
            }
            content.extend_from_slice(&bytes);
        }
        return Ok(Upload {
            name,
            media_type,
            content,
        });
    }
    Err(Error::field("file", "error.required"))
}

/// The page of the record that a file is at.
fn place_of(file: &File) -> String {
    let path = match file.record_kind.as_str() {
        "person" => "/people",
        "deal" => "/deals",
        _ => "/companies",
    };
    format!("{path}/{}", file.record_id)
}

/// A file has no page of its own: the page of its record.
pub(crate) async fn page(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Path(id): Path<Id>,
) -> Answer<Redirect> {
    let mut tx = app.db().begin(&app.system()).await?;
    let file = sql::get_in(&mut tx, id).await?;
    Ok(Redirect::to(&place_of(&file)))
}

/// Sends a file as something to be saved, never as a page.
#[utoipa::path(get, path = "/api/v1/files/{id}/content", responses((status = 200, description = "The file.", content_type = "application/octet-stream", body = Vec<u8>)))]
pub(crate) async fn download(
    State(app): State<App>,
    _may: May<ReadCustomer>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    let file = sql::get(app.db(), id).await?;
    let content = sql::content(app.db(), &file).await?;
    let plain: String = file
        .name
        .chars()
        .map(|c| if c.is_ascii() { c } else { '_' })
        .collect();
    let disposition = format!(
        "attachment; filename=\"{plain}\"; filename*=UTF-8''{}",
        crate::lists::encoded(&file.name)
    );
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::ETAG, format!("\"{}\"", file.sha256)),
    ];
    Ok((headers, Body::from(content)).into_response())
}

pub(crate) async fn remove(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    let file = sql::get(app.db(), id).await?;
    let mut tx = app.db().begin(&may.ctx).await?;
    super::remove(&mut tx, id).await?;
    let undo = format!("/history/{}/undo", tx.change_id());
    tx.commit().await?;
    Ok(see(
        &app,
        &place_of(&file),
        Some(("files.removed", Some(&undo))),
    ))
}
