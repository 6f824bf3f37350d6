//! Records as JSON: what programs send and get, the same for every kind.

use kernel::{Channel, Error, FieldError, Millis, Result};
use serde_json::{Map, Value, json};
use utoipa::openapi::{RefOr, Schema};

use super::{Edits, Field, Kind, find};

/// Reads the fields of a JSON object; those that are not named stay as they are, `null` empties.
///
/// # Errors
/// `Invalid` with every field that is unknown or has the wrong shape.
pub fn edits(fields: &'static [Field], map: &Map<String, Value>) -> Result<Edits> {
    let mut edits = Edits::new();
    let mut wrong = Vec::new();
    for (name, value) in map {
        let Some(field) = find(fields, name) else {
            wrong.push(FieldError::new(name, "error.unknown_field"));
            continue;
        };
        match field.text_of_json(value) {
            Some(Some(text)) => edits = edits.set(name, text),
            Some(None) => edits = edits.clear(name),
            None => wrong.push(FieldError::new(name, "error.invalid")),
        }
    }
    if wrong.is_empty() {
        Ok(edits)
    } else {
        Err(Error::Invalid(wrong))
    }
}

/// What every record carries beside its fields.
pub fn envelope(
    map: &mut Map<String, Value>,
    version: i64,
    created: Millis,
    updated: Millis,
    touched: Option<Millis>,
) {
    map.insert("version".to_owned(), json!(version));
    map.insert("created_at".to_owned(), json!(created.rfc3339()));
    map.insert("updated_at".to_owned(), json!(updated.rfc3339()));
    map.insert("touched_at".to_owned(), json!(touched.map(Millis::rfc3339)));
}

/// A page of records and the cursor of the next one.
#[must_use]
pub fn page(data: Vec<Value>, next: Option<String>) -> Value {
    let next = next.map(|after| json!({ "after": after }));
    json!({ "data": data, "paging": { "next": next } })
}

/// The version as an entity tag.
#[must_use]
pub fn tag(version: i64) -> String {
    format!("\"{version}\"")
}

/// The fields as a schema: what a program may send.
#[must_use]
pub fn schema(fields: &[Field]) -> RefOr<Schema> {
    let properties: Map<String, Value> = fields
        .iter()
        .map(|field| (field.name.to_owned(), of_field(field)))
        .collect();
    let whole =
        json!({ "type": "object", "properties": properties, "additionalProperties": false });
    serde_json::from_value(whole).unwrap_or_else(|_| RefOr::T(Schema::default()))
}

fn of_field(field: &Field) -> Value {
    let text = |more: Value| (json!("string"), more);
    let (kind, mut schema) = match field.kind {
        Kind::Line(most) | Kind::Text(most) => text(json!({ "maxLength": most })),
        Kind::Choice(words) => text(json!({ "enum": words })),
        Kind::Whole | Kind::Amount => (
            json!("integer"),
            json!({ "minimum": 0, "maximum": i64::MAX }),
        ),
        Kind::Phase => (json!("integer"), json!({ "minimum": 1, "maximum": 9 })),
        Kind::Fact => (json!("boolean"), json!({})),
        Kind::Date => text(json!({ "format": "date" })),
        Kind::Instant => text(json!({ "format": "date-time" })),
        Kind::Link(_) => text(json!({ "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{12}$" })),
        Kind::Url => text(json!({ "format": "uri" })),
        Kind::Channel => text(json!({ "enum": Channel::ALL.map(Channel::key) })),
        Kind::Percent => text(json!({ "pattern": "^[0-9]+([.][0-9]+)?$" })),
        Kind::Language | Kind::Zone | Kind::Country | Kind::Domain => text(json!({})),
        Kind::Emails => (
            json!("array"),
            json!({ "items": { "type": "string", "format": "email" } }),
        ),
        Kind::Phones => (json!("array"), json!({ "items": { "type": "string" } })),
    };
    // What always has a value cannot be emptied; everything else is emptied by null.
    let nullable = field.default.is_none() && !matches!(field.kind, Kind::Choice(_));
    schema["type"] = if nullable {
        json!([kind, "null"])
    } else {
        kind
    };
    schema
}
