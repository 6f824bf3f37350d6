//! The last imported state of each record of a source.

use std::collections::HashMap;

use kernel::{Id, Result};
use store::{Sql, Tx, Value, params};

/// How many values one `in (…)` takes.
const PART: usize = 500;

/// What is known about a record of a source.
#[derive(Debug, Clone)]
pub struct Known {
    /// The record.
    pub record_id: Id,
    /// Hash of the row that was imported last.
    pub hash: String,
    /// Values that were imported last, as JSON.
    pub spelled: String,
    /// The import that met it last, with file and row.
    pub met: (Id, i64, i64),
}

/// What is known about the records of these keys.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn known(
    tx: &mut Tx,
    kind: &str,
    source: &str,
    keys: &[&str],
) -> Result<HashMap<String, Known>> {
    let mut found = HashMap::new();
    for part in keys.chunks(PART) {
        let mut sql = Sql::new(
            "select source_id, record_id, hash, spelled, import_id, file_no, row_no from import_record \
             where record_kind = ",
        );
        sql.bind(kind).push(" and source_system = ").bind(source);
        sql.push(" and source_id in ")
            .bind_list(part.iter().copied());
        let rows: Vec<(String, Id, String, String, Id, i64, i64)> = tx.query(sql).await?;
        found.extend(
            rows.into_iter()
                .map(|(key, record_id, hash, spelled, import, file, row)| {
                    (
                        key,
                        Known {
                            record_id,
                            hash,
                            spelled,
                            met: (import, file, row),
                        },
                    )
                }),
        );
    }
    Ok(found)
}

/// The records of these keys, for links.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn targets(
    tx: &mut Tx,
    kind: &str,
    source: &str,
    keys: &[&str],
) -> Result<Vec<(String, Id)>> {
    let mut found = Vec::new();
    for part in keys.chunks(PART) {
        let mut sql =
            Sql::new("select source_id, record_id from import_record where record_kind = ");
        sql.bind(kind).push(" and source_system = ").bind(source);
        sql.push(" and source_id in ")
            .bind_list(part.iter().copied());
        found.extend(tx.query::<(String, Id)>(sql).await?);
    }
    Ok(found)
}

/// Writes the state of records; rows as `(kind, source, key, record, hash, spelled, import, file, row)`.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn write(tx: &mut Tx, rows: Vec<Vec<Value>>) -> Result<()> {
    tx.insert_many(
        "import_record",
        &[
            "record_kind",
            "source_system",
            "source_id",
            "record_id",
            "hash",
            "spelled",
            "import_id",
            "file_no",
            "row_no",
        ],
        rows,
        "on conflict (record_kind, source_system, source_id) do update set record_id = excluded.record_id, \
         hash = excluded.hash, spelled = excluded.spelled, import_id = excluded.import_id, \
         file_no = excluded.file_no, row_no = excluded.row_no",
    )
    .await?;
    Ok(())
}

/// Forgets a record that an undone import had made.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn forget(tx: &mut Tx, kind: &str, source: &str, key: &str) -> Result<()> {
    tx.exec(
        "delete from import_record where record_kind = $1 and source_system = $2 and source_id = $3",
        params![kind, source, key],
    )
    .await?;
    Ok(())
}

/// Puts the state of an earlier import back.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn restore(
    tx: &mut Tx,
    kind: &str,
    source: &str,
    key: &str,
    hash: &str,
    spelled: &str,
) -> Result<()> {
    tx.exec(
        "update import_record set hash = $4, spelled = $5 \
         where record_kind = $1 and source_system = $2 and source_id = $3",
        params![kind, source, key, hash, spelled],
    )
    .await?;
    Ok(())
}
