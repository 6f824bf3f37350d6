//! Every statement about products.

mod imported;

pub use imported::{change, find_by_sources, names_in, remove_imported};

use kernel::{Error, Id, Result};
use store::{Change, Db, Doc, Tx, fold_name, params};

use super::{NewProduct, Product};

/// One product.
///
/// # Errors
/// `NotFound` when there is none of this id.
pub async fn get(db: &Db, id: Id) -> Result<Product> {
    db.row(
        "select id, name, family, list_price_minor, currency from product where id = $1",
        params![id],
    )
    .await?
    .ok_or_else(|| Error::not_found("product"))
}

/// A product by its name, without regard to case and umlauts.
///
/// # Errors
/// As [`Tx::row`].
pub async fn find_by_name(tx: &mut Tx, name: &str) -> Result<Option<Product>> {
    tx.row(
        "select id, name, family, list_price_minor, currency from product where name_folded = $1",
        params![fold_name(name)],
    )
    .await
}

/// The first products whose name begins with the text, in the order of their names.
///
/// # Errors
/// As [`Db::rows`].
pub async fn pick(db: &Db, text: &str, limit: i64) -> Result<Vec<Product>> {
    let from = fold_name(text);
    let below = format!("{from}\u{10ffff}");
    db.rows(
        "select id, name, family, list_price_minor, currency from product \
         where retired_at is null and name_folded >= $1 and name_folded < $2 order by name_folded limit $3",
        params![from, below, limit],
    )
    .await
}

/// Adds a product.
///
/// # Errors
/// `Invalid` without a name or when the name exists.
pub async fn create(tx: &mut Tx, new: NewProduct) -> Result<Id> {
    let name = new.name.trim().to_owned();
    if name.is_empty() {
        return Err(Error::field("name", "error.required"));
    }
    if find_by_name(tx, &name).await?.is_some() {
        return Err(Error::field("name", "error.exists"));
    }
    let ctx = tx.ctx().clone();
    let id = ctx.id();
    let currency = if new.currency.is_empty() {
        org::settings::company_in(tx).await?.currency
    } else {
        new.currency
    };
    let (system, source_id) = new.source.unzip();
    tx.exec(
        "insert into product (id, name, name_folded, family, list_price_minor, currency, source_system, source_id, \
         import_id, created_at, created_by, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $10)",
        params![id, &name, fold_name(&name), &new.family, new.list_price_minor, currency, system, source_id,
            new.import_id, ctx.now(), ctx.member],
    )
    .await?;
    let mut change = Change::of("created", "product", id);
    change.import_id = new.import_id;
    tx.audit(vec![change]).await?;
    index(tx, id, name, new.family).await?;
    Ok(id)
}

/// The product of this name, added when there is none.
///
/// # Errors
/// As [`create`].
pub async fn ensure(tx: &mut Tx, name: &str) -> Result<Id> {
    match find_by_name(tx, name).await? {
        Some(found) => Ok(found.id),
        None => {
            let new = NewProduct {
                name: name.to_owned(),
                ..NewProduct::default()
            };
            create(tx, new).await
        }
    }
}

async fn index(tx: &mut Tx, id: Id, title: String, family: Option<String>) -> Result<()> {
    tx.index(vec![Doc {
        id,
        kind: "product",
        title,
        subtitle: family.unwrap_or_default(),
        words: String::new(),
    }])
    .await
}
