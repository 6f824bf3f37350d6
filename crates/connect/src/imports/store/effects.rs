//! What an import did to which record.

use kernel::{Id, Result};
use store::{Sql, Tx, params};

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

/// Notes effects; an effect on the same record is replaced, its action stays.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn note_effects(tx: &mut Tx, import: Id, effects: Vec<Effect>) -> Result<()> {
    let rows = effects
        .into_iter()
        .map(|e| {
            params![
                import,
                e.record_kind,
                e.record_id,
                e.action,
                e.before,
                e.after_version
            ]
        })
        .collect();
    tx.insert_many(
        "import_effect",
        &[
            "import_id",
            "record_kind",
            "record_id",
            "action",
            "before",
            "after_version",
        ],
        rows,
        "on conflict (import_id, record_kind, record_id) do update set before = excluded.before, \
         after_version = excluded.after_version",
    )
    .await?;
    Ok(())
}

/// The effects on a kind of record, newest record first, below the given id.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn effects_before(
    tx: &mut Tx,
    import: Id,
    kind: &str,
    below: Id,
    limit: i64,
) -> Result<Vec<Effect>> {
    tx.rows(
        "select record_kind, record_id, action, before, after_version from import_effect \
         where import_id = $1 and record_kind = $2 and record_id < $3 order by record_id desc limit $4",
        params![import, kind, below, limit],
    )
    .await
}

/// The effects that an import had on these records so far.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn effects_of(tx: &mut Tx, import: Id, kind: &str, ids: &[Id]) -> Result<Vec<Effect>> {
    let mut found = Vec::new();
    for part in ids.chunks(500) {
        let mut sql = Sql::new(
            "select record_kind, record_id, action, before, after_version from import_effect where import_id = ",
        );
        sql.bind(import).push(" and record_kind = ").bind(kind);
        sql.push(" and record_id in ")
            .bind_list(part.iter().copied());
        found.extend(tx.query::<Effect>(sql).await?);
    }
    Ok(found)
}

/// Forgets effects that were taken back.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn drop_effects(tx: &mut Tx, import: Id, kind: &str, ids: &[Id]) -> Result<()> {
    for part in ids.chunks(500) {
        let mut sql = Sql::new("delete from import_effect where import_id = ");
        sql.bind(import).push(" and record_kind = ").bind(kind);
        sql.push(" and record_id in ")
            .bind_list(part.iter().copied());
        sql.push(" returning record_id");
        tx.query::<(Id,)>(sql).await?;
    }
    Ok(())
}

/// Touchpoints that an import brought and nobody retracted, after the given one: id, deal, record of the
/// person, company.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn touchpoints_of(
    tx: &mut Tx,
    import: Id,
    after: Id,
    limit: i64,
) -> Result<Vec<(Id, Option<Id>, Option<Id>, Option<Id>)>> {
    tx.rows(
        "select id, deal_id, record_id, company_id from touchpoint \
         where import_id = $1 and id > $2 and retracted_by is null and retracts_id is null order by id limit $3",
        params![import, after, limit],
    )
    .await
}

/// How many records an import made or changed.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn count_effects(tx: &mut Tx, import: Id) -> Result<u64> {
    let found: Option<(i64,)> = tx
        .row(
            "select count(*) from import_effect where import_id = $1",
            params![import],
        )
        .await?;
    Ok(found.map_or(0, |(n,)| u64::try_from(n).unwrap_or(0)))
}
