//! Products of imports: found by source, changed, taken out again by an undo.

use kernel::{Error, Id, Result};
use store::{Change, OnConstraint, Sql, Tx, fold_name, params};

use super::super::model::ProductRow;
use super::super::{ProductChange, ProductEdit};
use super::index;

/// The products that a system knows under these ids; at most 500 at once.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn find_by_sources(tx: &mut Tx, system: &str, ids: &[&str]) -> Result<Vec<(String, Id)>> {
    let mut sql = Sql::new("select source_id, id from product where source_system = ");
    sql.bind(system).push(" and source_id in ");
    sql.bind_list(ids.iter().copied());
    tx.query(sql).await
}

/// Id and name of every product, within a transaction: to recognise other spellings.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn names_in(tx: &mut Tx) -> Result<Vec<(Id, String)>> {
    tx.rows("select id, name from product order by id", params![])
        .await
}

/// Changes the name, the family, the list price or the currency of a product; what is `None` stays.
/// Answers the fields that changed with their values before, and the new version.
///
/// # Errors
/// `NotFound`, `Invalid` when the name is empty or another product has it.
pub async fn change(tx: &mut Tx, id: Id, edit: &ProductEdit) -> Result<(Vec<ProductChange>, i64)> {
    let before: Option<ProductRow> = tx
        .row(
            "select name, family, list_price_minor, currency, margin_pct, version from product where id = $1",
            params![id],
        )
        .await?;
    let before = before.ok_or_else(|| Error::not_found("product"))?;
    let changed = edit.differing(&before);
    if changed.is_empty() {
        return Ok((changed, before.version));
    }
    let after = before.with(edit)?;
    tx.exec(
        "update product set name = $2, name_folded = $3, family = $4, list_price_minor = $5, currency = $6, \
         margin_pct = $7, updated_at = $8, version = version + 1 where id = $1",
        params![
            id,
            &after.name,
            fold_name(&after.name),
            &after.family,
            after.list_price_minor,
            &after.currency,
            after.margin_pct,
            tx.ctx().now()
        ],
    )
    .await
    .on_constraint("product_name", || Error::field("name", "error.exists"))?;
    let audit = changed
        .iter()
        .map(|c| Change::field("product", id, c.field, c.before.clone(), c.after.clone()));
    tx.audit(audit.collect()).await?;
    index(tx, id, after.name, after.family).await?;
    Ok((changed, before.version + 1))
}

/// Takes products out that an import had made; those that a deal names stay and are answered.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn remove_imported(tx: &mut Tx, ids: &[Id]) -> Result<Vec<Id>> {
    let mut kept = Vec::new();
    for id in ids {
        let used: Option<(i64,)> = tx
            .row(
                "select 1 from deal_line where product_id = $1 limit 1",
                params![*id],
            )
            .await?;
        if used.is_some() {
            kept.push(*id);
            continue;
        }
        tx.exec("delete from product where id = $1", params![*id])
            .await?;
        tx.unindex(*id).await?;
        tx.audit(vec![Change::of("removed", "product", *id)])
            .await?;
    }
    Ok(kept)
}
