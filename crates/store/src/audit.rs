//! The audit trail: who changed what, from which value to which, when and why.

use kernel::{Id, Result};

use crate::{Tx, Value, params};

/// One changed field, or a whole record when `field` is empty.
#[derive(Debug, Clone)]
pub struct Change {
    /// `created`, `changed`, `removed`, `signed_in` …
    pub action: &'static str,
    /// Kind of the record, e.g. `deal`.
    pub record_kind: &'static str,
    /// The record, if there is one.
    pub record_id: Option<Id>,
    /// The field; `None` for the whole record.
    pub field: Option<String>,
    /// The value before.
    pub before: Option<String>,
    /// The value after.
    pub after: Option<String>,
    /// Why, when the member said so.
    pub reason: Option<String>,
    /// The import that did it.
    pub import_id: Option<Id>,
}

impl Change {
    /// A change of a whole record (created, removed …).
    #[must_use]
    pub fn of(action: &'static str, record_kind: &'static str, record_id: Id) -> Self {
        Self {
            action,
            record_kind,
            record_id: Some(record_id),
            field: None,
            before: None,
            after: None,
            reason: None,
            import_id: None,
        }
    }

    /// A change of one field.
    #[must_use]
    pub fn field(
        record_kind: &'static str,
        record_id: Id,
        field: &str,
        before: Option<String>,
        after: Option<String>,
    ) -> Self {
        Self {
            field: Some(field.to_owned()),
            before,
            after,
            ..Self::of("changed", record_kind, record_id)
        }
    }
}

const COLUMNS: &[&str] = &[
    "id",
    "change_id",
    "at",
    "member_id",
    "token_id",
    "request_id",
    "action",
    "record_kind",
    "record_id",
    "field",
    "before",
    "after",
    "reason",
    "import_id",
];

impl Tx {
    /// Writes changes to the audit trail, in this transaction and under its change id.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn audit(&mut self, changes: Vec<Change>) -> Result<()> {
        let ctx = self.ctx().clone();
        let change_id = self.change_id();
        let import = self.import().map(|(id, _)| *id);
        let rows = changes
            .into_iter()
            .map(|c| -> Vec<Value> {
                params![
                    ctx.id(),
                    change_id,
                    ctx.now(),
                    ctx.member,
                    ctx.token,
                    ctx.request_id,
                    c.action,
                    c.record_kind,
                    c.record_id,
                    c.field,
                    c.before,
                    c.after,
                    c.reason,
                    c.import_id.or(import)
                ]
            })
            .collect();
        self.insert_many("audit", COLUMNS, rows, "").await?;
        Ok(())
    }

    /// Marks the changes of an earlier transaction as taken back by this one.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn mark_undone(&mut self, change_id: Id) -> Result<u64> {
        let by = self.change_id();
        self.exec(
            "update audit set undone_by = $1 where change_id = $2 and undone_by is null",
            params![by, change_id],
        )
        .await
    }
}
