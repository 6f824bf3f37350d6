//! Changing fields of a deal.

use kernel::{Conflict, Error, Id, Result};
use store::{Change, Sql, Tx, fold_name};

use super::super::{Deal, Field};
use super::{index, read::get_in, touch, touchpoint};

/// Changes fields of a deal; each new value as plain text (see [`Field::read`]), `None` empties it.
/// `version` is the version that the caller saw; another one is a conflict. Fields that stay as they
/// are do not count. Answers whether anything changed.
///
/// # Errors
/// `NotFound`, `Invalid` on a field, `Conflict` on another version.
pub async fn change(
    tx: &mut Tx,
    id: Id,
    version: Option<i64>,
    fields: &[(Field, Option<String>)],
) -> Result<bool> {
    let deal = get_in(tx, id).await?;
    if version.is_some_and(|seen| seen != deal.version) {
        return Err(Error::Conflict(Conflict::Version {
            version: deal.version,
        }));
    }
    let changes: Vec<(Field, Option<String>)> = fields
        .iter()
        .map(|(field, after)| {
            let after = after
                .as_deref()
                .map(str::trim)
                .filter(|text| !text.is_empty());
            (*field, after.map(str::to_owned))
        })
        .filter(|(field, after)| {
            field.read(&deal).unwrap_or_default() != after.clone().unwrap_or_default()
        })
        .collect();
    if changes.is_empty() {
        return Ok(false);
    }
    tx.query::<(Id,)>(statement(tx, id, &changes)?).await?;
    let audit = changes
        .iter()
        .map(|(field, after)| {
            Change::field("deal", id, field.key(), field.read(&deal), after.clone())
        })
        .collect();
    tx.audit(audit).await?;
    record(tx, id, &changes).await?;
    touch(tx, id).await?;
    if changes
        .iter()
        .any(|(field, _)| matches!(field, Field::Name | Field::Company))
    {
        index(tx, &[id]).await?;
    }
    Ok(true)
}

fn statement(tx: &Tx, id: Id, changes: &[(Field, Option<String>)]) -> Result<Sql> {
    let mut sql = Sql::new("update deal set version = version + 1, updated_at = ");
    sql.bind(tx.ctx().now());
    for (field, after) in changes {
        let value = field.value(after.as_deref())?;
        if *field == Field::Name {
            sql.push(", name_folded = ")
                .bind(fold_name(after.as_deref().unwrap_or("")));
        }
        sql.push(", ").push(field.key()).push(" = ").bind(value);
    }
    sql.push(" where id = ").bind(id).push(" returning id");
    Ok(sql)
}

/// The names of the fields are on the timeline, never restricted values.
async fn record(tx: &mut Tx, id: Id, changes: &[(Field, Option<String>)]) -> Result<()> {
    let after: Deal = get_in(tx, id).await?;
    let mut happened = touchpoint(&after, "deal.changed", tx.ctx().now());
    happened.member_id = tx.ctx().member;
    let names: Vec<&str> = changes.iter().map(|(field, _)| field.key()).collect();
    happened
        .properties
        .insert("fields".to_owned(), names.join(", ").into());
    tx.record(happened).await?;
    Ok(())
}
