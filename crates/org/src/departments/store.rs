//! Every statement about departments.

mod changed;
mod sizes;
mod successors;

pub use changed::{create, merge, rename, retire, split};
pub use sizes::together;
pub use successors::{changes, lineage, lineages, rolled_up};

use kernel::{Date, Id, Result};
use store::{Db, Tx, params};

use super::Department;
use super::model::SEEDED;

const COLUMNS: &[&str] = &[
    "id",
    "key",
    "name_de",
    "name_en",
    "colour",
    "position",
    "valid_from",
    "created_at",
    "updated_at",
];

/// Every department there is or was, in the fixed order.
///
/// # Errors
/// As [`Db::rows`].
pub async fn all(db: &Db) -> Result<Vec<Department>> {
    db.rows(
        "select id, key, name_de, name_en, colour, parent_id, position, valid_from, valid_to, version \
         from department order by position, id",
        params![],
    )
    .await
}

/// The departments of a day, in the fixed order.
///
/// # Errors
/// As [`Db::rows`].
pub async fn valid_on(db: &Db, day: Date) -> Result<Vec<Department>> {
    let mut departments = all(db).await?;
    departments.retain(|d| d.is_valid_on(day));
    Ok(departments)
}

/// The id of a department by its key.
///
/// # Errors
/// As [`Db::rows`].
pub async fn by_key(db: &Db, key: &str) -> Result<Option<Id>> {
    let found: Option<(Id,)> = db
        .row("select id from department where key = $1", params![key])
        .await?;
    Ok(found.map(|(id,)| id))
}

/// Writes the departments of a new installation; those that exist are left alone.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn seed(tx: &mut Tx) -> Result<()> {
    let ctx = tx.ctx().clone();
    let rows = SEEDED
        .iter()
        .zip(1_i64..)
        .map(|((key, colour, de, en), position)| {
            params![
                ctx.id(),
                *key,
                *de,
                *en,
                *colour,
                position,
                "2000-01-01",
                ctx.now(),
                ctx.now()
            ]
        })
        .collect();
    tx.insert_many("department", COLUMNS, rows, "on conflict (key) do nothing")
        .await?;
    Ok(())
}
