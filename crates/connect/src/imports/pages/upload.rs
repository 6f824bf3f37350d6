//! Reading an upload: files stream into the folder of their import, never above the limit. Nothing is
//! held in memory, and nothing stays when the upload is refused.

use std::path::{Path, PathBuf};

use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header;
use kernel::{Error, FieldError, Id, Lang, Result};
use org::web::App;
use tokio::io::AsyncWriteExt as _;
use ui::fmt;

use super::super::jobs::{Given, folder};
use super::super::model::Reason;
use super::super::model::mapping::{Mapping, parse};

/// What a multipart body needs around the files.
const AROUND: u64 = 64 * 1024;
/// The largest mapping that comes as a file.
const MAPPING: u64 = 512 * 1024;
/// Files in one upload.
const FILES: usize = 50;

/// What was uploaded.
pub(in super::super) struct Upload {
    /// The id of the import that it becomes.
    pub id: Id,
    /// The files, each in the folder under its number.
    pub files: Vec<Given>,
    /// A mapping that came with them.
    pub mapping: Option<Mapping>,
}

/// Reads the form; refuses what is announced or turns out to be above the limit, and keeps nothing of it.
pub(in super::super) async fn read(app: &App, lang: Lang, request: Request) -> Result<Upload> {
    let limit = app.config().upload_limit;
    let announced = request.headers().get(header::CONTENT_LENGTH);
    let announced = announced.and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > limit + AROUND) {
        return Err(too_large(lang, limit));
    }
    let parts = Multipart::from_request(request, app)
        .await
        .map_err(|_| unreadable())?;
    let id = app.system().id();
    let place = folder(app, id);
    let read = Reading {
        lang,
        limit,
        left: limit,
        place: place.clone(),
        files: Vec::new(),
        mapping: None,
    };
    match read.all(parts).await {
        Ok(read) => Ok(Upload {
            id,
            files: read.files,
            mapping: read.mapping,
        }),
        Err(error) => {
            let _ = tokio::fs::remove_dir_all(&place).await;
            Err(error)
        }
    }
}

/// Reads a mapping that comes as the file `map` of a form.
pub(in super::super) async fn read_mapping(app: &App, request: Request) -> Result<Mapping> {
    let mut parts = Multipart::from_request(request, app)
        .await
        .map_err(|_| unreadable())?;
    while let Some(mut part) = parts.next_field().await.map_err(|_| unreadable())? {
        if part.name() == Some("map") {
            let text = text_of(&mut part).await?;
            return mapping_of(&text);
        }
    }
    Err(Error::field("map", "error.required"))
}

/// A mapping as a file, or what is wrong with it.
pub(in super::super) fn mapping_of(text: &str) -> Result<Mapping> {
    parse(text).map_err(|reason| invalid("map", reason))
}

/// A reason as what is wrong with a field.
pub(in super::super) fn invalid(field: &str, reason: Reason) -> Error {
    let mut error = FieldError::new(field, &format!("imports.reason.{}", reason.key));
    error.args = reason.args;
    Error::Invalid(vec![error])
}

struct Reading {
    lang: Lang,
    limit: u64,
    left: u64,
    place: PathBuf,
    files: Vec<Given>,
    mapping: Option<Mapping>,
}

impl Reading {
    async fn all(mut self, mut parts: Multipart) -> Result<Self> {
        while let Some(mut part) = parts.next_field().await.map_err(|_| unreadable())? {
            let name = part.file_name().map(plain).filter(|n| !n.is_empty());
            match (part.name().unwrap_or(""), name) {
                ("files", Some(name)) => self.file(&mut part, name).await?,
                ("map", Some(_)) => {
                    let text = text_of(&mut part).await?;
                    if !text.trim().is_empty() {
                        self.mapping = Some(mapping_of(&text)?);
                    }
                }
                _ => {}
            }
        }
        match self.files.is_empty() {
            true => Err(Error::field("files", "error.required")),
            false => Ok(self),
        }
    }

    async fn file(&mut self, part: &mut Field<'_>, name: String) -> Result<()> {
        if self.files.len() == FILES {
            return Err(Error::field("files", "imports.too_many_files"));
        }
        tokio::fs::create_dir_all(&self.place).await?;
        let path = self.place.join(self.files.len().to_string());
        self.write(part, &path).await?;
        self.files.push(Given { path, name });
        Ok(())
    }

    async fn write(&mut self, part: &mut Field<'_>, path: &Path) -> Result<()> {
        let mut file = tokio::fs::File::create(path).await?;
        while let Some(bytes) = part.chunk().await.map_err(|_| unreadable())? {
            let left = self.left.checked_sub(bytes.len() as u64);
            self.left = left.ok_or_else(|| too_large(self.lang, self.limit))?;
            file.write_all(&bytes).await?;
        }
        // The rows are imported later, perhaps by another start of the server.
        file.sync_all().await?;
        Ok(())
    }
}

async fn text_of(part: &mut Field<'_>) -> Result<String> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|_| unreadable())? {
        if (bytes.len() + chunk.len()) as u64 > MAPPING {
            return Err(Error::field("map", "imports.map_wrong"));
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| Error::field("map", "imports.map_wrong"))
}

fn unreadable() -> Error {
    Error::field("files", "error.form")
}

fn too_large(lang: Lang, limit: u64) -> Error {
    let error = FieldError::new("files", "error.file_too_large");
    Error::Invalid(vec![error.arg("max", fmt::file_size(lang, limit))])
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
