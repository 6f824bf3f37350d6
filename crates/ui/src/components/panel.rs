//! Panels: the boxes of which a page is made.

use maud::{Markup, html};

use super::icon::icon;

/// A box with a title, something at its right, and a body.
#[must_use]
pub fn panel(title: &str, actions: Markup, body: Markup) -> Markup {
    html! {
        section.u-panel {
            header { h2 { (title) } @if !actions.0.is_empty() { div.u-right.u-row { (actions) } } }
            div.b { (body) }
        }
    }
}

/// A box without a title, for example around a table.
#[must_use]
pub fn panel_plain(body: Markup) -> Markup {
    html! { div.u-panel { (body) } }
}

/// A part of the side column of a record.
#[must_use]
pub fn section(title: &str, actions: Markup, body: Markup) -> Markup {
    html! {
        section.u-sec {
            header.u-row { h2.u-grow { (title) } (actions) }
            (body)
        }
    }
}

/// A message that stays in the page. `tone` is `ok`, `warn`, `bad` or empty; `actions` offer the
/// way out.
#[must_use]
pub fn notice(tone: &str, title: &str, text: &str, actions: Markup) -> Markup {
    let symbol = match tone {
        "ok" => "circle-check",
        "warn" | "bad" => "alert-triangle",
        _ => "info-circle",
    };
    html! {
        div.u-alert.{ (tone) } role=[(tone == "bad").then_some("alert")] {
            (icon(symbol))
            div.u-grow {
                p.u-b { (title) }
                @if !text.is_empty() { p.u-mute.u-sm { (text) } }
            }
            @if !actions.0.is_empty() { div.u-row { (actions) } }
        }
    }
}
