//! Fields of forms into which something is typed, and what else a form consists of.

use kernel::{Date, Lang};
use maud::{Markup, html};

use super::control::{Control, Input};
use crate::attrs::{Attrs, element, void};
use crate::fmt;

/// An input of one or several lines under construction.
pub type Field = Control<Typed>;

/// What is typed in.
#[derive(Clone, Debug)]
pub struct Typed {
    kind: &'static str,
    value: String,
    rows: Option<u8>,
}

/// A field of one line of text.
#[must_use]
pub fn field(name: &str, label: &str) -> Field {
    let typed = Typed {
        kind: "text",
        value: String::new(),
        rows: None,
    };
    Control::new(name, label, typed)
}

/// A field of several lines.
#[must_use]
pub fn textarea(name: &str, label: &str, rows: u8) -> Field {
    let mut field = field(name, label);
    field.input.rows = Some(rows);
    field
}

/// A date, typed in the way of the language; read it with [`crate::parse::date`].
#[must_use]
pub fn date_field(lang: Lang, name: &str, label: &str, value: Option<Date>) -> Field {
    let example = match lang {
        Lang::De => "25.11.2026",
        Lang::En => "25 Nov 2026",
    };
    let shown = value
        .map(|date| fmt::date_input(lang, date))
        .unwrap_or_default();
    field(name, label)
        .value(&shown)
        .attr("placeholder", example)
        .attr("autocomplete", "off")
        .attr("data-date", lang.code())
}

impl Field {
    /// Type of the input: `email`, `tel`, `url`, `password`, `number`, `search`, `file`, `time`.
    #[must_use]
    pub fn kind(mut self, kind: &'static str) -> Self {
        self.input.kind = kind;
        self
    }

    /// The present value.
    #[must_use]
    pub fn value(mut self, value: &str) -> Self {
        value.clone_into(&mut self.input.value);
        self
    }

    /// For the browser's own completion, e.g. `email` or `current-password`.
    #[must_use]
    pub fn autocomplete(self, what: &str) -> Self {
        self.attr("autocomplete", what)
    }
}

impl Input for Typed {
    fn draw(&self, mut attrs: Attrs, further: &Attrs) -> Markup {
        if let Some(rows) = self.rows {
            attrs.push("rows", &rows.to_string());
            attrs.extend(further);
            return element("textarea", &attrs, &html! { (self.value) });
        }
        attrs.push("type", self.kind);
        if self.kind != "password" && self.kind != "file" {
            attrs.push("value", &self.value);
        }
        attrs.extend(further);
        void("input", &attrs)
    }
}

/// A box to tick, with its label behind it.
#[must_use]
pub fn checkbox(name: &str, value: &str, label: &str, checked: bool) -> Markup {
    let id = format!("f-{name}-{value}");
    html! {
        div.field data-orientation="horizontal" {
            input type="checkbox" id=(id) name=(name) value=(value) checked[checked];
            label for=(id) { (label) }
        }
    }
}

/// A value that the form sends without showing it.
#[must_use]
pub fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// The token against forged requests, in every form that changes something.
#[must_use]
pub fn csrf_field(token: &str) -> Markup {
    hidden("_csrf", token)
}

/// A form that sends by POST, with its token. For uploads add `enctype` by `attrs`.
#[must_use]
pub fn form(action: &str, csrf: &str, attrs: &Attrs, body: Markup) -> Markup {
    let mut all = Attrs::new()
        .with("method", "post")
        .with("action", action)
        .with("class", "u-form");
    all.extend(attrs);
    element("form", &all, &html! { (csrf_field(csrf)) (body) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::FieldError;
    use maud::Render;

    #[test]
    fn an_error_is_tied_to_its_input() {
        let errors = vec![FieldError::new("name", "error.required")];
        let html = field("name", "Name").errors(Lang::De, &errors).render().0;
        assert!(html.contains("aria-invalid=\"true\" aria-describedby=\"f-name-error\""));
        assert!(html.contains("Bitte ausfüllen."));
    }

    #[test]
    fn a_password_never_comes_back() {
        let html = field("password", "Passwort")
            .kind("password")
            .value("geheim")
            .render()
            .0;
        assert!(!html.contains("geheim"));
    }

    #[test]
    fn a_date_is_shown_in_the_way_of_the_language() {
        let date = "2026-11-25".parse().ok();
        assert!(
            date_field(Lang::De, "on", "Am", date)
                .render()
                .0
                .contains("value=\"25.11.2026\"")
        );
        assert!(
            date_field(Lang::En, "on", "On", date)
                .render()
                .0
                .contains("value=\"25 Nov 2026\"")
        );
    }

    #[test]
    fn text_in_a_textarea_is_escaped() {
        let html = textarea("note", "Notiz", 3)
            .value("</textarea><b>")
            .render()
            .0;
        assert!(html.contains("&lt;/textarea&gt;"));
    }
}
