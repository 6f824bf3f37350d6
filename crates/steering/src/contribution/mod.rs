//! What brought which outcome: contribution (what would not have come without it) first, credit (who took
//! part) beside it for contrast, of a period and of one deal.
//!
//! Contribution is I8, from cases and the effect game: baseline "without us" and contributions add up to
//! what came out of cases; what was decided before the landmark stands apart. Credit shares every outcome,
//! 1.0 each, among the touchpoints before it; "unknown" is a row. Departments stand in their fixed order,
//! never by value. Every answer is a run with model, window and hash of its input. `docs/contribution.md`
//! has definitions and formulas.
//! Table: contribution_run.

mod answer;
mod api;
mod asked;
mod brought;
mod kept;
mod listed;
mod model;
mod pages;
mod paid;
mod panels;
mod report;
mod store;

use org::web::{Panel, Parts, Place, Routes};

pub use brought::{Brought, of_period};
pub(crate) use model::{Joint, groups};
pub use model::{Period, Places, Share};
pub use report::{Wanted, contribution, effects};

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/contribution", pages::page)
        .get("/contribution/live", pages::live)
        .get("/contribution/runs", pages::runs_page)
        .get("/contribution/costs", pages::costs_page)
        .get("/contribution/journeys", pages::journeys_page)
        .get("/contribution/journeys/{id}", pages::journey_page)
        .get("/deals/{id}/contribution", pages::deal_page)
        .get("/api/v1/contribution", api::period)
        .describe::<api::Document>()
        .get("/api/v1/contribution/runs", api::runs)
        .get("/api/v1/contribution/costs", api::costs)
        .get("/api/v1/contribution/journeys", api::journeys)
        .get("/api/v1/contribution/journeys/{id}", api::journey)
        .get("/api/v1/contribution/weights", api::weights)
        .get("/api/v1/deals/{id}/contribution", api::deal)
}

/// The panel in the aside of the deal page, the bars on the cards of the board, and the answers in memory.
pub fn plug_in(parts: &mut Parts) {
    crate::effects::plug_in(parts);
    parts.plug(kept::Kept::default());
    parts.plug(customers::deals::TakingPart {
        draw: panels::bars_of_cards,
    });
    parts.panels.push(Panel {
        place: Place::Deal,
        order: 120,
        draw: pages::deal_panel,
    });
}

pub(crate) use pages::{bars, note};
pub(crate) use store::{lines_of_departments, places};
