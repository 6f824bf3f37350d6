//! Leafing through a list by cursor.

use kernel::Lang;
use maud::{Markup, html};

use super::button::link_button;
use crate::t;

/// Previous and next page of a list; `note` says what is shown ("1–50 von 8.800").
#[must_use]
pub fn pager(lang: Lang, note: &str, previous: Option<&str>, next: Option<&str>) -> Markup {
    html! {
        nav.u-pager aria-label=(t(lang, "word.more")) {
            span.u-mute.u-num.u-grow { (note) }
            @if let Some(href) = previous {
                (link_button(t(lang, "word.previous"), href).icon("chevron-left").attr("rel", "prev"))
            }
            @if let Some(href) = next {
                (link_button(t(lang, "word.next_page"), href).icon("chevron-right").attr("rel", "next"))
            }
        }
    }
}
