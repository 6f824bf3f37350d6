//! Small marks: states, departments, faces.

use maud::{Markup, Render, html};

use super::icon::icon;

/// A small mark with a text.
#[derive(Clone, Debug)]
pub struct Chip {
    label: String,
    tone: &'static str,
    icon: Option<String>,
}

/// A neutral mark.
#[must_use]
pub fn chip(label: &str) -> Chip {
    Chip {
        label: label.to_owned(),
        tone: "",
        icon: None,
    }
}

impl Chip {
    /// Good, done, kept.
    #[must_use]
    pub fn ok(mut self) -> Self {
        self.tone = "ok";
        self
    }

    /// Needs a look.
    #[must_use]
    pub fn warn(mut self) -> Self {
        self.tone = "warn";
        self
    }

    /// Broken or urgent.
    #[must_use]
    pub fn bad(mut self) -> Self {
        self.tone = "bad";
        self
    }

    /// Set apart without a judgement.
    #[must_use]
    pub fn accent(mut self) -> Self {
        self.tone = "acc";
        self
    }

    /// An icon before the text.
    #[must_use]
    pub fn icon(mut self, name: &str) -> Self {
        self.icon = Some(name.to_owned());
        self
    }
}

impl Render for Chip {
    fn render(&self) -> Markup {
        html! {
            span.u-chip.{ (self.tone) } {
                @if let Some(name) = &self.icon { (icon(name)) }
                (self.label)
            }
        }
    }
}

/// What is chosen, as a mark with a cross; following the link takes it off. `off` says so to those who
/// hear the page.
#[must_use]
pub fn removable_chip(label: &str, off: &str, href: &str) -> Markup {
    html! {
        a.u-chip.u-off href=(href) aria-label=(off) title=(off) { (label) (icon("x")) }
    }
}

/// A department: its colour and its name, always together. `class` is its colour class (`d-mkt`).
#[must_use]
pub fn dept_chip(name: &str, class: &str) -> Markup {
    html! { span.u-dept.{ (class) } { (name) } }
}

/// The first letters of the first and the last word of a name.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut words = name
        .split_whitespace()
        .filter(|w| w.chars().any(char::is_alphanumeric));
    let first = words.next();
    [first, words.next_back()]
        .into_iter()
        .flatten()
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()))
        .flat_map(char::to_uppercase)
        .collect()
}

/// A face of two letters beside a name.
#[must_use]
pub fn avatar(name: &str, class: &str) -> Markup {
    html! { span.u-av.{ (class) } aria-hidden="true" { (initials(name)) } }
}

/// The large face in the head of a record.
#[must_use]
pub fn avatar_large(name: &str, class: &str) -> Markup {
    html! { span.u-av.l.{ (class) } aria-hidden="true" { (initials(name)) } }
}

/// Several faces, each a name with its colour class; the names are read aloud.
#[must_use]
pub fn avatars(people: &[(&str, &str)]) -> Markup {
    let names: Vec<&str> = people.iter().map(|(name, _)| *name).collect();
    html! {
        span.u-avs role="img" aria-label=(names.join(", ")) title=(names.join(", ")) {
            @for (name, class) in people { (avatar(name, class)) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_come_from_first_and_last_name() {
        assert_eq!(initials("Lena Brandt"), "LB");
        assert_eq!(initials("Dr. Aylin von Şahin"), "DŞ");
        assert_eq!(initials("öko"), "Ö");
        assert_eq!(initials(" – "), "");
    }

    #[test]
    fn a_department_is_never_colour_alone() {
        assert!(dept_chip("Vertrieb", "d-sal").0.contains("Vertrieb"));
    }
}
