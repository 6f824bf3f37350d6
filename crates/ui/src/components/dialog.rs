//! Dialogs: native `dialog` elements, opened by `data-open="ID"`.

use kernel::Lang;
use maud::{Markup, Render, html};

use super::icon::icon;
use crate::t;

/// A dialog with a title, a body and buttons below.
#[derive(Clone, Debug)]
pub struct Dialog {
    lang: Lang,
    id: String,
    title: String,
    body: Markup,
    footer: Option<Markup>,
    wide: bool,
}

impl Dialog {
    /// A dialog; `id` is what a button opens.
    #[must_use]
    pub fn new(lang: Lang, id: &str, title: &str, body: Markup) -> Self {
        Self {
            lang,
            id: id.to_owned(),
            title: title.to_owned(),
            body,
            footer: None,
            wide: false,
        }
    }

    /// The buttons below. A form inside the body may bring its own.
    #[must_use]
    pub fn footer(mut self, footer: Markup) -> Self {
        self.footer = Some(footer);
        self
    }

    /// Twice as wide.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }
}

impl Render for Dialog {
    fn render(&self) -> Markup {
        let title = format!("{}-title", self.id);
        html! {
            dialog.u-dialog.wide[self.wide] id=(self.id) aria-labelledby=(title) {
                div.u-dialog-in {
                    header {
                        h2 id=(title) { (self.title) }
                        button.u-icon-btn type="button" data-close aria-label=(t(self.lang, "word.close")) { (icon("x")) }
                    }
                    div.b { (self.body) }
                    @if let Some(footer) = &self.footer { footer { (footer) } }
                }
            }
        }
    }
}
