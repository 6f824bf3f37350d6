//! Whether the server lives (`/healthz`) and whether it can work (`/readyz`).

use axum::extract::State;
use axum::routing::get;
use org::web::{Answer, App, Routes};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .special(&["GET"], "/healthz", get(alive))
        .special(&["GET"], "/readyz", get(ready))
}

async fn alive() -> &'static str {
    "ok"
}

async fn ready(State(app): State<App>) -> Answer<&'static str> {
    store::reactors::head(app.db()).await?;
    Ok("ok")
}
