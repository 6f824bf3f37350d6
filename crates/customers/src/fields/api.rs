//! Records as JSON: what programs send and get, the same for every kind.

use axum::http::{HeaderMap, header};
use kernel::{Error, FieldError, Millis, Result};
use serde_json::{Map, Value, json};

use super::{Edits, Field, find};

/// The most bytes of a record.
const LIMIT: usize = 256 * 1024;

/// Reads the fields of a JSON object; those that are not named stay as they are, `null` empties.
///
/// # Errors
/// `Invalid` with every field that is unknown or has the wrong shape.
pub fn edits(fields: &'static [Field], body: &str) -> Result<Edits> {
    if body.len() > LIMIT {
        return Err(Error::Invalid(vec![
            FieldError::new("", "error.too_long").arg("max", LIMIT),
        ]));
    }
    let Ok(Value::Object(map)) = serde_json::from_str(body) else {
        return Err(Error::field("", "error.form"));
    };
    let mut edits = Edits::new();
    let mut wrong = Vec::new();
    for (name, value) in &map {
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

/// The version that a program read; `None` when it does not say.
///
/// # Errors
/// `Invalid` when the header holds no tag of ours.
pub fn if_match(headers: &HeaderMap) -> Result<Option<i64>> {
    let Some(given) = headers.get(header::IF_MATCH) else {
        return Ok(None);
    };
    let text = given.to_str().unwrap_or("").trim();
    if text == "*" {
        return Ok(None);
    }
    let bare = text.trim_start_matches("W/").trim_matches('"');
    let version = bare
        .parse()
        .map_err(|_| Error::field("If-Match", "error.invalid"))?;
    Ok(Some(version))
}
