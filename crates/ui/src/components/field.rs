//! Fields of forms: a label, an input, what is wrong with it, a hint.

use kernel::{Date, Fields, Lang};
use maud::{Markup, Render, html};

use crate::attrs::{Attrs, element, void};
use crate::{field_error, fmt};

/// A field under construction.
#[derive(Clone, Debug)]
pub struct Field {
    name: String,
    label: String,
    kind: &'static str,
    value: String,
    hint: Option<String>,
    error: Option<String>,
    required: bool,
    rows: Option<u8>,
    id: Option<String>,
    attrs: Attrs,
}

/// A field of one line of text.
#[must_use]
pub fn field(name: &str, label: &str) -> Field {
    Field {
        name: name.to_owned(),
        label: label.to_owned(),
        kind: "text",
        value: String::new(),
        hint: None,
        error: None,
        required: false,
        rows: None,
        id: None,
        attrs: Attrs::new(),
    }
}

/// A field of several lines.
#[must_use]
pub fn textarea(name: &str, label: &str, rows: u8) -> Field {
    let mut field = field(name, label);
    field.rows = Some(rows);
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
        self.kind = kind;
        self
    }

    /// The present value.
    #[must_use]
    pub fn value(mut self, value: &str) -> Self {
        value.clone_into(&mut self.value);
        self
    }

    /// A sentence below that helps to fill it in.
    #[must_use]
    pub fn hint(mut self, hint: &str) -> Self {
        self.hint = Some(hint.to_owned());
        self
    }

    /// What is wrong with the value.
    #[must_use]
    pub fn error(mut self, error: &str) -> Self {
        self.error = Some(error.to_owned());
        self
    }

    /// Takes what is wrong with this field from the errors of the whole form.
    #[must_use]
    pub fn errors(mut self, lang: Lang, errors: &Fields) -> Self {
        self.error = errors
            .iter()
            .find(|e| e.field == self.name)
            .map(|e| field_error(lang, e));
        self
    }

    /// Must be filled in.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// For the browser's own completion, e.g. `email` or `current-password`.
    #[must_use]
    pub fn autocomplete(self, what: &str) -> Self {
        self.attr("autocomplete", what)
    }

    /// Gets the keyboard when the page or dialog opens.
    #[must_use]
    pub fn autofocus(mut self) -> Self {
        self.attrs.push_flag("autofocus", true);
        self
    }

    /// An id of its own, when the name occurs twice on a page.
    #[must_use]
    pub fn id(mut self, id: &str) -> Self {
        self.id = Some(id.to_owned());
        self
    }

    /// Adds an attribute to the input.
    #[must_use]
    pub fn attr(mut self, name: &str, value: &str) -> Self {
        self.attrs.push(name, value);
        self
    }

    fn input(&self, id: &str) -> Markup {
        let mut attrs = Attrs::new().with("id", id).with("name", &self.name);
        attrs.push_flag("required", self.required);
        describe(&mut attrs, id, self.error.is_some(), self.hint.is_some());
        if let Some(rows) = self.rows {
            attrs.push("rows", &rows.to_string());
            attrs.extend(&self.attrs);
            return element("textarea", &attrs, &html! { (self.value) });
        }
        attrs.push("type", self.kind);
        if self.kind != "password" && self.kind != "file" {
            attrs.push("value", &self.value);
        }
        attrs.extend(&self.attrs);
        void("input", &attrs)
    }
}

impl Render for Field {
    fn render(&self) -> Markup {
        let id = self
            .id
            .clone()
            .unwrap_or_else(|| format!("f-{}", self.name));
        frame(
            &id,
            &self.label,
            self.required,
            &self.input(&id),
            self.error.as_deref(),
            self.hint.as_deref(),
        )
    }
}

/// Points the input to its error and hint.
pub(super) fn describe(attrs: &mut Attrs, id: &str, error: bool, hint: bool) {
    let mut parts: Vec<String> = Vec::new();
    if error {
        parts.push(format!("{id}-error"));
        attrs.push("aria-invalid", "true");
    }
    if hint {
        parts.push(format!("{id}-hint"));
    }
    if !parts.is_empty() {
        attrs.push("aria-describedby", &parts.join(" "));
    }
}

/// Label, input, error and hint in their order.
pub(super) fn frame(
    id: &str,
    label: &str,
    required: bool,
    input: &Markup,
    error: Option<&str>,
    hint: Option<&str>,
) -> Markup {
    html! {
        div.field {
            label for=(id) { (label) @if required { span.u-req aria-hidden="true" { "*" } } }
            (input)
            @if let Some(error) = error { p.u-error id={ (id) "-error" } { (error) } }
            @if let Some(hint) = hint { p.u-hint id={ (id) "-hint" } { (hint) } }
        }
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
