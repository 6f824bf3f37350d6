//! Deals: sales on their way through the stages of a pipeline, with the people who decide, the
//! products and the history of stages.
//!
//! Every change writes the audit trail, its touchpoint and the search index in one transaction.
//! Margin and discount are restricted: readers of [`Deal`] check the permission before showing them.
//! Tables: deal, deal_person, deal_line, deal_stage_log.

mod api;
mod history;
mod model;
mod pages;
mod store;

use org::web::{Panel, Parts, Place, Routes};

pub use history::SUBJECT;
pub use model::{
    Buyer, BuyerRole, Deal, Field, Filter, LOST_REASONS, Line, Move, NewDeal, NewLine, Row,
    StageStep,
};
pub use pages::{TakingPart, money_of, row_list};
pub use store::{
    Standing, find_by_sources, lines_in, move_at, people_in, put_back, remove_imported, standing,
};
pub use store::{
    add_line, any, buyers, by_ids, change, create, create_many, get, get_in, lines, lose,
    move_to_stage, of_company, of_owner, of_person, of_product, remove_line, remove_person, reopen,
    set_person, stage_log, touched, touched_again, win,
};

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/deals", pages::index)
        .get("/deals/new", pages::new_form)
        .get("/deals/cards", pages::more_of_column)
        .post("/deals", pages::create)
        .get("/deals/pick/{kind}", pages::pick)
        .get("/deals/{id}", pages::show)
        .post("/deals/{id}/stage", pages::move_stage)
        .get("/deals/{id}/lose", pages::lose_form)
        .post("/deals/{id}/lose", pages::lose)
        .get("/deals/{id}/fields/{field}", pages::field_value)
        .get("/deals/{id}/fields/{field}/edit", pages::field_form)
        .post("/deals/{id}/fields/{field}", pages::field_save)
        .post("/deals/{id}/people", pages::add_person)
        .post("/deals/{id}/people/{person}/remove", pages::remove_person)
        .post("/deals/{id}/lines", pages::add_line)
        .post("/deals/{id}/lines/{line}/remove", pages::remove_line)
        .get("/api/v1/deals", api::list)
        .describe::<api::Document>()
        .post("/api/v1/deals", api::create)
        .get("/api/v1/deals/{id}", api::get)
        .patch("/api/v1/deals/{id}", api::change)
        .post("/api/v1/deals/{id}/stage", api::move_stage)
}

/// The deals of a company and of a person as parts of their pages.
pub fn plug_in(parts: &mut Parts) {
    parts.panels.push(Panel {
        place: Place::Company,
        order: 120,
        draw: pages::company_panel,
    });
    parts.panels.push(Panel {
        place: Place::Person,
        order: 120,
        draw: pages::person_panel,
    });
}
