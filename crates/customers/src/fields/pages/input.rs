//! The input for a field of any kind, and what someone typed into it.

use kernel::{Fields, Id, Lang, Phase};
use maud::{Markup, html};
use ui::components::{date_field, field, select, textarea};
use ui::{fmt, t};

use super::super::{Field, Kind};
use super::Shown;

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

impl<'a> Editing<'a> {
    /// A field under its own name, with nothing to choose from and nothing in the way.
    #[must_use]
    pub fn new(field: &'a Field, value: &'a str, errors: &'a Fields) -> Self {
        Self {
            field,
            name: field.name,
            value,
            errors,
            version: 0,
            choices: &[],
            said: None,
        }
    }
}

impl Shown<'_> {
    /// The input for a field.
    #[must_use]
    pub fn input(&self, editing: &Editing<'_>) -> Markup {
        let (lang, of, value) = (self.lang, editing.field, editing.value);
        let (name, label) = (editing.name, self.label(of.name));
        // The first field gets the keyboard; where something is wrong, the first wrong one.
        let wrong = editing.errors.iter().any(|error| error.field == name);
        let focus = wrong || editing.errors.is_empty();
        if let Some(options) = self.options(editing) {
            let chosen = match value {
                "" => of.default.unwrap_or(""),
                value => value,
            };
            let choice = select(name, label, &options).selected(chosen);
            return html! { (choice.errors(lang, editing.errors).autofocus_if(focus)) };
        }
        let input = match of.kind {
            Kind::Link("company") => return self.picker(editing),
            Kind::Emails | Kind::Phones => {
                textarea(name, label, 3).hint(t(lang, "fields.one_a_line"))
            }
            Kind::Text(_) => textarea(name, label, 5),
            Kind::Date => date_field(lang, name, label, None),
            Kind::Url => field(name, label).kind("url"),
            _ => field(name, label),
        };
        let shown = self.typed_again(of, value);
        html! { (input.value(&shown).errors(lang, editing.errors).autofocus_if(focus)) }
    }

    /// A spelling in the way in which it is typed; what is none stands there as it was typed.
    fn typed_again(&self, field: &Field, value: &str) -> String {
        let shown = match field.kind {
            Kind::Amount => {
                let minor = value.parse().ok();
                minor.map(|minor| fmt::money(self.lang, minor, self.currency))
            }
            Kind::Date => {
                let date = value.parse().ok();
                date.map(|date| fmt::date_input(self.lang, date))
            }
            _ => None,
        };
        shown.unwrap_or_else(|| value.to_owned())
    }

    /// The values to choose from, where the kind of the field offers them.
    fn options(&self, editing: &Editing<'_>) -> Option<Vec<(String, String)>> {
        let lang = self.lang;
        let said = |word: &str, key: &str| (word.to_owned(), t(lang, key).to_owned());
        let mut options: Vec<(String, String)> = match editing.field.kind {
            Kind::Choice(words) => words
                .iter()
                .map(|word| ((*word).to_owned(), self.word(editing.field, word)))
                .collect(),
            Kind::Phase => Phase::all()
                .map(|p| (p.number().to_string(), ui::phase(lang, p).to_owned()))
                .collect(),
            Kind::Fact => vec![said("true", "word.yes"), said("false", "word.no")],
            Kind::Link(kind) if kind != "company" => editing.choices.to_vec(),
            _ => return None,
        };
        if editing.field.default.is_none() {
            options.insert(0, (String::new(), "–".to_owned()));
        }
        Some(options)
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

/// What someone typed, as [`Field::read`] takes it: amounts are typed in the way of the language and
/// the currency. What cannot be read stays as it is, and is refused there.
#[must_use]
pub fn typed(lang: Lang, field: &Field, text: &str, currency: &str) -> String {
    let text = text.trim();
    match field.kind {
        Kind::Amount if !text.is_empty() => ui::parse::money(lang, text, currency)
            .map_or_else(|_| text.to_owned(), |minor| minor.to_string()),
        _ => text.to_owned(),
    }
}
