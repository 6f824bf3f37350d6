//! Fields of an event's JSON, bounded, and its content as a hash.

use std::borrow::Cow;
use std::collections::BTreeMap;

use kernel::Millis;
use serde_json::{Map, Value};
use xxhash_rust::xxh3::xxh3_128;

use super::Refusal;

/// Most characters of the id of a person, a device or a company.
const WHO_LIMIT: usize = 255;
/// Longer texts are cut for the columns; the payload has them in full.
const TEXT_LIMIT: usize = 500;

/// A field as an instant.
pub(super) fn instant(value: &Value, name: &str) -> Option<Millis> {
    value.get(name)?.as_str().and_then(Millis::parse)
}

/// A field as the id of somebody; one that is too long is refused, because a cut one could be that of
/// somebody else.
pub(super) fn id(value: &Value, name: &str) -> Result<Option<String>, Refusal> {
    let id = text(value, name);
    match id.as_ref().is_some_and(|id| id.chars().count() > WHO_LIMIT) {
        true => Err(Refusal::IdTooLong),
        false => Ok(id),
    }
}

/// Takes a field out as an object; anything else is an empty one.
pub(super) fn object(value: &mut Value, name: &str) -> Map<String, Value> {
    match value.get_mut(name).map(Value::take) {
        Some(Value::Object(object)) => object,
        _ => Map::new(),
    }
}

/// A field as text; numbers are accepted as ids, empty text is no id.
pub(super) fn text(value: &Value, name: &str) -> Option<String> {
    let text = match value.get(name)? {
        Value::String(text) => text.trim().replace('\0', "\u{FFFD}"),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then(|| text.chars().take(TEXT_LIMIT).collect())
}

/// What changes from one attempt to the next and is no part of the content.
const ATTEMPT: &[&str] = &["sentAt", "receivedAt", "_metadata", "integrations"];

/// The content of an event, its keys in order, without what changes from one attempt to the next.
pub(super) fn content<'a>(value: &Value, payload: &'a str) -> Cow<'a, str> {
    match value.as_object() {
        Some(object) if ATTEMPT.iter().any(|name| object.contains_key(*name)) => {
            let kept = object
                .iter()
                .filter(|(name, _)| !ATTEMPT.contains(&name.as_str()));
            let kept: BTreeMap<&String, &Value> = kept.collect();
            Cow::Owned(serde_json::to_string(&kept).unwrap_or_default())
        }
        _ => Cow::Borrowed(payload),
    }
}

/// The hash by which a repeated event is told from another one with the same id.
pub(super) fn fingerprint(content: &str) -> String {
    format!("{:032x}", xxh3_128(content.as_bytes()))
}
