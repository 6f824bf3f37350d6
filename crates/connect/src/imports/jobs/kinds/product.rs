//! Products of an import.

use customers::products::{self, NewProduct, ProductEdit};
use kernel::{Id, Result};
use store::Tx;

use super::{Author, Fore, Ready};
use crate::imports::model::spell::Spelled;

pub(super) async fn create(tx: &mut Tx, by: &Author, rows: &[&Ready]) -> Result<Vec<Id>> {
    let mut ids = Vec::with_capacity(rows.len());
    for row in rows {
        let text = |field: &str| row.spelled.get(field).cloned();
        let name = text("name").unwrap_or_default();
        // Two rows of one name are one product.
        if let Some(found) = products::find_by_name(tx, &name).await? {
            ids.push(found.id);
            continue;
        }
        let new = NewProduct {
            name,
            family: text("family"),
            list_price_minor: text("list_price_minor").and_then(|n| n.parse().ok()),
            currency: text("currency").unwrap_or_default(),
            source: Some((by.source.clone(), row.key.clone())),
            import_id: Some(by.import),
        };
        let id = products::create(tx, new).await?;
        if let Some(margin) = text("margin_pct") {
            let edit = ProductEdit {
                margin_pct: Some(margin.parse().ok()),
                ..ProductEdit::default()
            };
            products::change(tx, id, &edit).await?;
        }
        ids.push(id);
    }
    Ok(ids)
}

pub(super) async fn change(tx: &mut Tx, id: Id, new: &Spelled) -> Result<Fore> {
    let values = new
        .iter()
        .map(|(field, value)| (field.as_str(), Some(value.as_str())));
    let (changed, _) = products::change(tx, id, &edit(values)).await?;
    Ok(changed
        .into_iter()
        .map(|c| (c.field.to_owned(), c.before))
        .collect())
}

pub(super) async fn put_back(tx: &mut Tx, id: Id, before: &Fore) -> Result<()> {
    let values = before
        .iter()
        .map(|(field, value)| (field.as_str(), value.as_deref()));
    products::change(tx, id, &edit(values)).await?;
    Ok(())
}

fn edit<'a>(values: impl Iterator<Item = (&'a str, Option<&'a str>)>) -> ProductEdit {
    let mut edit = ProductEdit::default();
    for (field, value) in values {
        let owned = value.map(str::to_owned);
        match field {
            "name" => edit.name = owned,
            "family" => edit.family = Some(owned),
            "list_price_minor" => edit.list_price_minor = Some(value.and_then(|n| n.parse().ok())),
            "currency" => edit.currency = owned,
            "margin_pct" => edit.margin_pct = Some(value.and_then(|n| n.parse().ok())),
            _ => {}
        }
    }
    edit
}
