//! Products: what deals are about, with family and list price.
//! Tables: product.

mod model;
mod store;

pub use model::{NewProduct, Product};
pub use store::{create, ensure, find_by_name, get, pick};
