//! What every field of a form has around its input: a label, what is wrong with it, a hint.

use kernel::{Fields, Lang};
use maud::{Markup, Render, html};

use crate::attrs::Attrs;
use crate::field_error;

/// The input itself. `attrs` tie it to its label, error and hint, `further` are those of the page.
pub trait Input {
    /// Draws it.
    fn draw(&self, attrs: Attrs, further: &Attrs) -> Markup;
}

/// A field of a form under construction.
#[derive(Clone, Debug)]
pub struct Control<I> {
    name: String,
    label: String,
    hint: Option<String>,
    error: Option<String>,
    required: bool,
    id: Option<String>,
    attrs: Attrs,
    pub(super) input: I,
}

impl<I> Control<I> {
    pub(super) fn new(name: &str, label: &str, input: I) -> Self {
        Self {
            name: name.to_owned(),
            label: label.to_owned(),
            hint: None,
            error: None,
            required: false,
            id: None,
            attrs: Attrs::new(),
            input,
        }
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

    /// Gets the keyboard when the page or dialog opens.
    #[must_use]
    pub fn autofocus(self) -> Self {
        self.autofocus_if(true)
    }

    /// Gets the keyboard when it holds.
    #[must_use]
    pub fn autofocus_if(mut self, holds: bool) -> Self {
        self.attrs.push_flag("autofocus", holds);
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

    /// Points the input to its label, its error and its hint.
    fn ties(&self, id: &str) -> Attrs {
        let mut attrs = Attrs::new().with("id", id).with("name", &self.name);
        attrs.push_flag("required", self.required);
        let mut parts: Vec<String> = Vec::new();
        if self.error.is_some() {
            parts.push(format!("{id}-error"));
            attrs.push("aria-invalid", "true");
        }
        if self.hint.is_some() {
            parts.push(format!("{id}-hint"));
        }
        if !parts.is_empty() {
            attrs.push("aria-describedby", &parts.join(" "));
        }
        attrs
    }
}

impl<I: Input> Render for Control<I> {
    fn render(&self) -> Markup {
        let usual = || format!("f-{}", self.name);
        let id = self.id.clone().unwrap_or_else(usual);
        html! {
            div.field {
                label for=(id) { (self.label) @if self.required { span.u-req aria-hidden="true" { "*" } } }
                (self.input.draw(self.ties(&id), &self.attrs))
                @if let Some(error) = &self.error { p.u-error id={ (id) "-error" } { (error) } }
                @if let Some(hint) = &self.hint { p.u-hint id={ (id) "-hint" } { (hint) } }
            }
        }
    }
}
