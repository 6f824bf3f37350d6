//! The keys by which somebody like a new one is found.

use kernel::{Id, Result};
use store::{Sql, Tx, params};

use super::super::twin::Kind;
use super::Reader;

/// Records with one of the keys, in the order of the keys: of each key at most `most`, all together at most
/// `limit`. Each key is one range of the primary key.
///
/// # Errors
/// As [`Tx::query`].
pub async fn with_keys(
    from: impl Into<Reader<'_>>,
    keys: &[i64],
    most: usize,
    limit: usize,
) -> Result<Vec<Id>> {
    let mut from = from.into();
    let mut found: Vec<Id> = Vec::new();
    for key in keys {
        for (id,) in from.query::<(Id,)>(by_key(*key, most)).await? {
            if !found.contains(&id) {
                found.push(id);
            }
        }
        if found.len() >= limit {
            break;
        }
    }
    found.truncate(limit);
    Ok(found)
}

/// Who has a key.
pub(crate) fn by_key(key: i64, most: usize) -> Sql {
    let mut sql = Sql::new("select record_id from duplicate_key where key = ");
    sql.bind(key).push(" order by record_id limit ").bind(most);
    sql
}

/// Writes the keys of a record in the place of those it had.
///
/// # Errors
/// As [`Tx::insert_many`].
pub async fn write_keys(tx: &mut Tx, rows: Vec<(i64, Id)>) -> Result<()> {
    let rows = rows.into_iter().map(|(key, id)| params![key, id]).collect();
    let once = "on conflict (key, record_id) do nothing";
    tx.insert_many("duplicate_key", &["key", "record_id"], rows, once)
        .await?;
    Ok(())
}

/// Takes keys from a record.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn drop_keys(tx: &mut Tx, id: Id, keys: &[i64]) -> Result<()> {
    for key in keys {
        tx.exec(
            "delete from duplicate_key where key = $1 and record_id = $2",
            params![*key, id],
        )
        .await?;
    }
    Ok(())
}

/// Takes the keys of all records of a kind away, before they are made again by other rules.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn forget_keys(tx: &mut Tx, kind: Kind) -> Result<()> {
    let sql = match kind {
        Kind::Person => "delete from duplicate_key where record_id in (select id from person)",
        Kind::Company => "delete from duplicate_key where record_id in (select id from company)",
    };
    tx.exec(sql, params![]).await?;
    Ok(())
}
