//! Products: what deals are about, with family and list price.
//! Tables: product.

mod api;
mod model;
mod pages;
mod store;

use org::web::Routes;

pub use model::{NewProduct, Product, ProductChange, ProductEdit};
pub use store::{
    change, create, ensure, find_by_name, find_by_sources, get, names_in, pick, remove_imported,
};

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/products/{id}", pages::product)
        .get("/api/v1/products", api::list)
        .get("/api/v1/products/{id}", api::get)
        .describe::<api::Document>()
}
