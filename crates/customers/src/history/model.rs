//! A change, and what a slice must know to take one back.

use futures_util::future::BoxFuture;
use kernel::{Id, Millis, Result};
use org::permissions::Resource;
use org::web::App;
use store::Tx;

use crate::fields::{Edits, Field, find};
use crate::records::Record;

/// Reads the present spelling of a field.
pub type ReadField = fn(&mut Tx, Id, String) -> BoxFuture<'_, Result<Option<String>>>;

/// Says in which currency the amounts of a record are.
pub type CurrencyOf = fn(App, Id) -> BoxFuture<'static, Result<String>>;

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
    /// Fields that are shown but not taken back: lists of other things.
    pub kept: &'static [&'static str],
    /// What one must be allowed to read to see a field, and to write to take its change back.
    pub needs: fn(&str) -> Resource,
    /// The currency of its amounts; without it that of the company.
    pub currency: Option<CurrencyOf>,
    /// The present spelling of a field.
    pub value: ReadField,
    /// Writes values back, as a change of its own.
    pub restore: fn(&mut Tx, Id, Edits) -> BoxFuture<'_, Result<()>>,
}

impl Subject {
    /// The subject of a kind of record that all share.
    #[must_use]
    pub const fn of<R: Record>() -> Self {
        Self {
            kind: R::KIND,
            path: R::PATH,
            texts: R::TEXTS,
            fields: R::FIELDS,
            kept: &[],
            needs: |_| Resource::Customer,
            currency: None,
            value: |tx, id, field| {
                Box::pin(async move { Ok(R::get_in(tx, id).await?.value(&field)) })
            },
            restore: |tx, id, edits| {
                Box::pin(async move { R::change(tx, id, None, &edits, None).await.map(|_| ()) })
            },
        }
    }

    /// Whether a change of this field can be taken back.
    #[must_use]
    pub fn takes_back(&self, field: &str) -> bool {
        find(self.fields, field).is_some() && !self.kept.contains(&field)
    }
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
        let (Some(field), Some(subject)) = (&self.field, super::subject(&self.kind)) else {
            return false;
        };
        self.undone_by.is_none() && subject.takes_back(field)
    }
}
