//! A row in the spelling of the slices: each field of the record as a short text, links as ids.

use std::collections::BTreeMap;

use kernel::{Id, Millis};
use serde_json::Value;

use super::fields::Kind;
use super::mapping::{Reference, Row};

/// Values of a record by the names of its fields.
pub type Spelled = BTreeMap<String, String>;

/// Fields of an import that have another name in the record.
const RENAMED: &[(&str, &str)] = &[
    ("revenue", "revenue_minor"),
    ("list_price", "list_price_minor"),
    ("value", "value_minor"),
    ("parent", "parent_company_id"),
    ("company", "company_id"),
    ("owner", "owner_member_id"),
    ("created", "opened_at"),
    ("closed", "closed_at"),
];

/// The spelling of a row; `target` answers the record of a link, if there is one.
#[must_use]
pub fn spell(kind: Kind, row: &Row, target: impl Fn(&Reference) -> Option<Id>) -> Spelled {
    let mut spelled = Spelled::new();
    for (field, value) in &row.values {
        let linked = row.references.iter().any(|r| r.field == *field);
        // When a company or a person came into being is part of its origin, not a field.
        if linked || (field == "created" && kind != Kind::Deal) {
            continue;
        }
        if let Some(text) = text_of(kind, field, value) {
            spelled.insert(renamed(field).to_owned(), text);
        }
    }
    for reference in &row.references {
        if let Some(id) = target(reference) {
            let entry = spelled
                .entry(renamed(&reference.field).to_owned())
                .or_default();
            let separator = if entry.is_empty() { "" } else { " " };
            entry.push_str(&format!("{separator}{id}"));
        }
    }
    spelled
}

/// When the record came into being in its source.
#[must_use]
pub fn created_at(row: &Row) -> Option<Millis> {
    row.values
        .get("created")
        .and_then(Value::as_i64)
        .map(Millis)
}

fn renamed(field: &str) -> &str {
    RENAMED
        .iter()
        .find(|(from, _)| *from == field)
        .map_or(field, |(_, to)| to)
}

fn text_of(kind: Kind, field: &str, value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(fact) => Some(fact.to_string()),
        Value::Array(list) if kind == Kind::Person && (field == "emails" || field == "phones") => {
            let lines: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
            Some(lines.join("\n"))
        }
        _ => None,
    }
}

/// A hash of the values by which the same row is recognised.
#[must_use]
pub fn hash(spelled: &Spelled) -> String {
    let mut text = String::new();
    for (field, value) in spelled {
        text.push_str(field);
        text.push('\u{1f}');
        text.push_str(value);
        text.push('\u{1e}');
    }
    format!("{:032x}", xxhash_rust::xxh3::xxh3_128(text.as_bytes()))
}

/// The values of `now` that differ from those imported before, and all of them when nothing was.
#[must_use]
pub fn differing(before: Option<&Spelled>, now: &Spelled) -> Spelled {
    let differs =
        |(field, value): &(&String, &String)| before.and_then(|b| b.get(*field)) != Some(value);
    now.iter()
        .filter(differs)
        .map(|(f, v)| (f.clone(), v.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_source_changed_is_written() {
        let before = Spelled::from([("name".into(), "A".into()), ("city".into(), "Kiel".into())]);
        let now = Spelled::from([("name".into(), "A".into()), ("city".into(), "Bonn".into())]);
        assert_eq!(
            differing(Some(&before), &now),
            Spelled::from([("city".into(), "Bonn".into())])
        );
        assert_eq!(differing(None, &now), now);
        assert_ne!(hash(&before), hash(&now));
    }
}
