//! Reading an upload: files go to the data folder while they are worked on, never above the limit.

use std::path::PathBuf;

use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use kernel::{Error, FieldError, Lang, Result};
use org::web::App;
use ui::fmt;

use super::super::jobs::{Given, Wishes};
use super::super::model::mapping::parse;
use super::super::model::values::DateOrder;

/// What a multipart body needs around the files.
const AROUND: u64 = 64 * 1024;

/// What was uploaded.
pub(super) struct Upload {
    pub(super) files: Vec<Given>,
    pub(super) wishes: Wishes,
    pub(super) dry: bool,
    folder: PathBuf,
}

impl Upload {
    /// Removes the uploaded files; what they said is in the database now.
    pub(super) fn remove(&self) {
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            tracing::warn!(%error, "an upload could not be removed");
        }
    }
}

/// Reads the form; refuses above the limit before anything is stored.
pub(super) async fn read(app: &App, lang: Lang, request: Request) -> Result<Upload> {
    let limit = app.config().upload_limit;
    let too_large = || {
        Error::Invalid(vec![
            FieldError::new("files", "error.file_too_large")
                .arg("max", fmt::file_size(lang, limit)),
        ])
    };
    let announced = request.headers().get(header::CONTENT_LENGTH);
    let announced = announced.and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > limit + AROUND) {
        return Err(too_large());
    }
    let unreadable = || Error::field("files", "error.form");
    let mut parts = Multipart::from_request(request, app)
        .await
        .map_err(|_| unreadable())?;
    let folder = app
        .config()
        .data
        .join("uploads")
        .join(app.system().id().to_string());
    let mut upload = Upload {
        files: Vec::new(),
        wishes: Wishes::default(),
        dry: false,
        folder,
    };
    let mut size = 0_u64;
    while let Some(mut part) = parts.next_field().await.map_err(|_| unreadable())? {
        let name = part.name().unwrap_or("").to_owned();
        let file = part.file_name().map(plain).filter(|n| !n.is_empty());
        let mut bytes = Vec::new();
        while let Some(chunk) = part.chunk().await.map_err(|_| unreadable())? {
            size += chunk.len() as u64;
            if size > limit {
                return Err(too_large());
            }
            bytes.extend_from_slice(&chunk);
        }
        take(&mut upload, &name, file, bytes)?;
    }
    if upload.files.is_empty() {
        return Err(Error::field("files", "error.required"));
    }
    Ok(upload)
}

fn take(upload: &mut Upload, name: &str, file: Option<String>, bytes: Vec<u8>) -> Result<()> {
    match (name, file) {
        ("files", Some(file)) => {
            let place = upload.folder.join(upload.files.len().to_string());
            std::fs::create_dir_all(&place)?;
            let path = place.join(&file);
            std::fs::write(&path, bytes)?;
            upload.files.push(Given { name: file, path });
        }
        ("map", Some(_)) if !bytes.is_empty() => {
            let text =
                String::from_utf8(bytes).map_err(|_| Error::field("map", "imports.map_wrong"))?;
            let mapping = parse(&text).map_err(|_| Error::field("map", "imports.map_wrong"))?;
            upload.wishes.mapping = Some(mapping);
        }
        ("order", None) => {
            upload.wishes.answers.date_order = match bytes.as_slice() {
                b"dmy" => Some(DateOrder::Dmy),
                b"mdy" => Some(DateOrder::Mdy),
                _ => None,
            };
        }
        ("dry", None) => upload.dry = bytes == b"1",
        _ => {}
    }
    Ok(())
}

/// The bare name of a file: no folders, no control characters, bounded.
fn plain(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or("");
    last.chars()
        .filter(|c| !c.is_control())
        .take(120)
        .collect::<String>()
        .trim_matches('.')
        .to_owned()
}
