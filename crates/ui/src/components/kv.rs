//! Facts as a list of names and values.

use maud::{Markup, html};

/// Names and values, one below the other.
#[must_use]
pub fn kv<L: AsRef<str>>(rows: &[(L, Markup)]) -> Markup {
    html! {
        dl.u-kv {
            @for (label, value) in rows { dt { (label.as_ref()) } dd { (value) } }
        }
    }
}
