//! Charts drawn as SVG on the server: no script, dark mode, print, the same numbers as a table.
//!
//! All charts are pure functions of their data. Colours come from classes: a department's class,
//! `ok`, `warn`, `bad`, or the accent.

mod bars;
mod before_after;
mod lanes;
mod line;

pub use bars::{Bar, Bars};
pub use before_after::{BeforeAfter, Instant};
pub use lanes::{Handoff, LaneRow, Lanes, Mark, Outcome, OutcomeKind};
pub use line::{Line, Series, spark};

/// A share of the width as an SVG length.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.2}%", share * 100.0)
}
