//! History: who changed what when, from which value to which; and taking a change back.
//!
//! Every change of a record stands in the audit trail field by field. A slice says through a
//! [`Subject`] how to read a field now and how to write it back; then its changes can be undone as
//! long as nobody changed the field since. An undo is a change like any other, itself audited.
//! Tables: none (reads the audit trail of the store).

mod model;
mod pages;
mod store;

use ::store::{Db, Tx};
use kernel::{Error, Id, Result};
use org::permissions::Resource;
use org::web::Routes;

pub use model::{Change, Subject};
pub use pages::panel_of;

use crate::fields::Edits;

/// The kinds of records whose changes can be seen and undone. A slice adds its line.
fn subjects() -> [&'static Subject; 4] {
    [
        &crate::people::SUBJECT,
        &crate::companies::SUBJECT,
        &crate::deals::SUBJECT,
        &crate::files::SUBJECT,
    ]
}

/// The subject of a kind of record.
#[must_use]
pub fn subject(kind: &str) -> Option<&'static Subject> {
    subjects().into_iter().find(|subject| subject.kind == kind)
}

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/history/{kind}/{id}", pages::history)
        .post("/history/{change}/undo", pages::undo)
}

/// Restores what a change replaced; answers the page of the record.
///
/// # Errors
/// `NotFound` for a change that is none, `Conflict` when it was undone before or when someone
/// changed one of the fields since.
pub async fn undo(tx: &mut Tx, change: Id) -> Result<String> {
    let rows = store::of_change(tx, change).await?;
    let Some(first) = rows.first() else {
        return Err(Error::not_found("change"));
    };
    if rows.iter().any(|row| row.undone_by.is_some()) {
        return Err(Error::state("history.error.undone"));
    }
    let page = first.place();
    let mut records: Vec<(String, Id)> = Vec::new();
    for row in &rows {
        if !records.contains(&(row.kind.clone(), row.record)) {
            records.push((row.kind.clone(), row.record));
        }
    }
    for (kind, record) in records {
        let subject = subject(&kind).ok_or_else(|| Error::state("history.error.not_undoable"))?;
        let mut edits = Edits::new();
        let of_record = rows.iter().filter(|r| r.kind == kind && r.record == record);
        for row in of_record {
            let field = row.field.as_ref().filter(|f| subject.takes_back(f));
            let Some(field) = field else {
                return Err(Error::state("history.error.not_undoable"));
            };
            let now = (subject.value)(tx, record, field.clone()).await?;
            if now != row.after {
                return Err(Error::state("history.error.changed_since"));
            }
            edits = match &row.before {
                Some(before) => edits.set(field, before),
                None => edits.clear(field),
            };
        }
        (subject.restore)(tx, record, edits).await?;
    }
    tx.mark_undone(change).await?;
    Ok(page)
}

/// What one must be allowed to write to take a change back.
///
/// # Errors
/// As the database.
pub async fn needs(tx: &mut Tx, change: Id) -> Result<Vec<Resource>> {
    let rows = store::of_change(tx, change).await?;
    let of = |row: &Change| {
        let subject = subject(&row.kind)?;
        Some((subject.needs)(row.field.as_deref().unwrap_or("")))
    };
    Ok(rows.iter().filter_map(of).collect())
}

/// Who changed a record last, and when: for the one who comes second.
///
/// # Errors
/// As the database.
pub async fn last_change(db: &Db, kind: &str, record: Id) -> Result<Option<Change>> {
    let found = store::of_record(db, kind, record, None, 1).await?;
    Ok(found.into_iter().next())
}
