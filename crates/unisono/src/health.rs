//! Whether the server lives (`/healthz`) and whether it can work (`/readyz`).

use axum::extract::State;
use axum::routing::get;
use kernel::Error;
use org::web::{Answer, App, Routes};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .special(&["GET"], "/healthz", get(alive))
        .special(&["GET"], "/readyz", get(ready))
}

async fn alive() -> &'static str {
    "ok"
}

/// Ready is who can read the log of its database; anything else is "not now" for a load balancer.
async fn ready(State(app): State<App>) -> Answer<&'static str> {
    store::reactors::head(app.db()).await.map_err(|error| {
        tracing::error!(%error, "not ready");
        Error::Unavailable {
            what: "error.database_gone",
            retry_after: 5,
        }
    })?;
    Ok("ok")
}
