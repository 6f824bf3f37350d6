//! `/api/openapi.json`: the description of the API, for everybody.

use std::sync::OnceLock;

use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use org::web::{Caller, Routes};

pub(crate) fn routes() -> Routes {
    Routes::new().special(&["GET"], "/api/openapi.json", get(document))
}

async fn document(_caller: Caller) -> impl IntoResponse {
    // It follows from the program alone, so it is written once.
    static TEXT: OnceLock<String> = OnceLock::new();
    let text = TEXT.get_or_init(|| crate::routes().document().to_string());
    ([(header::CONTENT_TYPE, "application/json")], text.as_str())
}
