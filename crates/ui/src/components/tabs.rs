//! Tabs: links between the views of one record, each with its own address.

use maud::{Markup, html};

/// Views as `(label, address, whether it is the present one)`.
#[must_use]
pub fn tabs(label: &str, views: &[(&str, &str, bool)]) -> Markup {
    html! {
        nav.u-tabs aria-label=(label) {
            @for (text, href, here) in views {
                a href=(href) aria-current=[here.then_some("page")] { (text) }
            }
        }
    }
}
