//! How effects are written on every page: points and shares with their signs, intervals, verdicts, grades.
//!
//! Words: *verdict* is what follows (do more, leave, test), *grade* how well it is supported (A to D).
//! Tables: none.

mod pages;

pub(crate) use pages::{grade, share_points, signed, span, verdict};
