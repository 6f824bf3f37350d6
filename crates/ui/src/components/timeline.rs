//! The stream of touchpoints.

use kernel::{Lang, Millis};
use maud::{Markup, Render, html};

use super::chip::dept_chip;
use super::icon::icon;
use crate::{fmt, t, tf};

/// One touchpoint in the stream.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// Id of the element, so that a new entry never appears twice.
    pub id: String,
    /// Name of the department; empty in the customer's view.
    pub department: String,
    /// Colour class of the department.
    pub class: String,
    /// Name of the icon.
    pub icon: String,
    /// What happened, as a sentence.
    pub title: Markup,
    /// When it happened.
    pub at: Millis,
    /// IANA zone in which the time is shown.
    pub zone: String,
    /// What a member wrote or the customer said.
    pub note: Option<String>,
    /// Chips behind the department.
    pub meta: Option<Markup>,
    /// The record behind it.
    pub href: Option<String>,
    /// A menu at the right, see [`super::Menu`].
    pub menu: Option<Markup>,
    /// Language, for the tip with the full date.
    pub lang: Lang,
}

impl Render for Entry {
    fn render(&self) -> Markup {
        let full = fmt::datetime(self.lang, self.at, &self.zone);
        html! {
            li id=(self.id) class=(self.class) data-row=[self.href.as_deref()] {
                span.ic { (icon(&self.icon)) }
                div.u-grow {
                    div.t {
                        span.u-grow {
                            @match &self.href {
                                Some(href) => a.u-link href=(href) { (self.title) },
                                None => (self.title),
                            }
                        }
                        time datetime=(self.at.rfc3339()) title=(full) { (fmt::time_of_day(self.at, &self.zone)) }
                        @if let Some(menu) = &self.menu { (menu) }
                    }
                    @if let Some(note) = &self.note { div.note { (note) } }
                    @if self.meta.is_some() || !self.department.is_empty() {
                        div.meta {
                            @if !self.department.is_empty() { (dept_chip(&self.department, &self.class)) }
                            @if let Some(meta) = &self.meta { (meta) }
                        }
                    }
                }
            }
        }
    }
}

/// A day between entries.
#[must_use]
pub fn day_separator(label: &str) -> Markup {
    html! { li.u-day { span { (label) } } }
}

/// A stream that does not change by itself. Items are entries and day separators.
#[must_use]
pub fn timeline(label: &str, items: Markup) -> Markup {
    html! { ol.u-tl aria-label=(label) { (items) } }
}

/// A stream that grows by server-sent events from `connect`: each message is one or more entries.
/// While somebody reads further down, new ones wait behind a button "3 new".
#[must_use]
pub fn live_timeline(lang: Lang, label: &str, connect: &str, items: Markup) -> Markup {
    html! {
        div.u-live data-live {
            div hidden data-live-inbox hx-sse:connect=(connect) hx-swap="beforeend" {}
            button.u-new type="button" hidden data-live-show data-text=(t(lang, "shell.new_items"))
                title=(t(lang, "shell.new_items_label")) { (tf(lang, "shell.new_items", &[("n", &0)])) }
            template data-live-day { (day_separator(t(lang, "word.today"))) }
            ol.u-tl aria-label=(label) data-live-list { (items) }
        }
    }
}
