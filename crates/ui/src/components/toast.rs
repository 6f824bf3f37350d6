//! Short notices about what was just done, with a way to take it back.

use kernel::Lang;
use maud::{Markup, html};

use super::field::{csrf_field, hidden};
use super::icon::icon;
use crate::t;

/// The tone of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlashKind {
    /// It worked.
    Ok,
    /// It worked, but.
    Warn,
    /// It did not work.
    Bad,
}

/// How to take something back: a POST to an address with fields.
#[derive(Clone, Debug)]
pub struct Undo {
    /// Where the form goes.
    pub action: String,
    /// Hidden fields that it sends.
    pub fields: Vec<(String, String)>,
}

/// A notice.
#[derive(Clone, Debug)]
pub struct Flash {
    /// The tone.
    pub kind: FlashKind,
    /// The sentence.
    pub text: String,
    /// The way back, if there is one.
    pub undo: Option<Undo>,
}

impl Flash {
    /// It worked.
    #[must_use]
    pub fn ok(text: impl Into<String>) -> Self {
        Self {
            kind: FlashKind::Ok,
            text: text.into(),
            undo: None,
        }
    }

    /// It worked, but.
    #[must_use]
    pub fn warn(text: impl Into<String>) -> Self {
        Self {
            kind: FlashKind::Warn,
            text: text.into(),
            undo: None,
        }
    }

    /// It did not work.
    #[must_use]
    pub fn bad(text: impl Into<String>) -> Self {
        Self {
            kind: FlashKind::Bad,
            text: text.into(),
            undo: None,
        }
    }

    /// Offers to take it back.
    #[must_use]
    pub fn undo(mut self, action: impl Into<String>, fields: Vec<(String, String)>) -> Self {
        self.undo = Some(Undo {
            action: action.into(),
            fields,
        });
        self
    }
}

/// One notice. It goes by itself unless somebody points at it; one with a way back stays longer.
#[must_use]
pub fn toast(lang: Lang, flash: &Flash, csrf: &str) -> Markup {
    let (tone, symbol) = match flash.kind {
        FlashKind::Ok => ("ok", "circle-check"),
        FlashKind::Warn => ("warn", "alert-triangle"),
        FlashKind::Bad => ("bad", "alert-circle"),
    };
    html! {
        div.u-toast.{ (tone) } data-toast {
            (icon(symbol))
            span.u-grow { (flash.text) }
            @if let Some(undo) = &flash.undo {
                form method="post" action=(undo.action) {
                    (csrf_field(csrf))
                    @for (name, value) in &undo.fields { (hidden(name, value)) }
                    button.u-text-btn type="submit" { (t(lang, "word.undo")) }
                }
            }
            button.u-icon-btn.s type="button" data-toast-close aria-label=(t(lang, "word.close")) { (icon("x")) }
        }
    }
}

/// The same as a part of any htmx answer: it is added to the notices of the page.
#[must_use]
pub fn toast_oob(lang: Lang, flash: &Flash, csrf: &str) -> Markup {
    html! { hx-partial hx-target="#toasts" hx-swap="beforeend" { (toast(lang, flash, csrf)) } }
}
