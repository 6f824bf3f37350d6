//! Values as they stand in pages, and the button that leads to their form.

use std::collections::HashMap;

use kernel::{Channel, Id, Lang, Millis, Phase};
use maud::{Markup, html};
use org::settings::Company;
use org::web::Viewer;
use ui::components::{inline_edit, inline_edit_form, inline_value};
use ui::{fmt, t, t_opt};

use super::super::{Field, Kind};
use super::Editing;

/// Names and addresses of the records that values link to.
#[derive(Clone, Debug, Default)]
pub struct Names(HashMap<Id, (String, Option<String>)>);

impl Names {
    /// Adds a record.
    pub fn add(&mut self, id: Id, name: String, href: Option<String>) {
        self.0.insert(id, (name, href));
    }

    /// The name of a record.
    #[must_use]
    pub fn name(&self, id: Id) -> Option<&str> {
        self.0.get(&id).map(|(name, _)| name.as_str())
    }
}

/// What is needed to show the values of a record.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    pub(super) lang: Lang,
    zone: &'a str,
    pub(super) currency: &'a str,
    slice: &'a str,
    pub(super) names: &'a Names,
}

impl<'a> Shown<'a> {
    /// For a reader, in the currency of the house; `slice` names the fields in its texts (`people`),
    /// `names` the linked records.
    #[must_use]
    pub fn new(viewer: &'a Viewer, house: &'a Company, slice: &'a str, names: &'a Names) -> Self {
        Self {
            lang: viewer.ctx.lang,
            zone: &viewer.ctx.zone,
            currency: &house.currency,
            slice,
            names,
        }
    }

    /// Name of a field.
    #[must_use]
    pub fn label(&self, name: &str) -> &'static str {
        t(self.lang, &format!("{}.field.{name}", self.slice))
    }

    pub(super) fn word(&self, field: &Field, word: &str) -> String {
        let key = format!("{}.{}.{}", self.slice, field.name, word.to_lowercase());
        t_opt(self.lang, &key).map_or_else(|| word.to_owned(), str::to_owned)
    }

    /// A value as text, for history and lists.
    #[must_use]
    pub fn text(&self, field: &Field, spelling: &str) -> String {
        let lang = self.lang;
        match field.kind {
            Kind::Choice(_) => self.word(field, spelling),
            Kind::Phase => {
                let phase = spelling.parse().ok().and_then(Phase::new);
                phase.map_or_else(
                    || spelling.to_owned(),
                    |phase| ui::phase(lang, phase).to_owned(),
                )
            }
            Kind::Fact => t(
                lang,
                if spelling == "true" {
                    "word.yes"
                } else {
                    "word.no"
                },
            )
            .to_owned(),
            Kind::Whole => spelling
                .parse()
                .map_or_else(|_| spelling.to_owned(), |n| fmt::number(lang, n)),
            Kind::Amount => spelling.parse().map_or_else(
                |_| spelling.to_owned(),
                |n| fmt::money(lang, n, self.currency),
            ),
            Kind::Date => spelling
                .parse()
                .map_or_else(|_| spelling.to_owned(), |d| fmt::date(lang, d)),
            Kind::Instant => {
                let at = Millis::parse(spelling);
                at.map_or_else(
                    || spelling.to_owned(),
                    |at| fmt::datetime(lang, at, self.zone),
                )
            }
            Kind::Link(_) => {
                let id = spelling.parse::<Id>().ok();
                let name = id.and_then(|id| self.names.name(id));
                name.map_or_else(|| t(lang, "word.unknown").to_owned(), str::to_owned)
            }
            Kind::Country => named(lang, "country", spelling),
            Kind::Language => named(lang, "language", spelling),
            Kind::Channel => {
                let channel = Channel::parse(spelling);
                channel
                    .map_or(spelling, |channel| ui::channel(lang, channel))
                    .to_owned()
            }
            Kind::Percent => {
                let percent = spelling.parse::<f64>();
                percent.map_or_else(
                    |_| spelling.to_owned(),
                    |n| fmt::percent(lang, n / 100.0, 1),
                )
            }
            Kind::Emails | Kind::Phones => spelling.replace('\n', ", "),
            _ => spelling.to_owned(),
        }
    }

    /// A value as it stands in a page.
    #[must_use]
    pub fn value(&self, field: &Field, spelling: Option<&str>) -> Markup {
        let Some(text) = spelling else {
            return html! { span.u-mute { "–" } };
        };
        match field.kind {
            Kind::Emails => html! {
                @for email in text.lines() { div { a.u-link href={ "mailto:" (email) } { (email) } } }
            },
            Kind::Phones => html! {
                @for phone in text.lines() { div { a.u-link href={ "tel:" (dialled(phone)) } { (phone) } } }
            },
            Kind::Url => {
                html! { a.u-link href=(text) rel="noopener noreferrer" { (bare_url(text)) } }
            }
            Kind::Domain => {
                html! { a.u-link href={ "https://" (text) } rel="noopener noreferrer" { (text) } }
            }
            Kind::Text(_) => html! { @for line in text.lines() { (line) br; } },
            Kind::Link(_) => {
                let id = text.parse::<Id>().ok();
                match id.and_then(|id| self.names.0.get(&id)) {
                    Some((name, Some(href))) => html! { a.u-link href=(href) { (name) } },
                    Some((name, None)) => html! { (name) },
                    None => html! { (t(self.lang, "word.unknown")) },
                }
            }
            _ => html! { (self.text(field, text)) },
        }
    }

    /// The value with its edit button, or alone for those who may not edit it. `path` is the address
    /// of the record.
    #[must_use]
    pub fn inline(
        &self,
        path: &str,
        field: &Field,
        spelling: Option<&str>,
        editable: bool,
    ) -> Markup {
        let shown = self.value(field, spelling);
        if !editable {
            return inline_value(&shown);
        }
        let edit = format!("{path}/fields/{}/edit", field.name);
        inline_edit(self.lang, self.label(field.name), &shown, &edit)
    }

    /// The form in place of the value.
    #[must_use]
    pub fn form(&self, path: &str, csrf: &str, editing: &Editing<'_>) -> Markup {
        let action = format!("{path}/fields/{}", editing.field.name);
        let input = html! {
            @if let Some(said) = &editing.said { p.u-error role="alert" { (said) } }
            (self.input(editing))
            (ui::components::hidden("version", &editing.version.to_string()))
        };
        inline_edit_form(self.lang, &action, csrf, &action, input)
    }
}

/// The name of a country or language, or its code where we have no name for it.
fn named(lang: Lang, of: &str, code: &str) -> String {
    let key = format!("fields.{of}.{}", code.to_lowercase());
    t_opt(lang, &key).unwrap_or(code).to_owned()
}

fn dialled(phone: &str) -> String {
    phone
        .replace("(0)", "")
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '+')
        .collect()
}

fn bare_url(url: &str) -> &str {
    url.trim_start_matches("https://")
        .trim_start_matches("http://")
        .trim_end_matches('/')
}
