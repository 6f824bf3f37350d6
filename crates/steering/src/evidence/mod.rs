//! How effects are written on every page: points and shares with their signs, intervals, verdicts, grades.
//!
//! Words: *measure* is the unit of an outcome, *verdict* is what follows (do more, leave, test), *grade* how well it is supported (A to D).
//! Tables: none.

mod model;
mod pages;

pub use model::Measure;
pub(crate) use pages::{difference, grade, points, q_value, share_points, signed, span, verdict};
