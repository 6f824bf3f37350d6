//! A product and what is needed to add one.

use kernel::{Error, Id, Result};

store::row! {
    /// Something that we sell. Its margin is not here: it is restricted.
    #[derive(Debug, Clone, serde::Serialize)]
    pub struct Product {
        /// Its id.
        pub id: Id,
        /// The name.
        pub name: String,
        /// The family it belongs to.
        pub family: Option<String>,
        /// List price in minor units.
        pub list_price_minor: Option<i64>,
        /// Currency of the price.
        pub currency: String,
    }
}

/// A product to be added.
#[derive(Debug, Clone, Default)]
pub struct NewProduct {
    /// The name; unique without regard to case and umlauts.
    pub name: String,
    /// The family it belongs to.
    pub family: Option<String>,
    /// List price in minor units.
    pub list_price_minor: Option<i64>,
    /// Currency of the price; empty: EUR.
    pub currency: String,
    /// System that it comes from, with its id there.
    pub source: Option<(String, String)>,
    /// The import that brought it.
    pub import_id: Option<Id>,
}

/// New values of a product; `None` leaves a field as it is, `Some(None)` empties it.
#[derive(Debug, Clone, Default)]
pub struct ProductEdit {
    /// The name.
    pub name: Option<String>,
    /// The family.
    pub family: Option<Option<String>>,
    /// List price in minor units.
    pub list_price_minor: Option<Option<i64>>,
    /// Currency of the price.
    pub currency: Option<String>,
    /// Margin in percent; restricted.
    pub margin_pct: Option<Option<f64>>,
}

/// A field of a product that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductChange {
    /// The field.
    pub field: &'static str,
    /// Before.
    pub before: Option<String>,
    /// After.
    pub after: Option<String>,
}

store::row! {
    /// A product as it can be changed.
    #[derive(Debug, Clone)]
    pub(super) struct ProductRow {
        pub name: String,
        pub family: Option<String>,
        pub list_price_minor: Option<i64>,
        pub currency: String,
        pub margin_pct: Option<f64>,
        pub version: i64,
    }
}

impl ProductEdit {
    /// The fields that would change.
    pub(super) fn differing(&self, now: &ProductRow) -> Vec<ProductChange> {
        let text = |n: Option<i64>| n.map(|n| n.to_string());
        let pct = |n: Option<f64>| n.map(|n| n.to_string());
        let pairs = [
            ("name", Some(now.name.clone()), self.name.clone().map(Some)),
            ("family", now.family.clone(), self.family.clone()),
            (
                "list_price_minor",
                text(now.list_price_minor),
                self.list_price_minor.map(text),
            ),
            (
                "currency",
                Some(now.currency.clone()),
                self.currency.clone().map(Some),
            ),
            ("margin_pct", pct(now.margin_pct), self.margin_pct.map(pct)),
        ];
        let changed = pairs.into_iter().filter_map(|(field, before, after)| {
            let after = after?;
            (before != after).then_some(ProductChange {
                field,
                before,
                after,
            })
        });
        changed.collect()
    }
}

impl ProductRow {
    /// The row with the new values.
    pub(super) fn with(&self, edit: &ProductEdit) -> Result<Self> {
        let mut row = self.clone();
        if let Some(name) = &edit.name {
            name.trim().clone_into(&mut row.name);
        }
        if row.name.is_empty() {
            return Err(Error::field("name", "error.required"));
        }
        if let Some(family) = &edit.family {
            row.family.clone_from(family);
        }
        row.list_price_minor = edit.list_price_minor.unwrap_or(row.list_price_minor);
        if let Some(currency) = &edit.currency {
            row.currency.clone_from(currency);
        }
        row.margin_pct = edit.margin_pct.unwrap_or(row.margin_pct);
        Ok(row)
    }
}
