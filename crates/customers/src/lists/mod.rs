//! What the lists of records have in common: what is asked, in which order, where a page goes on.

mod ask;
mod cursor;
mod store;

pub use ask::{Ask, address, encoded};
pub use cursor::{Cursor, cut};
pub use store::{Leaf, Order, found};

/// Rows of a page.
pub const PAGE: usize = 50;
/// The most rows that a program gets at once.
pub const MOST: usize = 200;
/// How many matches of a search a list looks at.
pub const MATCHES: i64 = 200;
