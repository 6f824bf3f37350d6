//! Rows that were not taken, and links that wait for the end of their file.

use kernel::{Id, Result};
use store::{Db, Tx, Value, params};

/// Writes problems; rows as `(import, file, row, position, header, reason, cells)`.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn add_problems(tx: &mut Tx, rows: Vec<Vec<Value>>) -> Result<()> {
    tx.insert_many(
        "import_problem",
        &[
            "import_id",
            "file_no",
            "row_no",
            "position",
            "header",
            "reason",
            "cells",
        ],
        rows,
        "on conflict (import_id, file_no, row_no, position) do nothing",
    )
    .await?;
    Ok(())
}

store::row! {
    /// A problem as it is kept.
    #[derive(Debug, Clone)]
    pub struct Kept {
        /// Row in the file.
        pub row: i64,
        /// Place among the problems of the row.
        pub position: i64,
        /// Header of the column.
        pub header: Option<String>,
        /// The reason as JSON.
        pub reason: String,
        /// The cells as JSON, on the first problem of a row.
        pub cells: Option<String>,
    }
}

/// Problems of a file in order, after the given row.
///
/// # Errors
/// As [`Db::rows`].
pub async fn problems_of(
    db: &Db,
    import: Id,
    file: usize,
    after: i64,
    limit: i64,
) -> Result<Vec<Kept>> {
    db.rows(
        "select row_no, position, header, reason, cells from import_problem \
         where import_id = $1 and file_no = $2 and row_no > $3 and row_no <= coalesce((\
           select max(row_no) from (select distinct row_no from import_problem \
           where import_id = $1 and file_no = $2 and row_no > $3 order by row_no limit $4) few), 0) \
         order by row_no, position",
        params![import, file, after, limit],
    )
    .await
}

/// Writes links that wait; rows as `(import, file, row, kind, record, link)`.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn add_pending(tx: &mut Tx, rows: Vec<Vec<Value>>) -> Result<()> {
    tx.insert_many(
        "import_pending",
        &[
            "import_id",
            "file_no",
            "row_no",
            "record_kind",
            "record_id",
            "link",
        ],
        rows,
        "on conflict (import_id, file_no, row_no) do nothing",
    )
    .await?;
    Ok(())
}

/// Takes the next links of a file that wait: row, record, link as JSON.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn pending(
    tx: &mut Tx,
    import: Id,
    file: usize,
    limit: i64,
) -> Result<Vec<(i64, Id, String)>> {
    let found: Vec<(i64, Id, String)> = tx
        .rows(
            "select row_no, record_id, link from import_pending where import_id = $1 and file_no = $2 \
             order by row_no limit $3",
            params![import, file, limit],
        )
        .await?;
    if let Some((last, ..)) = found.last() {
        tx.exec(
            "delete from import_pending where import_id = $1 and file_no = $2 and row_no <= $3",
            params![import, file, *last],
        )
        .await?;
    }
    Ok(found)
}
