//! A value that is edited where it stands.

use kernel::Lang;
use maud::{Markup, html};

use super::button::{link_button, submit};
use super::field::form;
use super::icon::icon;
use crate::Attrs;
use crate::t;

/// A value with its edit button. `edit_href` answers with [`inline_edit_form`]; the form's action
/// answers with this again. Works for several fields on a page, because the swap stays inside.
#[must_use]
pub fn inline_edit(lang: Lang, label: &str, shown: &Markup, edit_href: &str) -> Markup {
    let name = format!("{}: {label}", t(lang, "word.edit"));
    html! {
        span.u-inline {
            span.u-grow { (shown) }
            a.u-icon-btn.s href=(edit_href) hx-get=(edit_href) hx-target="closest .u-inline" hx-swap="outerHTML"
                aria-label=(name) title=(name) data-edit { (icon("edit")) }
        }
    }
}

/// The value alone, for those who may not edit it.
#[must_use]
pub fn inline_value(shown: &Markup) -> Markup {
    html! { span.u-inline { span.u-grow { (shown) } } }
}

/// The form in place of the value. `input` is usually a `field` with `.autofocus()`; `cancel_href`
/// answers with the value again.
#[must_use]
pub fn inline_edit_form(
    lang: Lang,
    action: &str,
    csrf: &str,
    cancel_href: &str,
    input: Markup,
) -> Markup {
    let attrs = Attrs::new()
        .with("hx-post", action)
        .with("hx-target", "closest .u-inline")
        .with("hx-swap", "outerHTML");
    let cancel = link_button(t(lang, "word.cancel"), cancel_href)
        .ghost()
        .attr("hx-get", cancel_href)
        .attr("hx-target", "closest .u-inline")
        .attr("hx-swap", "outerHTML")
        .attr("data-cancel", "");
    let body = html! {
        (input)
        div.u-row { (submit(t(lang, "word.save"))) (cancel) }
    };
    html! { span.u-inline.editing { (form(action, csrf, &attrs, body)) } }
}
