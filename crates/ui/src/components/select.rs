//! A choice of one of few values. For long lists use a search field, never a select.

use maud::{Markup, html};

use super::control::{Control, Input};
use crate::attrs::{Attrs, element};

/// A select under construction.
pub type Select = Control<Chosen>;

/// The values to choose from, and the one that is chosen.
#[derive(Clone, Debug)]
pub struct Chosen {
    options: Vec<(String, String)>,
    groups: Vec<(String, Vec<(String, String)>)>,
    selected: String,
}

/// A select of values, each with its text.
#[must_use]
pub fn select<V: AsRef<str>, T: AsRef<str>>(name: &str, label: &str, options: &[(V, T)]) -> Select {
    let options = options
        .iter()
        .map(|(v, t)| (v.as_ref().to_owned(), t.as_ref().to_owned()))
        .collect();
    let chosen = Chosen {
        options,
        groups: Vec::new(),
        selected: String::new(),
    };
    Control::new(name, label, chosen)
}

impl Select {
    /// The value that is chosen now.
    #[must_use]
    pub fn selected(mut self, value: &str) -> Self {
        value.clone_into(&mut self.input.selected);
        self
    }

    /// Adds options under a heading, behind those without one; a group without options is left out.
    #[must_use]
    pub fn group(mut self, heading: &str, options: Vec<(String, String)>) -> Self {
        if !options.is_empty() {
            self.input.groups.push((heading.to_owned(), options));
        }
        self
    }
}

impl Input for Chosen {
    fn draw(&self, mut attrs: Attrs, further: &Attrs) -> Markup {
        attrs.extend(further);
        let option = |(value, text): &(String, String)| html! { option value=(value) selected[*value == self.selected] { (text) } };
        let options = html! {
            @for one in &self.options { (option(one)) }
            @for (heading, options) in &self.groups {
                optgroup label=(heading) { @for one in options { (option(one)) } }
            }
        };
        element("select", &attrs, &options)
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
    use maud::Render;

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
