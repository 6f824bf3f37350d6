//! Who is who: records of many sources that speak of the same person or company.
//!
//! * [`normal`]: one spelling for names, companies, addresses, numbers.
//! * [`columns`], [`record`]: what a source said, from its headers to a [`Record`].
//! * [`table`]: records as rows of numbers, so that millions fit and equal values compare at once.
//! * [`compare`], [`model`]: levels of agreement and what they weigh (Fellegi–Sunter), with every reason.
//! * [`batch`]: all records at once, with constrained clusters, questions, and what blocking leaves out.
//! * [`online`]: one new record against all known ones, within microseconds.
//!
//! Nothing here merges anything: the result is a plan that others carry out and can undo.

pub mod batch;
pub mod columns;
pub mod compare;
mod keys;
pub mod model;
pub mod normal;
pub mod online;
pub mod record;
pub mod table;

pub use columns::Column;
pub use compare::Frequency;
pub use keys::{LOOKUP_VERSION, lookup};
pub use model::{Model, Shape};
pub use record::{Given, Record};
pub use table::Table;
