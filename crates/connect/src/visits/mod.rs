//! Website measurement: views per page and hour, counted without knowing who looked.
//!
//! A *visit* here is one page view, kept as a count of its hour: no identifier, no address of the
//! network, nothing read from or stored on the visitor's device. Individual measurement begins with
//! consent and then speaks the tracking API. Also serves the published browser SDK from our host.
//! Tables: visit_hour.

mod api;
mod model;
mod pages;
mod sdk;
mod store;

use axum::routing::{get, post};
use org::web::Routes;

pub(crate) use model::{campaign_tag, is_machine};

/// The routes of the slice.
#[must_use]
pub fn routes() -> Routes {
    let count = post(api::count).options(crate::tracking::preflight);
    Routes::new()
        .get("/visits", pages::overview)
        .get("/api/v1/visits", api::overview)
        .describe::<api::Document>()
        .special(&["POST", "OPTIONS"], "/v1/visit", count)
        .special(&["GET"], "/unisono.js", get(sdk::own_script))
        .special(
            &["GET"],
            "/analytics.js/v1/{key}/analytics.min.js",
            get(sdk::library),
        )
        .special(&["GET"], "/v1/projects/{key}/settings", get(sdk::settings))
        .special(&["GET"], "/analytics-next/bundles/{file}", get(sdk::bundle))
}
