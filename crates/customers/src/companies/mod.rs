//! Companies: where people work, and who buys.
//!
//! Others write companies through [`create`], [`create_many`] and [`change`] only: those check the
//! values, keep the audit trail, the timeline and the search index.
//! Table: company.

mod api;
mod model;
mod pages;
mod store;

use org::web::{Panel, Parts, Place, Routes};

use crate::history::Subject;

pub use model::{Company, FIELDS, SEGMENT_SIZES, bare_name, legal_form_of};
pub use store::{
    Line, SORTS, Similar, find_by_domain, find_by_name, find_by_source, forget_touched, get,
    get_in, list, names, pick, similar, touched,
};
pub use store::{change, check, create, create_many};
pub use store::{find_by_sources, remove_imported};

/// How the changes of companies are shown and undone.
pub static SUBJECT: Subject = Subject {
    kind: "company",
    path: "/companies",
    texts: "companies",
    fields: FIELDS,
    value: |tx, id, field| Box::pin(async move { Ok(get_in(tx, id).await?.value(&field)) }),
    restore: |tx, id, edits| {
        Box::pin(async move { change(tx, id, None, &edits, None).await.map(|_| ()) })
    },
};

/// The people of a company as a panel of its page.
pub fn plug_in(parts: &mut Parts) {
    parts.panels.push(Panel {
        place: Place::Company,
        order: 105,
        draw: pages::people_panel,
    });
}

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/companies", pages::companies)
        .post("/companies", pages::create)
        .get("/companies/new", pages::new)
        .get("/companies/hint", pages::hint)
        .get("/companies/pick", pages::pick)
        .get("/companies/{id}", pages::company)
        .get("/companies/{id}/fields/{field}", pages::cancel)
        .post("/companies/{id}/fields/{field}", pages::save)
        .get("/companies/{id}/fields/{field}/edit", pages::edit)
        .get("/api/v1/companies", api::list)
        .post("/api/v1/companies", api::create)
        .get("/api/v1/companies/{id}", api::get)
        .patch("/api/v1/companies/{id}", api::change)
}
