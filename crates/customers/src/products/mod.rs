//! Products: what deals are about, with family and list price.
//! Tables: product.

mod model;
mod store;

pub use model::{NewProduct, Product, ProductChange, ProductEdit};
pub use store::{
    change, create, ensure, find_by_name, find_by_sources, get, names_in, pick, remove_imported,
};
