//! One search over every kind of record: people, companies, deals, products, files, members, tickets,
//! invoices, offers and what else slices put into the index with `Tx::index`.
//!
//! Words: a *hit* is a record that was found, with its address; a *kind* is what it is; an *object* is
//! a ticket, invoice, offer, contract or project that so far only touchpoints name.
//! The palette, the page and the API ask the same function. Everybody signed in may ask; each sees
//! only kinds that the permission table lets them read.

mod api;
mod model;
mod pages;
mod react;
mod store;

use kernel::Result;
use org::web::{App, Routes, Viewer};

pub use model::Hit;
pub(crate) use model::best;
pub use react::objects;
pub use store::missing;

/// How many are looked at so that the best, not only the newest, are shown.
const CANDIDATES: i64 = 60;

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/search", pages::search)
        .get("/api/v1/search", api::search)
        .describe::<api::Document>()
}

/// The best hits of each kind that the viewer may read, kinds in a fixed order; `only` narrows to one
/// kind, `each` bounds the hits of a kind.
///
/// # Errors
/// As the database.
pub async fn find(
    app: &App,
    viewer: &Viewer,
    asked: &str,
    only: &str,
    each: usize,
) -> Result<Vec<Hit>> {
    let asked = model::bounded(asked);
    if !model::is_enough(&asked) {
        return Ok(Vec::new());
    }
    let mut hits = Vec::new();
    for kind in model::readable(viewer) {
        if !only.is_empty() && only != kind.key {
            continue;
        }
        let look_at = CANDIDATES.max(each as i64);
        let found = match kind.key {
            model::MEMBER => members(app, viewer, &asked).await?,
            key => app.db().search(&asked, Some(key), look_at).await?,
        };
        let best = model::best(&asked, found, each);
        hits.extend(best.into_iter().map(|found| kind.hit(found)));
    }
    Ok(hits)
}

async fn members(app: &App, viewer: &Viewer, asked: &str) -> Result<Vec<::store::Found>> {
    let departments = org::departments::all(app.db()).await?;
    let all = org::members::names(app.db()).await?;
    let with_department = all.into_iter().map(|(id, name, department)| {
        let department = departments.iter().find(|d| Some(d.id) == department);
        let department = department.map_or("", |d| d.name(viewer.ctx.lang));
        (id, name, department.to_owned())
    });
    Ok(model::members(asked, with_department.collect()))
}
