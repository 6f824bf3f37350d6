//! Duplicates: people and companies that are one, and those that only look like it.
//!
//! A *merge* gives the records of one to another, a *split* gives some away; both change
//! memberships only, are decisions with their evidence on the timeline, and can be taken back. A *pair*
//! is a question: may these two be the same? A run compares everybody and fills the queue; *certain*
//! pairs would be merged without asking, *likely* ones are asked about; companies that belong to each other
//! without being one are a *part* of each other. Answers teach the weights. *Keys* lead from what is about
//! to be entered to what may be the same. What people and companies have in common is in [`Twin`].
//! Tables: merge_log, duplicate_pair, duplicate_model, duplicate_key.

mod api;
mod candidates;
mod jobs;
mod keys;
mod model;
mod pages;
mod parts;
mod questions;
mod react;
mod store;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
mod twin;
mod weigh;

use futures_util::future::BoxFuture;
use kernel::{Id, Result};
use maud::Markup;
use org::web::{App, Panel, Parts, Place, Routes, Viewer};

use crate::companies::Company;
use crate::people::Person;

pub use candidates::{Candidate, known, of as candidates};
pub use jobs::{Survey, ask_for_search, handlers, survey};
pub use keys::{keep_changed, keep_new, prepare, search_anew};
pub use model::{Band, Inverse, Line, Strength, Weighed};
pub use pages::hint;
pub use react::watch;
pub use store::Card;
pub use store::{Asked, Decision, merge, split, undo};
pub use twin::{Kind, Twin};
pub use weigh::{Weighing, pair as weigh_pair};

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/duplicates", pages::queue)
        .post("/duplicates/runs", pages::search)
        .post("/duplicates/runs/{id}/stop", pages::stop)
        .post("/duplicates/batches", pages::merge_all)
        .post("/duplicates/batches/{id}/undo", pages::undo_all)
        .post("/duplicates/{id}/answer", pages::say)
        .post("/duplicates/{id}/reopening", pages::reopen)
        .get("/duplicates/people/{a}/with/{b}", pages::compare::<Person>)
        .get(
            "/duplicates/companies/{a}/with/{b}",
            pages::compare::<Company>,
        )
        .post("/duplicates/people/merges", pages::merge::<Person>)
        .post("/duplicates/companies/merges", pages::merge::<Company>)
        .post("/duplicates/companies/parts", pages::relate)
        .post("/duplicates/merges/{id}/undo", pages::undo)
        .get("/duplicates/people/{id}", pages::of_one::<Person>)
        .get("/duplicates/companies/{id}", pages::of_one::<Company>)
        .post("/duplicates/people/{id}/splits", pages::split::<Person>)
        .post("/duplicates/companies/{id}/splits", pages::split::<Company>)
        .get("/api/v1/duplicates", api::queue::list)
        .describe::<api::queue::Document>()
        .post("/api/v1/duplicates/{id}/answer", api::queue::say)
        .post("/api/v1/duplicates/runs", api::queue::search)
        .get("/api/v1/duplicates/runs", api::queue::run)
        .delete("/api/v1/duplicates/runs/{id}", api::queue::stop)
        .post("/api/v1/duplicates/batches", api::queue::merge_all)
        .post("/api/v1/duplicates/batches/{id}/undo", api::queue::undo_all)
        .get("/api/v1/people/candidates", api::door::people)
        .get("/api/v1/companies/candidates", api::door::companies)
        .describe::<api::door::Document>()
        .get("/api/v1/duplicates/evidence", api::evidence)
        .describe::<api::Document>()
        .get("/api/v1/people/{id}/merges", api::merges)
        .post("/api/v1/people/{id}/merges", api::merge)
        .post("/api/v1/people/{id}/splits", api::split)
        .get("/api/v1/companies/{id}/merges", api::company_merges)
        .post("/api/v1/companies/{id}/merges", api::merge_company)
        .post("/api/v1/companies/{id}/splits", api::split_company)
        .post("/api/v1/merges/{id}/undo", api::undo)
}

type Drawn = fn(App, Viewer, Id) -> BoxFuture<'static, Result<Option<Markup>>>;

/// What a person or a company was made of, as a panel of its page.
pub fn plug_in(parts: &mut Parts) {
    for (place, draw) in [
        (Place::Person, pages::panel::<Person> as Drawn),
        (Place::Company, pages::panel::<Company>),
    ] {
        parts.panels.push(Panel {
            place,
            order: 140,
            draw,
        });
    }
}

/// Carries out a merge that a member asked for, with the evidence of this moment; page and API share it.
async fn decide<T: Twin>(app: &App, viewer: &Viewer, mut asked: Asked) -> Result<Id> {
    let weighing = weigh::pair::<T>(app.db(), asked.winner, asked.loser).await?;
    asked.weighed = Some(weighing.weighed);
    asked.model_version = Some(weighing.version);
    let mut tx = app.db().begin(&viewer.ctx).await?;
    let id = merge::<T>(&mut tx, &asked).await?;
    tx.commit().await?;
    Ok(id)
}

/// Notes that two are not the same; nobody is asked about them again.
async fn keep_apart<T: Twin>(app: &App, viewer: &Viewer, a: Id, b: Id) -> Result<()> {
    let mut tx = app.db().begin(&viewer.ctx).await?;
    store::answered(&mut tx, T::TWIN, (a, b), "apart", None).await?;
    tx.commit().await
}
