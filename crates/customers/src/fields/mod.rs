//! Fields of a record: how a value is checked, brought into one spelling, stored and shown.
//!
//! Every slice names its fields in one list. Forms, the JSON API, imports, history and undo all pass
//! a value as its *spelling*: a short text that reads the same whoever wrote it (`DE`, `2026-11-25`,
//! `+49 89 1234`; one line per address where there are several). `None` is no value.

pub mod api;
mod model;
pub mod pages;

pub use model::{Changed, Edits, Origin, Spelled};
pub use model::{clean_domain, clean_email, is_private_domain, phone_digits};

use kernel::{Date, Millis};
use store::Value;

/// What kind of value a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line of at most so many characters.
    Line(usize),
    /// Several lines of at most so many characters.
    Text(usize),
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A whole number from zero.
    Whole,
    /// An amount in minor units.
    Amount,
    /// A calendar date.
    Date,
    /// An instant, `2026-11-23T07:04:11.120Z`.
    Instant,
    /// Yes or no.
    Fact,
    /// A phase, 1 to 9.
    Phase,
    /// Another record of this kind: `company`, `member`, `department`, `person`.
    Link(&'static str),
    /// A BCP 47 language tag.
    Language,
    /// One of the channels.
    Channel,
    /// A number of percent.
    Percent,
    /// An IANA time zone.
    Zone,
    /// A country: two letters where we know them, else as given.
    Country,
    /// An internet domain.
    Domain,
    /// A web address.
    Url,
    /// E-mail addresses, one a line, the first is the main one.
    Emails,
    /// Telephone numbers, one a line, the first is the main one.
    Phones,
}

/// A field that people can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Name in forms, in the API, in the audit trail; the column where it has one.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What stands there when nobody said anything; such a field cannot be emptied.
    pub default: Option<&'static str>,
}

impl Field {
    /// A field that may be empty.
    #[must_use]
    pub const fn new(name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            kind,
            default: None,
        }
    }

    /// A field that always has a value.
    #[must_use]
    pub const fn with_default(name: &'static str, kind: Kind, value: &'static str) -> Self {
        Self {
            name,
            kind,
            default: Some(value),
        }
    }

    /// Whether it is a column of the record's own table.
    #[must_use]
    pub fn is_column(&self) -> bool {
        !matches!(self.kind, Kind::Emails | Kind::Phones)
    }

    /// The spelling as a value of the database.
    #[must_use]
    pub fn bind(&self, spelling: Option<&str>) -> Value {
        let Some(text) = spelling.or(self.default) else {
            return Value::Null;
        };
        match self.kind {
            Kind::Whole | Kind::Amount | Kind::Phase => text.parse::<i64>().ok().into(),
            Kind::Fact => Value::from(text == "true"),
            Kind::Instant => Millis::parse(text).into(),
            Kind::Link(_) => text.parse::<kernel::Id>().ok().into(),
            _ => Value::from(text),
        }
    }

    /// The spelling as JSON.
    #[must_use]
    pub fn json(&self, spelling: Option<&str>) -> serde_json::Value {
        let Some(text) = spelling else {
            return match self.kind {
                Kind::Emails | Kind::Phones => serde_json::Value::Array(Vec::new()),
                _ => serde_json::Value::Null,
            };
        };
        match self.kind {
            Kind::Whole | Kind::Amount | Kind::Phase => text.parse::<i64>().ok().into(),
            Kind::Fact => (text == "true").into(),
            Kind::Emails | Kind::Phones => text.lines().collect::<Vec<_>>().into(),
            _ => text.into(),
        }
    }

    /// JSON as text to be read by [`Field::read`]; `None` when it has the wrong shape.
    #[must_use]
    pub fn text_of_json(&self, value: &serde_json::Value) -> Option<Option<String>> {
        use serde_json::Value as Json;
        let many = matches!(self.kind, Kind::Emails | Kind::Phones);
        let number = matches!(self.kind, Kind::Whole | Kind::Amount | Kind::Phase);
        match value {
            Json::Null => Some(None),
            Json::Array(items) if many => items
                .iter()
                .map(|item| item.as_str().map(str::to_owned))
                .collect::<Option<Vec<_>>>()
                .map(|lines| Some(lines.join("\n"))),
            Json::Bool(fact) if self.kind == Kind::Fact => Some(Some(fact.to_string())),
            Json::Number(n) if number => n.as_i64().map(|n| Some(n.to_string())),
            Json::String(text) if !many && !number && self.kind != Kind::Fact => {
                Some(Some(text.clone()))
            }
            _ => None,
        }
    }
}

/// The field of a name.
#[must_use]
pub fn find(fields: &'static [Field], name: &str) -> Option<&'static Field> {
    fields.iter().find(|field| field.name == name)
}

/// The spelling of what a column can hold beside text.
pub trait Spell {
    /// The spelling, `None` for no value.
    fn spell(&self) -> Option<String>;
}

impl Spell for String {
    fn spell(&self) -> Option<String> {
        Some(self.clone())
    }
}
impl Spell for bool {
    fn spell(&self) -> Option<String> {
        Some(self.to_string())
    }
}
impl Spell for i64 {
    fn spell(&self) -> Option<String> {
        Some(self.to_string())
    }
}
impl Spell for kernel::Id {
    fn spell(&self) -> Option<String> {
        Some(self.to_string())
    }
}
impl Spell for Millis {
    fn spell(&self) -> Option<String> {
        Some(self.rfc3339())
    }
}
impl Spell for Date {
    fn spell(&self) -> Option<String> {
        Some(self.to_string())
    }
}
impl<T: Spell> Spell for Option<T> {
    fn spell(&self) -> Option<String> {
        self.as_ref().and_then(Spell::spell)
    }
}
impl Spell for Vec<String> {
    fn spell(&self) -> Option<String> {
        (!self.is_empty()).then(|| self.join("\n"))
    }
}
