//! The timeline: one stream of all departments for a person, a company, a deal, and over everything.
//!
//! Words: a *moment* is a touchpoint as it is shown; a *subject* is whose stream it is; the *lane
//! strip* shows departments over time; the *customer's view* shows what the customer saw, without
//! departments and internal entries; *unresolved* are touchpoints without a company.
//! Touchpoints are written through `Tx::record` by every slice; this slice resolves and shows them.
//! Tables: participant, delivery, assignment, assignment_effect.

mod api;
mod assign;
mod jobs;
mod model;
mod pages;
mod react;
mod store;

use org::web::{Panel, Parts, Place, Routes};

pub use jobs::{Hub, News, Seat};
pub use model::Freshness;
pub use model::{Filter, Subject};
pub use react::{deliveries, judged_otherwise, last_contact};
pub use store::{Delivery, Moment, delivered as note_deliveries, deliveries as all_deliveries};

/// Why an entry was taken back that a corrected one replaces.
const CORRECTED: &str = "corrected";

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/timeline", pages::stream_page)
        .get("/timeline/new", pages::log_page)
        .post("/timeline", pages::log)
        .get("/timeline/live", pages::live)
        .get("/timeline/unresolved", pages::unresolved_page)
        .get("/timeline/unresolved/pick", pages::pick)
        .post("/timeline/unresolved/assignments", pages::assign)
        .post("/timeline/unresolved/assignments/{id}/undo", pages::undo)
        .get("/timeline/{id}", pages::detail_page)
        .post("/timeline/{id}/retraction", pages::retract)
        .get("/api/v1/touchpoints", api::list)
        .describe::<api::Document>()
        .post("/api/v1/touchpoints", api::create)
        .get("/api/v1/touchpoints/unresolved", api::unresolved)
        .post("/api/v1/assignments", api::assign)
        .delete("/api/v1/assignments/{id}", api::undo)
        .get("/api/v1/touchpoints/{id}", api::get)
}

/// The stream as a panel of person, company and deal pages, what is new on the start page, and the hub of live updates.
pub fn plug_in(parts: &mut Parts) {
    parts.plug(Hub::default());
    for (place, draw) in [
        (Place::Person, pages::person_panel as pages::Draw),
        (Place::Company, pages::company_panel),
        (Place::Deal, pages::deal_panel),
        (Place::Home, pages::home_panel),
    ] {
        parts.panels.push(Panel {
            place,
            order: 10,
            draw,
        });
    }
}
