//! What stands where nothing is yet.

use maud::{Markup, html};

use super::icon::icon;

/// Nothing here: why, and what to do about it.
#[must_use]
pub fn empty_state(symbol: &str, title: &str, text: &str, actions: Markup) -> Markup {
    html! {
        div.u-empty {
            span.ic { (icon(symbol)) }
            p.u-b { (title) }
            p.u-mute { (text) }
            @if !actions.0.is_empty() { div.u-row.u-wrap { (actions) } }
        }
    }
}
