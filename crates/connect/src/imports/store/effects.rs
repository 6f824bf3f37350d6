//! What an import did to which record.

use kernel::{Id, Result};
use store::{Tx, params};

store::row! {
    /// One record that an import made or changed.
    #[derive(Debug, Clone)]
    pub struct Effect {
        /// Kind of the record.
        pub record_kind: String,
        /// The record.
        pub record_id: Id,
        /// `created` or `changed`.
        pub action: String,
        /// What it was before, as JSON (see [`super::super::model::Before`]).
        pub before: Option<String>,
        /// Its version after the import.
        pub after_version: i64,
    }
}

/// Notes effects; of several on one record the first `before` stays.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn note_effects(tx: &mut Tx, import: Id, effects: Vec<Effect>) -> Result<()> {
    let rows = effects
        .into_iter()
        .map(|e| params![import, e.record_kind, e.record_id, e.action, e.before, e.after_version])
        .collect();
    tx.insert_many(
        "import_effect",
        &["import_id", "record_kind", "record_id", "action", "before", "after_version"],
        rows,
        "on conflict (import_id, record_kind, record_id) do update set after_version = excluded.after_version",
    )
    .await?;
    Ok(())
}

/// The effects on a kind of record, newest record first, below the given id.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn effects_before(tx: &mut Tx, import: Id, kind: &str, below: Id, limit: i64) -> Result<Vec<Effect>> {
    tx.rows(
        "select record_kind, record_id, action, before, after_version from import_effect \
         where import_id = $1 and record_kind = $2 and record_id < $3 order by record_id desc limit $4",
        params![import, kind, below, limit],
    )
    .await
}
