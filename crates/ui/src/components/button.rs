//! Buttons and links that look like buttons.

use maud::{Markup, Render, html};

use super::icon::icon;
use crate::attrs::{Attrs, element};

/// A button under construction; put it into a page with `(button("…").primary())`.
#[derive(Clone, Debug)]
pub struct Button {
    label: String,
    icon: Option<String>,
    icon_only: bool,
    href: Option<String>,
    variant: &'static str,
    kind: &'static str,
    attrs: Attrs,
    hide_small: bool,
}

/// A quiet button that does something on the page (by htmx or `data-open`).
#[must_use]
pub fn button(label: &str) -> Button {
    Button {
        label: label.to_owned(),
        icon: None,
        icon_only: false,
        href: None,
        variant: "outline",
        kind: "button",
        attrs: Attrs::new(),
        hide_small: false,
    }
}

/// The primary button that sends a form.
#[must_use]
pub fn submit(label: &str) -> Button {
    let mut button = button(label).primary();
    button.kind = "submit";
    button
}

/// A link that looks like a button.
#[must_use]
pub fn link_button(label: &str, href: &str) -> Button {
    let mut button = button(label);
    button.href = Some(href.to_owned());
    button
}

/// A button of one icon; the label is read aloud and shown as a tip.
#[must_use]
pub fn icon_button(name: &str, label: &str) -> Button {
    let mut button = button(label).icon(name).ghost();
    button.icon_only = true;
    button
}

impl Button {
    /// The one important button of the page.
    #[must_use]
    pub fn primary(mut self) -> Self {
        self.variant = "primary";
        self
    }

    /// Without a border.
    #[must_use]
    pub fn ghost(mut self) -> Self {
        self.variant = "ghost";
        self
    }

    /// For what cannot be taken back.
    #[must_use]
    pub fn danger(mut self) -> Self {
        self.variant = "destructive";
        self
    }

    /// Sends the form around it.
    #[must_use]
    pub fn submits(mut self) -> Self {
        self.kind = "submit";
        self
    }

    /// An icon before the label.
    #[must_use]
    pub fn icon(mut self, name: &str) -> Self {
        self.icon = Some(name.to_owned());
        self
    }

    /// Opens the dialog of this id.
    #[must_use]
    pub fn opens(self, dialog: &str) -> Self {
        self.attr("data-open", dialog)
            .attr("aria-haspopup", "dialog")
    }

    /// Name and value that the form sends when this button was pressed.
    #[must_use]
    pub fn sends(self, name: &str, value: &str) -> Self {
        self.attr("name", name).attr("value", value)
    }

    /// Cannot be pressed now.
    #[must_use]
    pub fn disabled(mut self, disabled: bool) -> Self {
        self.attrs.push_flag("disabled", disabled);
        self
    }

    /// Left out on a phone, where the same is in a menu.
    #[must_use]
    pub fn hide_small(mut self) -> Self {
        self.hide_small = true;
        self
    }

    /// Adds an attribute, for example `hx-post`.
    #[must_use]
    pub fn attr(mut self, name: &str, value: &str) -> Self {
        self.attrs.push(name, value);
        self
    }
}

impl Render for Button {
    fn render(&self) -> Markup {
        let class = if self.hide_small {
            "btn u-hide-s"
        } else {
            "btn"
        };
        let size = if self.icon_only { "icon-sm" } else { "sm" };
        let mut attrs = Attrs::new()
            .with("class", class)
            .with("data-variant", self.variant)
            .with("data-size", size);
        match &self.href {
            Some(href) => attrs.push("href", href),
            None => attrs.push("type", self.kind),
        }
        if self.icon_only {
            attrs.push("aria-label", &self.label);
            attrs.push("title", &self.label);
        }
        attrs.extend(&self.attrs);
        let content = html! {
            @if let Some(name) = &self.icon { (icon(name)) }
            @if !self.icon_only { (self.label) }
        };
        element(
            if self.href.is_some() { "a" } else { "button" },
            &attrs,
            &content,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_does_not_send_a_form_by_accident() {
        assert!(button("Los").render().0.contains("type=\"button\""));
        assert!(submit("Los").render().0.contains("type=\"submit\""));
    }

    #[test]
    fn an_icon_button_has_a_name() {
        assert!(
            icon_button("edit", "Bearbeiten")
                .render()
                .0
                .contains("aria-label=\"Bearbeiten\"")
        );
    }
}
