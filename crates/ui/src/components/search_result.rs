//! One hit of the search page.

use maud::{Markup, html};

use super::chip::chip;
use super::icon::icon;

/// A hit: what it is, its name, what distinguishes it. Stands in an `ol class="u-hits"` made by
/// the caller, or alone; `kind` stays empty where a heading above names it.
#[must_use]
pub fn search_result(symbol: &str, kind: &str, title: &str, note: &Markup, href: &str) -> Markup {
    html! {
        li.u-hit data-row=(href) {
            span.ic { (icon(symbol)) }
            div.u-grow {
                a.u-m.u-link href=(href) { (title) }
                div.u-mute.u-sm { (note) }
            }
            @if !kind.is_empty() { (chip(kind)) }
        }
    }
}
