//! How values are shown and edited where they stand, the same for every record.

use std::collections::HashMap;

use kernel::{Fields, Id, Lang, Millis, Phase};
use maud::{Markup, html};
use ui::components::{
    date_field, field, inline_edit, inline_edit_form, inline_value, select, textarea,
};
use ui::{fmt, t, t_opt, tf};

use super::{Field, Kind};

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
    /// Language of the reader.
    pub lang: Lang,
    /// Zone of the reader.
    pub zone: &'a str,
    /// Slice whose texts name the fields: `people`, `companies`.
    pub slice: &'a str,
    /// Names of linked records.
    pub names: &'a Names,
}

impl Shown<'_> {
    /// Name of a field.
    #[must_use]
    pub fn label(&self, name: &str) -> &'static str {
        t(self.lang, &format!("{}.field.{name}", self.slice))
    }

    fn word(&self, field: &Field, word: &str) -> String {
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
            Kind::Amount => spelling
                .parse()
                .map_or_else(|_| spelling.to_owned(), |n| fmt::money(lang, n, "EUR")),
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

    /// The input for a field.
    #[must_use]
    pub fn input(&self, editing: &Editing<'_>) -> Markup {
        let lang = self.lang;
        let of = editing.field;
        let label = self.label(of.name);
        let name = editing.name;
        let value = editing.value;
        let line = |kind: &'static str| {
            html! { (field(name, label).kind(kind).value(value).errors(lang, editing.errors).autofocus()) }
        };
        match of.kind {
            Kind::Emails | Kind::Phones => html! {
                (textarea(name, label, 3).value(value).errors(lang, editing.errors).hint(t(lang, "fields.one_a_line")).autofocus())
            },
            Kind::Text(_) => html! {
                (textarea(name, label, 5).value(value).errors(lang, editing.errors).autofocus())
            },
            Kind::Choice(words) => {
                let chosen = if value.is_empty() {
                    of.default.unwrap_or("")
                } else {
                    value
                };
                let mut options: Vec<(String, String)> = words
                    .iter()
                    .map(|w| ((*w).to_owned(), self.word(of, w)))
                    .collect();
                if of.default.is_none() {
                    options.insert(0, (String::new(), "–".to_owned()));
                }
                html! { (select(name, label, &options).selected(chosen).errors(lang, editing.errors)) }
            }
            Kind::Phase => {
                let phases =
                    Phase::all().map(|p| (p.number().to_string(), ui::phase(lang, p).to_owned()));
                let mut options = vec![(String::new(), "–".to_owned())];
                options.extend(phases);
                html! { (select(name, label, &options).selected(value).errors(lang, editing.errors)) }
            }
            Kind::Fact => {
                let options = [("true", t(lang, "word.yes")), ("false", t(lang, "word.no"))];
                html! { (select(name, label, &options).selected(value).errors(lang, editing.errors)) }
            }
            Kind::Link("company") => self.picker(editing),
            Kind::Link(_) => {
                let mut options = vec![(String::new(), "–".to_owned())];
                options.extend(editing.choices.iter().cloned());
                html! { (select(name, label, &options).selected(value).errors(lang, editing.errors)) }
            }
            Kind::Date => {
                let date = value.parse().ok();
                html! { (date_field(lang, name, label, date).errors(lang, editing.errors)) }
            }
            Kind::Url => line("url"),
            Kind::Amount => {
                let major = value
                    .parse()
                    .map_or_else(|_| value.to_owned(), |n| fmt::money(lang, n, "EUR"));
                html! { (field(name, label).value(&major).errors(lang, editing.errors).autofocus()) }
            }
            _ => line("text"),
        }
    }

    /// A company found while typing: the answers are radio buttons, nothing is loaded before.
    fn picker(&self, editing: &Editing<'_>) -> Markup {
        let lang = self.lang;
        let label = self.label(editing.field.name);
        let now = editing.value.parse::<Id>().ok();
        let name = now.and_then(|id| self.names.name(id)).unwrap_or_default();
        let box_id = format!("pick-{}", editing.name);
        let find = field(&format!("{}_text", editing.name), label)
            .kind("search")
            .value(name)
            .errors(lang, editing.errors)
            .hint(t(lang, "fields.pick_company"))
            .autofocus()
            .attr("autocomplete", "off")
            .attr("hx-get", &format!("/companies/pick?into={}", editing.name))
            .attr("hx-trigger", "input changed delay:200ms")
            .attr("hx-target", &format!("#{box_id}"));
        html! {
            div {
            (find)
            div id=(box_id) role="radiogroup" aria-label=(label) {
                @if let Some(id) = now { (choice(editing.name, &id.to_string(), name, true)) }
                @else { (choice(editing.name, "", t(lang, "fields.no_company"), true)) }
            }
            }
        }
    }
}

/// An edit under way.
pub struct Editing<'a> {
    /// The field.
    pub field: &'a Field,
    /// Name of the input.
    pub name: &'a str,
    /// The value, as typed or in its spelling.
    pub value: &'a str,
    /// What is wrong.
    pub errors: &'a Fields,
    /// Version of the record that is edited.
    pub version: i64,
    /// Values and texts to choose from, where a field links to members or departments.
    pub choices: &'a [(String, String)],
    /// What stands in the way, above the input.
    pub said: Option<String>,
}

/// One answer of a picker.
#[must_use]
pub fn choice(name: &str, value: &str, label: &str, checked: bool) -> Markup {
    let id = format!("f-{name}-{value}");
    html! {
        div.field data-orientation="horizontal" {
            input type="radio" id=(id) name=(name) value=(value) checked[checked];
            label for=(id) { (label) }
        }
    }
}

/// Who was faster, and what to do.
#[must_use]
pub fn faster(lang: Lang, zone: &str, who: Option<&str>, at: Millis) -> String {
    let who = who.unwrap_or(t(lang, "fields.system"));
    let at = fmt::datetime(lang, at, zone);
    tf(lang, "fields.faster", &[("who", &who), ("at", &at)])
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
