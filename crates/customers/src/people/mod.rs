//! People: whom the company serves.
//!
//! A person is a set of *records* (what a source said); the first record has the person's own id.
//! Touchpoints point to records, identifiers (e-mail, user id, anonymous id) lead to records.
//! Others write people through [`create`], [`create_many`] and [`change`] only: those check the
//! values, keep the audit trail, the timeline and the search index.
//! Tables: person, person_email, person_phone, person_company, person_record, identity_edge.

mod api;
mod model;
mod pages;
mod store;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use org::web::Routes;

use crate::history::Subject;

pub use model::{ADDRESS_MODES, FIELDS, LEAD_STATES, Person, Row, SALUTATIONS, full_name};
pub use store::{
    Hit, Identifiers, Plan, Resolved, Target, attach, hits, known, person_of, plan, record_for,
    resolve,
};
pub use store::{
    Line, SORTS, Similar, find_by_email, find_by_source, forget_touched, get, get_in, list, names,
    records, similar, touched,
};
pub use store::{change, check, create, create_many, index};
pub use store::{find_by_name, find_by_sources, remove_imported};

/// How the changes of people are shown and undone.
pub static SUBJECT: Subject = Subject {
    kind: "person",
    path: "/people",
    texts: "people",
    fields: FIELDS,
    value: |tx, id, field| Box::pin(async move { Ok(get_in(tx, id).await?.value(&field)) }),
    restore: |tx, id, edits| {
        Box::pin(async move { change(tx, id, None, &edits, None).await.map(|_| ()) })
    },
};

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/people", pages::people)
        .post("/people", pages::create)
        .get("/people/new", pages::new)
        .get("/people/hint", pages::hint)
        .get("/people/{id}", pages::person)
        .post("/people/{id}/objection", pages::object)
        .get("/people/{id}/fields/{field}", pages::cancel)
        .post("/people/{id}/fields/{field}", pages::save)
        .get("/people/{id}/fields/{field}/edit", pages::edit)
        .get("/api/v1/people", api::list)
        .post("/api/v1/people", api::create)
        .get("/api/v1/people/{id}", api::get)
        .patch("/api/v1/people/{id}", api::change)
}
