//! A choice of one of few values. For long lists use a search field, never a select.

use kernel::{Fields, Lang};
use maud::{Markup, Render, html};

use super::field::{describe, frame};
use crate::attrs::{Attrs, element};
use crate::field_error;

/// A select under construction.
#[derive(Clone, Debug)]
pub struct Select {
    name: String,
    label: String,
    options: Vec<(String, String)>,
    groups: Vec<(String, Vec<(String, String)>)>,
    selected: String,
    hint: Option<String>,
    error: Option<String>,
    id: Option<String>,
    required: bool,
    attrs: Attrs,
}

/// A select of values, each with its text.
#[must_use]
pub fn select<V: AsRef<str>, T: AsRef<str>>(name: &str, label: &str, options: &[(V, T)]) -> Select {
    Select {
        name: name.to_owned(),
        label: label.to_owned(),
        options: options
            .iter()
            .map(|(v, t)| (v.as_ref().to_owned(), t.as_ref().to_owned()))
            .collect(),
        groups: Vec::new(),
        selected: String::new(),
        hint: None,
        error: None,
        id: None,
        required: false,
        attrs: Attrs::new(),
    }
}

impl Select {
    /// The value that is chosen now.
    #[must_use]
    pub fn selected(mut self, value: &str) -> Self {
        value.clone_into(&mut self.selected);
        self
    }

    /// Adds options under a heading, behind those without one; a group without options is left out.
    #[must_use]
    pub fn group(mut self, heading: &str, options: Vec<(String, String)>) -> Self {
        if !options.is_empty() {
            self.groups.push((heading.to_owned(), options));
        }
        self
    }

    /// A sentence below that helps to choose.
    #[must_use]
    pub fn hint(mut self, hint: &str) -> Self {
        self.hint = Some(hint.to_owned());
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

    /// Must be chosen.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// An id of its own, when the name occurs twice on a page.
    #[must_use]
    pub fn id(mut self, id: &str) -> Self {
        self.id = Some(id.to_owned());
        self
    }

    /// Adds an attribute to the select.
    #[must_use]
    pub fn attr(mut self, name: &str, value: &str) -> Self {
        self.attrs.push(name, value);
        self
    }
}

impl Render for Select {
    fn render(&self) -> Markup {
        let id = self
            .id
            .clone()
            .unwrap_or_else(|| format!("f-{}", self.name));
        let mut attrs = Attrs::new().with("id", &id).with("name", &self.name);
        attrs.push_flag("required", self.required);
        describe(&mut attrs, &id, self.error.is_some(), self.hint.is_some());
        attrs.extend(&self.attrs);
        let option = |(value, text): &(String, String)| html! { option value=(value) selected[*value == self.selected] { (text) } };
        let options = html! {
            @for one in &self.options { (option(one)) }
            @for (heading, options) in &self.groups {
                optgroup label=(heading) { @for one in options { (option(one)) } }
            }
        };
        let input = element("select", &attrs, &options);
        frame(
            &id,
            &self.label,
            self.required,
            &input,
            self.error.as_deref(),
            self.hint.as_deref(),
        )
    }
}

/// A choice of one of few values that all are to be seen: each with its text; none is chosen beforehand
/// unless `chosen` names one.
#[must_use]
pub fn choices<V: AsRef<str>, T: AsRef<str>>(
    name: &str,
    legend: &str,
    options: &[(V, T)],
    chosen: &str,
) -> Markup {
    html! {
        fieldset.u-kinds {
            legend { (legend) }
            @for (value, text) in options {
                label {
                    input type="radio" name=(name) value=(value.as_ref()) checked[value.as_ref() == chosen];
                    span { (text.as_ref()) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_stand_behind_the_plain_options() {
        let own = vec![("b".to_owned(), "B".to_owned())];
        let html = select("x", "X", &[("", "–")])
            .group("Group", own)
            .group("Empty", Vec::new())
            .selected("b");
        let html = html.render().0;
        assert!(html.contains("<optgroup label=\"Group\"><option value=\"b\" selected>"));
        assert!(!html.contains("Empty"));
    }

    #[test]
    fn no_choice_is_made_for_the_reader() {
        let html = choices("o", "?", &[("a", "A"), ("b", "B")], "").0;
        assert!(html.contains("value=\"a\"") && !html.contains("checked"));
    }
}
