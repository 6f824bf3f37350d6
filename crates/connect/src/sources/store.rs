//! Every statement about sources.

use std::collections::HashSet;

use kernel::{Error, FieldError, Id, Millis, Result};
use org::web::{secret, sha256_hex};
use store::{Change, Db, OnConstraint, Sql, Tx, params};

use super::{Created, Delivered, Kind, Source};

const SELECT: &str = "select id, name, kind, department_id, key_text, hint, created_at, delivered_at, \
     events, duplicates, rejected, revoked_at from source ";

/// Every source, by name.
///
/// # Errors
/// As [`Db::rows`].
pub async fn all(db: &Db) -> Result<Vec<Source>> {
    let mut sql = Sql::new(SELECT);
    sql.push("order by name, id");
    db.query(sql).await
}

/// The source of a write key, if the key is valid.
///
/// # Errors
/// As [`Db::rows`].
pub async fn by_key(db: &Db, key: &str) -> Result<Option<Source>> {
    let mut sql = Sql::new(SELECT);
    sql.push("where key_hash = ")
        .bind(sha256_hex(key))
        .push(" and revoked_at is null");
    Ok(db.query(sql).await?.into_iter().next())
}

/// Makes a source with a fresh key.
///
/// # Errors
/// `Invalid` when the name is missing or taken.
pub async fn create(
    tx: &mut Tx,
    name: &str,
    kind: Kind,
    department: Option<Id>,
) -> Result<Created> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Error::field("name", "error.required"));
    }
    if name.chars().count() > 100 {
        let long = FieldError::new("name", "error.too_long").arg("max", 100);
        return Err(Error::Invalid(vec![long]));
    }
    let write_key = format!("uwk_{}", secret()?);
    let hint = write_key
        .get(write_key.len() - 4..)
        .unwrap_or("")
        .to_owned();
    let public = (kind == Kind::Browser).then(|| write_key.clone());
    let (id, now, by) = (tx.ctx().id(), tx.ctx().now(), tx.ctx().member);
    tx.exec(
        "insert into source (id, name, kind, department_id, key_hash, key_text, hint, created_at, created_by) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![id, name, kind.key(), department, sha256_hex(&write_key), public, hint, now, by],
    )
    .await
    .on_constraint("source_name", || Error::field("name", "error.exists"))?;
    tx.audit(vec![Change::of("created", "source", id)]).await?;
    Ok(Created { id, write_key })
}

/// Ends the key of a source; its touchpoints stay.
pub(crate) async fn revoke(tx: &mut Tx, id: Id) -> Result<()> {
    let now = tx.ctx().now();
    let revoked = tx
        .exec(
            "update source set revoked_at = $2 where id = $1 and revoked_at is null",
            params![id, now],
        )
        .await?;
    if revoked == 0 {
        return Err(Error::NotFound("source"));
    }
    tx.audit(vec![Change::of("revoked", "source", id)]).await
}

/// Which of these sources have a key that is still valid.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn valid(tx: &mut Tx, ids: HashSet<Id>) -> Result<HashSet<Id>> {
    let mut sql = Sql::new("select id, revoked_at from source where id in ");
    sql.bind_padded_list(ids);
    let found: Vec<(Id, Option<Millis>)> = tx.query(sql).await?;
    let valid = found.into_iter().filter(|(_, revoked)| revoked.is_none());
    Ok(valid.map(|(id, _)| id).collect())
}

/// Counts what sources delivered and notes the time.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn count(tx: &mut Tx, delivered: Vec<Delivered>) -> Result<()> {
    let now = tx.ctx().now();
    let row = |d: Delivered| params![d.source, now, d.events, d.duplicates, d.rejected];
    tx.exec_at_end(
        "update source set delivered_at = $2, events = events + $3, duplicates = duplicates + $4, \
         rejected = rejected + $5 where id = $1",
        delivered.into_iter().map(row).collect(),
    )
    .await
}

/// The source of a name.
///
/// # Errors
/// `NotFound`; as [`Db::rows`].
pub async fn by_name(db: &Db, name: &str) -> Result<Source> {
    let mut sql = Sql::new(SELECT);
    sql.push("where name = ").bind(name);
    let found = db.query(sql).await?.into_iter().next();
    found.ok_or(Error::NotFound("source"))
}
