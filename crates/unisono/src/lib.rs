//! The assembly: every slice, reactor, job and menu entry in one application.
//!
//! Lists here are plain and explicit: a new slice is a folder in its crate and one line here.

mod assets;
mod health;
mod menu;
mod metrics;
mod openapi;

use std::sync::Arc;

use axum::Router;
use kernel::{Clock, Ctx, IdGen, Result};
use org::web::{App, Config, Parts, Routes, framed};
use org::work::{JobHandler, Reactor};
use store::Db;

/// The routes of all slices.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .merge(assets::routes())
        .merge(health::routes())
        .merge(metrics::routes())
        .merge(openapi::routes())
        .merge(org::sign_in::routes())
        .merge(org::account::routes())
        .merge(customers::people::routes())
        .merge(customers::companies::routes())
        .merge(customers::duplicates::routes())
        .merge(customers::files::routes())
        .merge(customers::history::routes())
        .merge(org::members::routes())
        .merge(org::departments::routes())
        .merge(org::tokens::routes())
        .merge(org::audit::routes())
        .merge(org::settings::routes())
        .merge(customers::timeline::routes())
        .merge(customers::deals::routes())
        .merge(customers::products::routes())
        .merge(steering::contribution::routes())
        .merge(steering::questions::routes())
        .merge(steering::synergies::routes())
        .merge(steering::decisions::routes())
        .merge(steering::changes::routes())
        .merge(steering::dashboard::routes())
        .merge(steering::home::routes())
        .merge(activities::activity_map::routes())
        .merge(customers::search::routes())
        .merge(connect::sources::routes())
        .merge(connect::tracking::routes())
        .merge(connect::dead_letters::routes())
        .merge(connect::visits::routes())
        .merge(connect::machines::routes())
        .merge(connect::events::routes())
        .merge(connect::exports::routes())
        .merge(connect::demo::routes())
        .merge(connect::imports::routes())
}

/// The panels, the menu and the plugs of all slices.
#[must_use]
pub fn parts() -> Parts {
    let mut parts = Parts::default();
    menu::fill(&mut parts);
    customers::companies::plug_in(&mut parts);
    customers::timeline::plug_in(&mut parts);
    customers::deals::plug_in(&mut parts);
    customers::duplicates::plug_in(&mut parts);
    connect::demo::plug_in(&mut parts);
    connect::exports::plug_in(&mut parts);
    connect::tracking::plug_in(&mut parts);
    steering::contribution::plug_in(&mut parts);
    steering::changes::plug_in(&mut parts);
    parts
}

/// The reactors of all slices; the first finds out who is meant, the others follow behind it.
#[must_use]
pub fn reactors() -> Vec<Reactor> {
    vec![
        connect::tracking::identity(),
        connect::machines::classify(),
        customers::duplicates::watch(),
        customers::search::objects(),
        customers::timeline::last_contact(),
        customers::timeline::deliveries(),
    ]
}

/// The handlers of all durable jobs.
#[must_use]
pub fn job_handlers() -> Vec<JobHandler> {
    let mut handlers = connect::demo::handlers();
    handlers.extend(connect::imports::handlers());
    handlers.push(connect::dead_letters::handler());
    handlers.extend(customers::duplicates::handlers());
    handlers.push(steering::questions::handler());
    handlers.push(steering::synergies::handler());
    handlers
}

/// Brings the database to the present schema and seeds what every installation has.
///
/// # Errors
/// As the store.
pub async fn prepare(db: &Db, ctx: &Ctx) -> Result<()> {
    db.migrate(ctx).await?;
    let mut tx = db.begin(ctx).await?;
    org::departments::seed(&mut tx).await?;
    customers::pipelines::seed(&mut tx).await?;
    activities::activity_map::seed(&mut tx).await?;
    tx.commit().await?;
    customers::duplicates::prepare(db, ctx).await
}

/// The application and its router, without any loop started.
pub fn assemble(db: Db, clock: Arc<dyn Clock>, ids: Arc<IdGen>, config: Config) -> (App, Router) {
    let app = App::new(db, clock, ids, config, parts());
    let router = framed(app.clone(), routes());
    (app, router)
}
