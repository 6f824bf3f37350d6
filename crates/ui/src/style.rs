//! The living style page: every component and chart on one screen, served at `/ui`.

use kernel::Lang;
use maud::{Markup, html};

/// The body of the style page.
#[must_use]
pub fn style_page(lang: Lang) -> Markup {
    html! { div.u-main { (crate::t(lang, "word.today")) } }
}
