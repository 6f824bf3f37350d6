//! Menus behind a button.

use maud::{Markup, Render, html};

use super::icon::icon;
use crate::attrs::{Attrs, element};

/// A menu under construction.
#[derive(Clone, Debug)]
pub struct Menu {
    id: String,
    label: String,
    icon: Option<String>,
    icon_only: bool,
    items: Vec<MenuItem>,
}

/// An entry of a menu.
#[derive(Clone, Debug)]
pub struct MenuItem {
    label: Markup,
    icon: Option<String>,
    href: Option<String>,
    attrs: Attrs,
}

impl Menu {
    /// A menu behind a button with a label; `id` is unique on the page.
    #[must_use]
    pub fn new(id: &str, label: &str, items: Vec<MenuItem>) -> Self {
        Self {
            id: id.to_owned(),
            label: label.to_owned(),
            icon: None,
            icon_only: false,
            items,
        }
    }

    /// A menu behind a button of one icon.
    #[must_use]
    pub fn of_icon(id: &str, name: &str, label: &str, items: Vec<MenuItem>) -> Self {
        Self {
            icon: Some(name.to_owned()),
            icon_only: true,
            ..Self::new(id, label, items)
        }
    }

    /// An icon before the label.
    #[must_use]
    pub fn icon(mut self, name: &str) -> Self {
        self.icon = Some(name.to_owned());
        self
    }
}

impl MenuItem {
    /// An entry that leads somewhere.
    #[must_use]
    pub fn link(label: &str, href: &str) -> Self {
        Self {
            label: html! { (label) },
            icon: None,
            href: Some(href.to_owned()),
            attrs: Attrs::new(),
        }
    }

    /// An entry that does something, by `hx-post` and the like or by `data-open`.
    #[must_use]
    pub fn action(label: &str) -> Self {
        Self {
            label: html! { (label) },
            icon: None,
            href: None,
            attrs: Attrs::new(),
        }
    }

    /// An icon before the label.
    #[must_use]
    pub fn icon(mut self, name: &str) -> Self {
        self.icon = Some(name.to_owned());
        self
    }

    /// Adds an attribute, for example `hx-post`.
    #[must_use]
    pub fn attr(mut self, name: &str, value: &str) -> Self {
        self.attrs.push(name, value);
        self
    }
}

impl Render for MenuItem {
    fn render(&self) -> Markup {
        let mut attrs = Attrs::new().with("role", "menuitem");
        let tag = match &self.href {
            Some(href) => {
                attrs.push("href", href);
                "a"
            }
            None => {
                attrs.push("type", "button");
                "button"
            }
        };
        attrs.push("tabindex", "-1");
        attrs.extend(&self.attrs);
        let content = html! {
            @if let Some(name) = &self.icon { (icon(name)) }
            (self.label)
        };
        element(tag, &attrs, &content)
    }
}

impl Render for Menu {
    fn render(&self) -> Markup {
        let (button_id, menu_id) = (format!("{}-button", self.id), format!("{}-menu", self.id));
        let size = if self.icon_only { "icon-sm" } else { "sm" };
        let variant = if self.icon_only { "ghost" } else { "outline" };
        html! {
            div.dropdown-menu id=(self.id) {
                button.btn type="button" id=(button_id) data-variant=(variant) data-size=(size)
                    aria-haspopup="menu" aria-expanded="false" aria-controls=(menu_id)
                    aria-label=[self.icon_only.then_some(&self.label)] title=[self.icon_only.then_some(&self.label)] {
                    @if let Some(name) = &self.icon { (icon(name)) }
                    @if !self.icon_only { (self.label) (icon("chevron-down")) }
                }
                div data-popover aria-hidden="true" data-align="end" {
                    div role="menu" id=(menu_id) aria-labelledby=(button_id) {
                        @for item in &self.items { (item) }
                    }
                }
            }
        }
    }
}
