//! The head of a document.

use maud::{Markup, html};

use crate::asset_url;

/// No injected style, no evaluation, same-origin requests only. A failed answer with a text is
/// shown in its place, so that forms come back with their errors.
const HTMX_CONFIG: &str = r#"{"includeIndicatorCSS":false,"mode":"same-origin","defaultTimeout":30000,"history":"reload"}"#;

/// Metadata, one style sheet, one script. Nothing is drawn before `#main` is complete: columns that
/// share the width would otherwise move while their neighbours are still being read. Browsers wait
/// for the opening of the named element, so it is the one that follows `#main`: the notices.
pub(super) fn head(title: &str, csrf: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width,initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="csrf-token" content=(csrf);
            meta name="htmx-config" content=(HTMX_CONFIG);
            title { (title) " · Unisono" }
            link rel="preload" href=(asset_url("inter-latin.woff2")) as="font" type="font/woff2" crossorigin;
            link rel="stylesheet" href=(asset_url("app.css"));
            link rel="expect" href="#toasts" blocking="render";
            link rel="icon" href=(asset_url("logo.svg")) type="image/svg+xml";
            script src=(asset_url("app.js")) defer {}
        }
    }
}
