//! The shared dashboard: the common goal first, outcomes before counts, no race between departments.
//!
//! Tables: none (reads the published views).

mod api;
mod model;
mod pages;
mod store;

use ::store::Tx;
use kernel::Result;
use org::web::Routes;

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/dashboard", pages::dashboard)
        .post("/dashboard/goal", pages::set_goal)
        .get("/api/v1/dashboard", api::dashboard)
        .describe::<api::Document>()
}

/// Sets the common goal: the value of deals won in a calendar year, minor units of a currency.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn set_goal(tx: &mut Tx, won_value_minor: i64, currency: &str) -> Result<()> {
    let goal = model::Goal {
        won_value_minor,
        currency: currency.to_owned(),
    };
    tx.set_setting(model::GOAL, &goal).await
}

/// Takes the common goal away.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn clear_goal(tx: &mut Tx) -> Result<()> {
    tx.set_setting(model::GOAL, &None::<model::Goal>).await
}
