//! Files at people, companies and deals.
//!
//! The content is kept once per hash; removing a file only marks it, so that it can be undone.
//! Every attaching and removing is on the timeline and in the history.
//! Tables: file, file_content.

mod api;
mod model;
mod pages;
mod store;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use ::store::{Change, Doc, Tx};
use axum::extract::DefaultBodyLimit;
use axum::routing::post;
use kernel::{Error, Id, Result, Touchpoint};
use org::permissions::Resource;
use org::web::Routes;

pub use model::{File, KINDS, Upload, clean_name};
pub use pages::section_of;
pub use store::{content, get, of_record};

use crate::fields::{Edits, Field, Kind};
use crate::history::Subject;

const FIELDS: &[Field] = &[Field::new("attached", Kind::Fact)];

/// How the changes of files are shown and undone.
pub static SUBJECT: Subject = Subject {
    kind: "file",
    path: "/files",
    texts: "files",
    fields: FIELDS,
    kept: &[],
    needs: |_| Resource::Customer,
    currency: None,
    value: |tx, id, _| {
        Box::pin(async move {
            let file = store::get_in(tx, id).await?;
            Ok(file.removed_at.is_none().then(|| "true".to_owned()))
        })
    },
    restore: |tx, id, edits: Edits| {
        Box::pin(async move {
            match edits.value("attached") {
                Some(_) => put_back(tx, id).await,
                None => remove(tx, id).await,
            }
        })
    },
};

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    // The handlers count the bytes themselves, against the limit of the configuration.
    let unlimited = DefaultBodyLimit::disable;
    Routes::new()
        .special(
            &["POST"],
            "/files/at/{kind}/{record}",
            post(pages::upload).layer(unlimited()),
        )
        .get("/files/{id}", pages::page)
        .get("/files/{id}/content", pages::download)
        .post("/files/{id}/removal", pages::remove)
        .get("/api/v1/files", api::list)
        .describe::<api::Document>()
        .special(
            &["POST"],
            "/api/v1/files",
            post(api::create).layer(unlimited()),
        )
        .get("/api/v1/files/{id}", api::get)
        .get("/api/v1/files/{id}/content", pages::download)
        .delete("/api/v1/files/{id}", api::remove)
}

/// Attaches a file to a record.
///
/// # Errors
/// `NotFound` when there is no such record, `Invalid` for an empty file.
pub async fn attach(tx: &mut Tx, kind: &str, record: Id, upload: Upload) -> Result<Id> {
    let kind = *KINDS
        .iter()
        .find(|k| **k == kind)
        .ok_or_else(|| Error::not_found("record"))?;
    if upload.content.is_empty() {
        return Err(Error::field("file", "error.file_empty"));
    }
    if !store::exists(tx, kind, record).await? {
        return Err(Error::not_found("record"));
    }
    let id = tx.ctx().id();
    store::insert(tx, id, kind, record, &upload).await?;
    note(tx, id, "file.attached", None, Some("true")).await?;
    Ok(id)
}

/// Takes a file away from its record; the content stays until nothing can be undone any more.
///
/// # Errors
/// `NotFound`, or `Conflict` when it was removed before.
pub async fn remove(tx: &mut Tx, id: Id) -> Result<()> {
    let now = tx.ctx().now();
    if !store::mark(tx, id, Some(now)).await? {
        return Err(Error::not_found("file"));
    }
    note(tx, id, "file.removed", Some("true"), None).await
}

async fn put_back(tx: &mut Tx, id: Id) -> Result<()> {
    if !store::mark(tx, id, None).await? {
        return Err(Error::not_found("file"));
    }
    note(tx, id, "file.attached", None, Some("true")).await
}

async fn note(
    tx: &mut Tx,
    id: Id,
    type_key: &str,
    before: Option<&str>,
    after: Option<&str>,
) -> Result<()> {
    let file = store::get_in(tx, id).await?;
    let own = |text: Option<&str>| text.map(str::to_owned);
    tx.audit(vec![Change::field(
        "file",
        id,
        "attached",
        own(before),
        own(after),
    )])
    .await?;
    let mut touchpoint = Touchpoint::new(type_key, tx.ctx().now());
    touchpoint.member_id = tx.ctx().member;
    touchpoint.object_type = Some("file".to_owned());
    touchpoint.object_id = Some(id.to_string());
    touchpoint.object_name = Some(file.name.clone());
    touchpoint
        .properties
        .insert("name".to_owned(), file.name.clone().into());
    match file.record_kind.as_str() {
        "person" => {
            touchpoint.record_id = Some(file.record_id);
            touchpoint.company_id = store::company_of(tx, "person", file.record_id).await?;
        }
        "deal" => {
            touchpoint.deal_id = Some(file.record_id);
            touchpoint.company_id = store::company_of(tx, "deal", file.record_id).await?;
        }
        _ => touchpoint.company_id = Some(file.record_id),
    }
    tx.record(touchpoint).await?;
    index(tx, &file, after.is_some()).await
}

/// Search finds a file by its name while it is attached.
async fn index(tx: &mut Tx, file: &File, attached: bool) -> Result<()> {
    if !attached {
        return tx.unindex(file.id).await;
    }
    let at = store::name_of(tx, &file.record_kind, file.record_id).await?;
    tx.index(vec![Doc {
        id: file.id,
        kind: "file",
        title: file.name.clone(),
        subtitle: at,
        words: String::new(),
    }])
    .await
}
