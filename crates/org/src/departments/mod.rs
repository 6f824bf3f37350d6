//! Departments: rows with validity, never enum values.
//!
//! The nine departments of a new installation are seeded; they can be renamed, added, retired, split
//! and merged with a date, and history keeps the department it had.
//! Tables: department, department_change, department_successor.

mod model;
mod store;

pub use model::Department;
pub use store::{all, by_key, seed, valid_on};
