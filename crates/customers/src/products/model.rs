//! A product and what is needed to add one.

use kernel::Id;

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
