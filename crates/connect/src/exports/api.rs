//! Exports as downloads: one sheet, or all of them in one archive.

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use kernel::{Error, Result};
use org::permissions::ReadExport;
use org::web::{App, Fail, May};
use serde_json::{Value, json};
use tokio::sync::mpsc::{Sender, channel};

use super::jobs::{Writing, sheets};
use super::model::{Format, Reader, Sheet, Zip, sheet};

type Piece = std::result::Result<Bytes, std::io::Error>;

/// Which sheets there are for the reader.
#[utoipa::path(get, path = "/api/v1/exports", responses((status = 200, description = "The answer.", body = Object)))]
pub async fn list(viewer: May<ReadExport>) -> std::result::Result<Json<Value>, Fail> {
    let reader = Reader::Viewer(Box::new(viewer.viewer.clone()));
    let kinds: Vec<&str> = sheets(&reader).map(|sheet| sheet.kind).collect();
    Ok(Json(
        json!({ "kinds": kinds, "formats": Format::ALL.map(Format::ending) }),
    ))
}

/// One sheet: `company.csv`, `deal.json` …
#[utoipa::path(get, path = "/api/v1/exports/{file}", params(("file" = String, Path, description = "Kind and format: company.csv, deal.json …")), responses((status = 200, description = "The file.", content_type = "application/octet-stream", body = Vec<u8>)))]
pub async fn one(
    viewer: May<ReadExport>,
    State(app): State<App>,
    Path(file): Path<String>,
) -> std::result::Result<Response, Fail> {
    let reader = Reader::Viewer(Box::new(viewer.viewer.clone()));
    let (sheet, format) = parse(&file).ok_or_else(|| Error::not_found("export"))?;
    if !reader.sees(sheet.needs) {
        return Err(Error::Forbidden(format!("export.{}", sheet.kind)).into());
    }
    let (out, pieces) = channel(2);
    tokio::spawn(async move {
        let sent = send_one(&app, sheet, format, &reader, &out).await;
        end(sent, &out).await;
    });
    Ok(download(pieces, &file, format.media_type()))
}

/// Everything that the reader sees, in one archive.
#[utoipa::path(get, path = "/api/v1/exports/all.zip", responses((status = 200, description = "The archive.", content_type = "application/zip", body = Vec<u8>)))]
pub async fn all(
    viewer: May<ReadExport>,
    State(app): State<App>,
) -> std::result::Result<Response, Fail> {
    let reader = Reader::Viewer(Box::new(viewer.viewer.clone()));
    let name = format!("unisono-{}.zip", viewer.ctx.today());
    let (out, pieces) = channel(2);
    tokio::spawn(async move {
        let sent = send_all(&app, &reader, &out).await;
        end(sent, &out).await;
    });
    Ok(download(pieces, &name, "application/zip"))
}

fn parse(file: &str) -> Option<(&'static Sheet, Format)> {
    let (kind, ending) = file.rsplit_once('.')?;
    let format = Format::ALL.into_iter().find(|f| f.ending() == ending)?;
    Some((sheet(kind)?, format))
}

async fn send_one(
    app: &App,
    sheet: &'static Sheet,
    format: Format,
    reader: &Reader,
    out: &Sender<Piece>,
) -> Result<()> {
    let mut writing = Writing::new(sheet, format, reader);
    while let Some(piece) = writing.next(app.db()).await? {
        if out.send(Ok(piece.into())).await.is_err() {
            break;
        }
    }
    Ok(())
}

async fn send_all(app: &App, reader: &Reader, out: &Sender<Piece>) -> Result<()> {
    let mut zip = Zip::default();
    for sheet in sheets(reader) {
        for format in Format::ALL {
            let mut ready = zip.begin(&format!("{}.{}", sheet.kind, format.ending()))?;
            let mut writing = Writing::new(sheet, format, reader);
            while let Some(piece) = writing.next(app.db()).await? {
                ready.extend(zip.add(&piece)?);
                if out
                    .send(Ok(std::mem::take(&mut ready).into()))
                    .await
                    .is_err()
                {
                    return Ok(());
                }
            }
        }
    }
    let _ = out.send(Ok(zip.finish()?.into())).await;
    Ok(())
}

/// A failure breaks the answer off, so that nobody takes half a file for a whole one.
async fn end(sent: Result<()>, out: &Sender<Piece>) {
    if let Err(error) = sent {
        tracing::error!(%error, "an export broke off");
        let _ = out.send(Err(std::io::Error::other("broken off"))).await;
    }
}

fn download(pieces: tokio::sync::mpsc::Receiver<Piece>, name: &str, media_type: &str) -> Response {
    let stream = futures_util::stream::unfold(pieces, |mut pieces| async move {
        pieces.recv().await.map(|piece| (piece, pieces))
    });
    let safe: String = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || ".-_".contains(*c))
        .collect();
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{safe}\""),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, Body::from_stream(stream)).into_response()
}

/// What the handlers say about themselves.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, one, all))]
pub(crate) struct Document;
