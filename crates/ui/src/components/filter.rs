//! Filters above a list: a row of switches that are links, so that a filtered list has an address.

use maud::{Markup, html};

/// One switch.
#[derive(Clone, Debug)]
pub struct Toggle {
    /// What it says.
    pub label: String,
    /// Colour class, where it stands for a department; else empty.
    pub class: String,
    /// How many it lets through.
    pub count: Option<String>,
    /// The list after switching.
    pub href: String,
    /// Whether it is on.
    pub on: bool,
}

/// A switch as a link.
#[must_use]
pub fn toggle(toggle: &Toggle) -> Markup {
    html! {
        a.u-tog href=(toggle.href) aria-current=[toggle.on.then_some("true")] {
            @if toggle.class.is_empty() { span { (toggle.label) } }
            @else { span.u-dept.{ (toggle.class) } { (toggle.label) } }
            @if let Some(count) = &toggle.count { span.u-mute.u-xs.u-num { (count) } }
        }
    }
}

/// The row of filters; anything may stand in it.
#[must_use]
pub fn filter_bar(label: &str, body: Markup) -> Markup {
    html! { div.u-filter role="group" aria-label=(label) { (body) } }
}
