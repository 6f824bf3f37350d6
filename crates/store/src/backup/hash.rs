//! A hash over every row, independent of the order in which the rows are read: the sum of the
//! hashes of the rows. Engines order texts differently, so no order could be part of it.

use kernel::Result;
use sha2::{Digest, Sha256};

use crate::migrate::Table;
use crate::snapshot::Snapshot;
use crate::{Engine, Row, Value, params};

/// Rows that are in memory at once; a row may be as large as a raw event.
pub(super) const PAGE: usize = 1_000;
/// The same where a row may be as large as an uploaded file.
const PAGE_OF_FILES: usize = 1;

impl Snapshot {
    /// The hash over all rows of all tables of the product.
    pub(crate) async fn content_hash(&self) -> Result<String> {
        let mut hash = Sha256::new();
        for table in crate::migrate::tables() {
            let mut pages = Pages::of(self, &table).await?;
            let (mut sum, mut rows) = ([0_u64; 4], 0_u64);
            while let Some(page) = pages.next(self).await? {
                rows += page.len() as u64;
                page.iter().for_each(|row| add(&mut sum, &of_row(row)));
            }
            // Tables without rows do not count, so that a newer program finds the same hash.
            if rows > 0 {
                hash.update(format!("{} {rows} ", table.name));
                sum.iter().for_each(|part| hash.update(part.to_be_bytes()));
            }
        }
        Ok(hash.finalize().iter().map(|b| format!("{b:02x}")).collect())
    }
}

fn add(sum: &mut [u64; 4], hash: &[u8]) {
    for (part, bytes) in sum.iter_mut().zip(hash.chunks_exact(8)) {
        let mut eight = [0; 8];
        eight.copy_from_slice(bytes);
        *part = part.wrapping_add(u64::from_be_bytes(eight));
    }
}

fn of_row(row: &[Value]) -> Vec<u8> {
    let mut hash = Sha256::new();
    for value in row {
        let (kind, bytes): (u8, &[u8]) = match value {
            Value::Null => (0, &[]),
            Value::Int(n) => (1, &n.to_be_bytes()),
            Value::Real(n) => (2, &n.to_be_bytes()),
            Value::Text(text) => (3, text.as_bytes()),
            Value::Blob(bytes) => (4, bytes),
            // Only goes in; no row has one.
            Value::List(_) => (5, &[]),
        };
        hash.update([kind]);
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    }
    hash.finalize().to_vec()
}

/// The rows of a table page by page, along its primary key.
pub(super) struct Pages {
    /// The columns of a row, in alphabetical order.
    pub(super) columns: Vec<String>,
    key: Vec<usize>,
    first: String,
    next: String,
    size: usize,
    last: Option<Vec<Value>>,
    done: bool,
}

impl Pages {
    pub(super) async fn of(snapshot: &Snapshot, table: &Table) -> Result<Self> {
        let columns = columns(snapshot, &table.name).await?;
        let key = table.key.iter();
        let key: Vec<usize> = key
            .filter_map(|name| columns.iter().position(|c| c == name))
            .collect();
        // A backup of an older schema does not have the newest tables.
        let done = columns.is_empty();
        let size = if table.has_blob { PAGE_OF_FILES } else { PAGE };
        let (order, list) = (table.key.join(", "), columns.join(", "));
        let marks: Vec<String> = (1..=key.len()).map(|n| format!("${n}")).collect();
        let select = format!("select {list} from {}", table.name);
        let rest = format!("order by {order} limit {size}");
        Ok(Self {
            first: format!("{select} {rest}"),
            next: format!("{select} where ({order}) > ({}) {rest}", marks.join(", ")),
            columns,
            key,
            size,
            last: None,
            done,
        })
    }

    /// The next page; none when all rows were read.
    pub(super) async fn next(&mut self, snapshot: &Snapshot) -> Result<Option<Vec<Vec<Value>>>> {
        if self.done {
            return Ok(None);
        }
        let rows: Vec<Row> = match self.last.take() {
            None => snapshot.rows(&self.first, params![]).await?,
            Some(after) => snapshot.rows(&self.next, after).await?,
        };
        let rows: Vec<Vec<Value>> = rows.into_iter().map(Row::into_values).collect();
        self.done = rows.len() < self.size;
        let last = rows.last();
        self.last = last.map(|row| {
            self.key
                .iter()
                .filter_map(|at| row.get(*at).cloned())
                .collect()
        });
        Ok((!rows.is_empty()).then_some(rows))
    }
}

/// The columns of a table that are written (not those that an engine derives), by name.
async fn columns(snapshot: &Snapshot, table: &str) -> Result<Vec<String>> {
    let sql = match snapshot.engine() {
        Engine::Sqlite => "select name from pragma_table_xinfo($1) where hidden = 0",
        Engine::Postgres => {
            "select column_name::text from information_schema.columns \
             where table_schema = current_schema() and table_name = $1 and is_generated = 'NEVER'"
        }
    };
    let rows: Vec<(String,)> = snapshot.rows(sql, params![table]).await?;
    let mut names: Vec<String> = rows.into_iter().map(|(name,)| name).collect();
    names.sort_unstable();
    Ok(names)
}
