//! What works together: which activities reinforce one another, in which order, and what the data of two
//! departments are worth together.
//!
//! Words: a *pair* is two activities in one order within a lag; its *order* compares it with the reverse
//! order and with the second activity alone, its *synergy* with each alone and neither (index I9); *gain* is
//! how much better outcomes are foretold with the data of marketing and sales together than with those of
//! the better side alone (index I13). A pair is found when it stands up to the correction for all tests.
//! Tables: synergy_answer.

mod api;
mod decided;
mod jobs;
mod model;
mod pages;
mod store;

use org::web::Routes;

pub(crate) use decided::{activities, address, known, title};
pub use jobs::{ensure, handler, report, search_all, wish};
pub use model::{Answer, Change, Pair, Standing};

pub use self::store::forget;

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/synergies", pages::list)
        .post("/synergies/runs", pages::ask)
        .get("/synergies/{outcome}/{first}/{then}", pages::pair)
        .get("/api/v1/synergies", api::list)
        .describe::<api::Document>()
        .post("/api/v1/synergies/runs", api::ask)
        .get("/api/v1/synergies/{outcome}/{first}/{then}", api::pair)
}
