//! One card as the values of a row.

use std::collections::BTreeMap;

use calcard::common::PartialDateTime;
use calcard::vcard::{VCard, VCardEntry, VCardProperty, VCardValue};

/// The columns of a table of people.
pub(super) const PEOPLE: &[&str] = &[
    "UID",
    "FN",
    "N salutation",
    "N prefix",
    "N given",
    "N family",
    "N suffix",
    "ORG",
    "ORG unit",
    "TITLE",
    "EMAIL",
    "TEL",
    "ADR street",
    "ADR postal code",
    "ADR city",
    "ADR region",
    "ADR country",
    "URL",
    "BDAY",
    "CATEGORIES",
    "NOTE",
];
/// The columns of a table of organisations.
pub(super) const ORGANIZATIONS: &[&str] = &[
    "UID",
    "ORG name",
    "TEL",
    "EMAIL",
    "ADR street",
    "ADR postal code",
    "ADR city",
    "ADR region",
    "ADR country",
    "URL",
    "CATEGORIES",
    "NOTE",
];
/// Columns that are only there when a card has a value for them: not all of them have a field.
const OPTIONAL: [&str; 6] = [
    "ORG unit",
    "ADR region",
    "URL",
    "BDAY",
    "CATEGORIES",
    "NOTE",
];
/// Between several values of one cell.
const AND: &str = " | ";
/// Words before a name that say how to address a person, and no degree.
const ADDRESS: [&str; 7] = ["herr", "frau", "mr", "mrs", "ms", "miss", "mx"];

/// A card of a person or an organisation.
pub(super) struct Card {
    /// It stands for an organisation.
    pub is_organization: bool,
    /// Values by column.
    pub values: BTreeMap<&'static str, String>,
}

impl Card {
    /// The card; `None` when it stands for a group of contacts or for something else that is nobody.
    pub(super) fn of(card: &VCard) -> Option<Self> {
        let kind = text(card, &VCardProperty::Kind).to_lowercase();
        let kind = match kind.is_empty() {
            true => named(card, "X-ADDRESSBOOKSERVER-KIND").to_lowercase(),
            false => kind,
        };
        if !matches!(kind.as_str(), "" | "individual" | "org" | "organization") {
            return None;
        }
        let mut read = Self {
            is_organization: kind.starts_with("org")
                || named(card, "X-ABSHOWAS").eq_ignore_ascii_case("company"),
            values: BTreeMap::new(),
        };
        read.name(card);
        read.ways(card);
        read.address(card);
        read.rest(card);
        read.key(card);
        Some(read)
    }

    /// Whether it says nothing by which anybody could be known.
    pub(super) fn is_empty(&self) -> bool {
        self.get("UID").is_empty()
    }

    /// The columns of its table.
    pub(super) fn columns(is_organization: bool) -> &'static [&'static str] {
        match is_organization {
            true => ORGANIZATIONS,
            false => PEOPLE,
        }
    }

    /// Whether the column is there when no card has a value for it.
    pub(super) fn is_always(is_organization: bool, column: &str) -> bool {
        !(OPTIONAL.contains(&column) || is_organization && column == "EMAIL")
    }

    fn get(&self, column: &str) -> &str {
        self.values.get(column).map_or("", String::as_str)
    }

    fn set(&mut self, column: &'static str, value: String) {
        let value = value.trim();
        if !value.is_empty() {
            self.values.insert(column, value.to_owned());
        }
    }

    fn name(&mut self, card: &VCard) {
        let n = parts(card, &VCardProperty::N);
        let part = |at: usize| n.get(at).cloned().unwrap_or_default();
        let (address, prefix): (Vec<&str>, Vec<&str>) = n
            .get(3)
            .map_or("", String::as_str)
            .split_whitespace()
            .partition(|w| ADDRESS.contains(&w.trim_end_matches('.').to_lowercase().as_str()));
        self.set("N salutation", address.join(" "));
        self.set("N prefix", prefix.join(" "));
        self.set("N family", part(0));
        self.set("N given", format!("{} {}", part(1), part(2)));
        self.set("N suffix", part(4));
        let org = parts(card, &VCardProperty::Org);
        self.set("ORG", org.first().cloned().unwrap_or_default());
        self.set("ORG unit", org.get(1..).unwrap_or_default().join(", "));
        let spoken = [part(3), part(1), part(2), part(0), part(4)];
        let spoken: Vec<&str> = spoken
            .iter()
            .map(|p| p.trim())
            .filter(|p| !p.is_empty())
            .collect();
        let shown = text(card, &VCardProperty::Fn);
        self.set(
            "FN",
            if shown.trim().is_empty() {
                spoken.join(" ")
            } else {
                shown
            },
        );
        // Phones and Outlook write a company as a card without a person's name.
        let nameless = spoken.is_empty() && !self.get("ORG").is_empty();
        self.is_organization |= nameless
            && matches!(self.get("FN"), name if name.is_empty() || name == self.get("ORG"));
        if self.is_organization {
            let name = if self.get("ORG").is_empty() {
                self.get("FN")
            } else {
                self.get("ORG")
            };
            self.set("ORG name", name.to_owned());
        }
    }

    fn ways(&mut self, card: &VCard) {
        let list = |property, scheme: &str| -> Vec<String> {
            let mut found: Vec<String> = Vec::new();
            for entry in card.properties(property) {
                let value = plain(entry);
                let bare = match value.get(..scheme.len()) {
                    Some(head) if head.eq_ignore_ascii_case(scheme) => &value[scheme.len()..],
                    _ => value.as_str(),
                };
                let bare = bare.replace('|', " ").trim().to_owned();
                if !bare.is_empty() && !found.contains(&bare) {
                    found.push(bare);
                }
            }
            found
        };
        let phones = list(&VCardProperty::Tel, "tel:");
        let phones = match self.is_organization {
            true => phones.into_iter().next().unwrap_or_default(),
            false => phones.join(AND),
        };
        self.set("TEL", phones);
        self.set("EMAIL", list(&VCardProperty::Email, "mailto:").join(AND));
    }

    /// The first address that says more than a country.
    fn address(&mut self, card: &VCard) {
        let all = card.properties(&VCardProperty::Adr).map(components);
        let filled = |adr: &Vec<String>| adr.iter().filter(|p| !p.trim().is_empty()).count();
        let best = all.reduce(|a, b| {
            if filled(&b) > filled(&a) && filled(&a) < 2 {
                b
            } else {
                a
            }
        });
        let Some(best) = best else { return };
        let part = |at: usize| best.get(at).map_or("", |p| p.trim());
        let street = [part(2), part(1), part(0)];
        let street: Vec<&str> = street.into_iter().filter(|p| !p.is_empty()).collect();
        self.set("ADR street", street.join(", "));
        self.set("ADR city", part(3).to_owned());
        self.set("ADR region", part(4).to_owned());
        self.set("ADR postal code", part(5).to_owned());
        self.set("ADR country", part(6).to_owned());
    }

    fn rest(&mut self, card: &VCard) {
        let title = text(card, &VCardProperty::Title);
        let role = text(card, &VCardProperty::Role);
        self.set("TITLE", if title.trim().is_empty() { role } else { title });
        self.set("URL", text(card, &VCardProperty::Url));
        self.set("BDAY", text(card, &VCardProperty::Bday));
        self.set("NOTE", text(card, &VCardProperty::Note));
        let categories = card.properties(&VCardProperty::Categories);
        let categories: Vec<String> = categories.map(|e| components(e).join(", ")).collect();
        self.set("CATEGORIES", categories.join(", "));
    }

    /// What a card is known by next time: its own id, else its name with an address or a number.
    fn key(&mut self, card: &VCard) {
        let own = text(card, &VCardProperty::Uid);
        if !own.trim().is_empty() {
            return self.set("UID", own);
        }
        let name = match self.is_organization {
            true => self.get("ORG name"),
            false => self.get("FN"),
        };
        let ways = [self.get("EMAIL"), self.get("TEL")];
        let first = ways
            .iter()
            .find_map(|w| w.split(AND).next().filter(|w| !w.is_empty()));
        let words: Vec<&str> = [name, first.unwrap_or("")]
            .into_iter()
            .filter(|w| !w.is_empty())
            .collect();
        let key = words.join(", ").to_lowercase();
        self.set("UID", key.chars().take(200).collect());
    }
}

/// The text of the first entry of the property that has one.
fn text(card: &VCard, property: &VCardProperty) -> String {
    let mut all = card.properties(property).map(plain);
    all.find(|text| !text.trim().is_empty()).unwrap_or_default()
}

/// The text of a property that no standard knows.
fn named(card: &VCard, name: &str) -> String {
    let is = |entry: &&VCardEntry| matches!(&entry.name, VCardProperty::Other(other) if other.eq_ignore_ascii_case(name));
    card.entries.iter().find(is).map(plain).unwrap_or_default()
}

/// The components of the first entry of the property.
fn parts(card: &VCard, property: &VCardProperty) -> Vec<String> {
    card.property(property).map(components).unwrap_or_default()
}

fn components(entry: &VCardEntry) -> Vec<String> {
    entry.values.iter().map(value).collect()
}

fn plain(entry: &VCardEntry) -> String {
    let values: Vec<String> = entry
        .values
        .iter()
        .map(value)
        .filter(|v| !v.is_empty())
        .collect();
    values.join(", ")
}

fn value(value: &VCardValue) -> String {
    match value {
        VCardValue::Component(parts) => parts.join(" "),
        VCardValue::Integer(number) => number.to_string(),
        VCardValue::Float(number) => number.to_string(),
        VCardValue::Boolean(is) => is.to_string(),
        VCardValue::PartialDateTime(moment) => day(moment),
        VCardValue::Binary(_) => String::new(),
        other => other.as_text().unwrap_or_default().to_owned(),
    }
}

/// The day as ISO 8601; a day without a year as `--11-27`.
fn day(moment: &PartialDateTime) -> String {
    let two = |n: Option<u8>| n.map_or(String::new(), |n| format!("-{n:02}"));
    let year = moment
        .year
        .map_or("-".to_owned(), |year| format!("{year:04}"));
    format!("{year}{}{}", two(moment.month), two(moment.day))
}
