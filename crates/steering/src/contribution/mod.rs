//! What brought a deal: credit per department and per channel, for one deal and for a period.
//!
//! Credit is linear over the attributable touchpoints of the deal's company in a window before the win;
//! one deal is 1.0 credit; a deal whose company has none is "unknown". Departments stand in their fixed
//! order, never by value. Tables: none (reads the published views).

mod api;
mod model;
mod pages;
mod panels;
mod store;

use org::web::{Panel, Parts, Place, Routes};

pub use model::{Share, WINDOW_DAYS};
pub use store::{Period, of_period};

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/contribution", pages::period_page)
        .get("/deals/{id}/contribution", pages::deal_page)
        .get("/api/v1/contribution", api::period)
        .describe::<api::Document>()
        .get("/api/v1/deals/{id}/contribution", api::deal)
}

/// The panel in the aside of the deal page, and the bars on the cards of the board.
pub fn plug_in(parts: &mut Parts) {
    parts.plug(customers::deals::TakingPart {
        draw: panels::bars_of_cards,
    });
    parts.panels.push(Panel {
        place: Place::Deal,
        order: 120,
        draw: pages::deal_panel,
    });
}

pub(crate) use pages::bars;
