//! Attributes that a page adds to a component, and elements written with them.

use maud::{Escaper, Markup, PreEscaped};
use std::fmt::Write as _;

/// A list of HTML attributes in the order of their adding. Values are escaped.
#[derive(Clone, Debug, Default)]
pub struct Attrs(String);

impl Attrs {
    /// No attributes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an attribute. The name comes from the code, never from input.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.push(name, value);
        self
    }

    /// Adds an attribute in place.
    pub fn push(&mut self, name: &str, value: &str) {
        debug_assert!(
            !name.starts_with("on") && name != "style",
            "no inline script or style"
        );
        let _ = write!(self.0, " {name}=\"");
        let _ = Escaper::new(&mut self.0).write_str(value);
        self.0.push('"');
    }

    /// Adds an attribute when there is a value.
    pub fn push_some(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.push(name, value);
        }
    }

    /// Adds an attribute without a value when it holds.
    pub fn push_flag(&mut self, name: &str, holds: bool) {
        if holds {
            let _ = write!(self.0, " {name}");
        }
    }

    /// Joins another list.
    pub fn extend(&mut self, other: &Attrs) {
        self.0.push_str(&other.0);
    }
}

/// An element with its attributes and content.
pub(crate) fn element(tag: &str, attrs: &Attrs, content: &Markup) -> Markup {
    PreEscaped(format!("<{tag}{}>{}</{tag}>", attrs.0, content.0))
}

/// An element that has no content.
pub(crate) fn void(tag: &str, attrs: &Attrs) -> Markup {
    PreEscaped(format!("<{tag}{}>", attrs.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_escaped() {
        let attrs = Attrs::new().with("title", "\"><script>");
        let html = element("p", &attrs, &PreEscaped("x".into())).0;
        assert_eq!(html, "<p title=\"&quot;&gt;&lt;script&gt;\">x</p>");
    }
}
