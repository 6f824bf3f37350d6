//! Companies: where people work, and who buys.
//!
//! Others write companies through [`create`], [`create_many`] and [`change`] only: those check the
//! values, keep the audit trail, the timeline and the search index.
//! A company can stand for others that were merged into it, and be a part of another: its subsidiary or
//! its site. What belongs to whom is read through [`members`].
//! Tables: company, company_record.

mod api;
mod model;
mod pages;
mod store;

use ::store::Tx;
use kernel::{Id, Result};
use org::web::{self, Panel, Parts, Routes};

use crate::fields::{Edits, Origin};
use crate::history::Subject;
use crate::records;

pub use model::{
    Company, FIELDS, PARENT_KINDS, Place, SEGMENT_SIZES, SITE, SUBSIDIARY, bare_name, legal_form_of,
};
pub use store::{
    Line, begin_alike, find_by_domain, find_by_name, forget_touched, get, get_in, list, many,
    names, pick, touched, touched_again,
};
pub use store::{
    Sums, above, below, current, current_in, give, has_below, join, members, members_in,
    members_with_below, name, parents, sums,
};
pub(crate) use store::{above_in, overwrite};
pub use store::{change, check, index, remove_imported};

/// Makes a company. Legal form and domain follow from name and web address unless given.
///
/// # Errors
/// `Invalid` with the fields that need another value; `Conflict` when the source already has it.
pub async fn create(tx: &mut Tx, edits: &Edits, origin: Origin) -> Result<Id> {
    records::create::<Company>(tx, edits, origin).await
}

/// Makes many companies at once (imports, demo); answers their ids in the same order. Links to
/// companies and members must exist.
///
/// # Errors
/// As [`create`]; then nothing may be committed.
pub async fn create_many(tx: &mut Tx, companies: Vec<(Edits, Origin)>) -> Result<Vec<Id>> {
    records::create_many::<Company>(tx, companies).await
}

/// The companies that a system knows under these ids; at most 500 at once.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn find_by_sources(tx: &mut Tx, system: &str, ids: &[&str]) -> Result<Vec<(String, Id)>> {
    records::find_by_sources::<Company>(tx, system, ids).await
}

/// How the changes of companies are shown and undone.
pub static SUBJECT: Subject = Subject::of::<Company>();

/// The people of a company as a panel of its page.
pub fn plug_in(parts: &mut Parts) {
    parts.panels.push(Panel {
        place: web::Place::Company,
        order: 105,
        draw: pages::people_panel,
    });
}

/// The routes of the slice; what they do is the same for every kind of record.
#[must_use]
pub fn routes() -> Routes {
    use self::pages::pick;
    use crate::records::pages;
    Routes::new()
        .get("/companies", pages::list::<Company>)
        .post("/companies", pages::create::<Company>)
        .get("/companies/new", pages::new::<Company>)
        .get("/companies/hint", pages::hint::<Company>)
        .get("/companies/pick", pick)
        .get("/companies/{id}", pages::show::<Company>)
        .get("/companies/{id}/fields/{field}", pages::cancel::<Company>)
        .post("/companies/{id}/fields/{field}", pages::save::<Company>)
        .get(
            "/companies/{id}/fields/{field}/edit",
            pages::edit::<Company>,
        )
        .get("/api/v1/companies", api::list)
        .describe::<api::Document>()
        .post("/api/v1/companies", api::create)
        .get("/api/v1/companies/{id}", api::get)
        .patch("/api/v1/companies/{id}", api::change)
}
