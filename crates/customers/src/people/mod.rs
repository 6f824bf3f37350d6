//! People: whom the company serves.
//!
//! A person is a set of *records* (what a source said); the first record has the person's own id.
//! Touchpoints point to records, identifiers (e-mail, user id, anonymous id) lead to records.
//! Others write people through [`create`], [`create_many`] and [`change`] only: those check the
//! values, keep the audit trail, the timeline and the search index.
//! Tables: person, person_email, person_phone, person_company, person_record, identity_edge, device_use.

mod api;
mod model;
mod pages;
mod store;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use ::store::Tx;
use kernel::{Id, Result};
use org::web::Routes;

use crate::fields::{Edits, Origin};
use crate::history::Subject;
use crate::records as shared;

pub use model::{ADDRESS_MODES, FIELDS, LEAD_STATES, Moment, Person, Row, SALUTATIONS, full_name};
pub(crate) use store::overwrite;
pub use store::{
    Hit, Identifiers, Lead, Plan, Resolved, Said, Shift, Target, attach, detach, hits, known,
    person_of, plan, record_for, resolve, told_emails, used,
};
pub use store::{
    Line, find_by_email, find_by_name, forget_touched, get, get_in, list, many, names, records,
    records_in, touched, touched_again,
};
pub use store::{
    Member, claim_emails, current, current_in, emails_of, give, identifiers_of, join, members,
    without_company,
};
pub use store::{change, check, index, remove_imported};

/// Makes a person. The first record has the person's own id.
///
/// # Errors
/// `Invalid` with the fields that need another value; `Conflict` when the source already has it.
pub async fn create(tx: &mut Tx, edits: &Edits, origin: Origin) -> Result<Id> {
    shared::create::<Person>(tx, edits, origin).await
}

/// Makes many people at once (imports, demo); answers their ids in the same order. Links to
/// companies, members and departments must exist.
///
/// # Errors
/// As [`create`]; then nothing may be committed.
pub async fn create_many(tx: &mut Tx, people: Vec<(Edits, Origin)>) -> Result<Vec<Id>> {
    shared::create_many::<Person>(tx, people).await
}

/// The people that a system knows under these ids; at most 500 at once.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn find_by_sources(tx: &mut Tx, system: &str, ids: &[&str]) -> Result<Vec<(String, Id)>> {
    shared::find_by_sources::<Person>(tx, system, ids).await
}

/// How the changes of people are shown and undone.
pub static SUBJECT: Subject = Subject::of::<Person>();

/// The routes of the slice; what they do is the same for every kind of record.
#[must_use]
pub fn routes() -> Routes {
    use self::pages::object;
    use crate::records::pages;
    Routes::new()
        .get("/people", pages::list::<Person>)
        .post("/people", pages::create::<Person>)
        .get("/people/new", pages::new::<Person>)
        .get("/people/hint", pages::hint::<Person>)
        .get("/people/{id}", pages::show::<Person>)
        .post("/people/{id}/objection", object)
        .get("/people/{id}/fields/{field}", pages::cancel::<Person>)
        .post("/people/{id}/fields/{field}", pages::save::<Person>)
        .get("/people/{id}/fields/{field}/edit", pages::edit::<Person>)
        .get("/api/v1/people", api::list)
        .describe::<api::Document>()
        .post("/api/v1/people", api::create)
        .get("/api/v1/people/{id}", api::get)
        .patch("/api/v1/people/{id}", api::change)
}
