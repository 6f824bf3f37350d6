//! A change, and what a slice must know to take one back.

use futures_util::future::BoxFuture;
use kernel::{Id, Millis, Result};
use store::Tx;

use crate::fields::{Edits, Field};

/// Reads the present spelling of a field.
pub type ReadField = fn(&mut Tx, Id, String) -> BoxFuture<'_, Result<Option<String>>>;

/// How the changes of one kind of record are shown and undone.
pub struct Subject {
    /// The kind in the audit trail, e.g. `person`.
    pub kind: &'static str,
    /// Path of its pages, e.g. `/people`.
    pub path: &'static str,
    /// Slice whose texts name its fields, e.g. `people`.
    pub texts: &'static str,
    /// Its fields, for showing values.
    pub fields: &'static [Field],
    /// The present spelling of a field.
    pub value: ReadField,
    /// Writes values back, as a change of its own.
    pub restore: fn(&mut Tx, Id, Edits) -> BoxFuture<'_, Result<()>>,
}

store::row! {
    /// One field of one change.
    #[derive(Debug, Clone)]
    pub struct Change {
        /// Id of the row.
        pub id: Id,
        /// All rows of one transaction share it.
        pub change: Id,
        /// When.
        pub at: Millis,
        /// Who.
        pub member: Option<String>,
        /// `created`, `changed` …
        pub action: String,
        /// Kind of the record.
        pub kind: String,
        /// The record.
        pub record: Id,
        /// The field; `None` for the whole record.
        pub field: Option<String>,
        /// Before.
        pub before: Option<String>,
        /// After.
        pub after: Option<String>,
        /// The import that did it.
        pub import_id: Option<Id>,
        /// The change that took it back.
        pub undone_by: Option<Id>,
    }
}

impl Change {
    /// The page of the record.
    #[must_use]
    pub fn place(&self) -> String {
        match super::subject(&self.kind) {
            Some(subject) => format!("{}/{}", subject.path, self.record),
            None => "/".to_owned(),
        }
    }

    /// Whether it can be taken back, as far as can be seen without looking at the record.
    #[must_use]
    pub fn is_undoable(&self) -> bool {
        self.undone_by.is_none() && self.field.is_some() && super::subject(&self.kind).is_some()
    }
}
