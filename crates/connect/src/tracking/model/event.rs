//! One event of an SDK, read and bounded.

use kernel::{Millis, TimestampQuality};
use serde_json::{Map, Value};
use xxhash_rust::xxh3::xxh3_128;

use super::clock::{Times, time_of};
use super::{EVENT_LIMIT, Refusal};

/// The six calls of the tracking API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Track,
    Identify,
    Page,
    Screen,
    Group,
    Alias,
}

impl Kind {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Kind::Track => "track",
            Kind::Identify => "identify",
            Kind::Page => "page",
            Kind::Screen => "screen",
            Kind::Group => "group",
            Kind::Alias => "alias",
        }
    }

    /// The kind of a word, as in `type` and in the long and short paths.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "track" | "t" => Kind::Track,
            "identify" | "i" => Kind::Identify,
            "page" | "p" => Kind::Page,
            "screen" | "s" => Kind::Screen,
            "group" | "g" => Kind::Group,
            "alias" | "a" => Kind::Alias,
            _ => return None,
        })
    }
}

/// An event that can be stored.
#[derive(Clone, Debug)]
pub(crate) struct Incoming {
    pub(crate) kind: Kind,
    pub(crate) message_id: String,
    pub(crate) id_derived: bool,
    pub(crate) fingerprint: String,
    pub(crate) name: Option<String>,
    pub(crate) user_id: Option<String>,
    pub(crate) anonymous_id: Option<String>,
    pub(crate) group_id: Option<String>,
    pub(crate) previous_id: Option<String>,
    pub(crate) time: Millis,
    pub(crate) quality: TimestampQuality,
    pub(crate) original: Option<Millis>,
    pub(crate) sent: Option<Millis>,
    pub(crate) traits: Map<String, Value>,
    pub(crate) properties: Map<String, Value>,
    pub(crate) context: Map<String, Value>,
    /// The event as received, without its key.
    pub(crate) payload: String,
}

/// Reads one event. `sent_at` of the batch stands in where the event has none.
pub(crate) fn read_event(
    mut value: Value,
    sent_at: Option<&Value>,
    received: Millis,
    is_client: bool,
) -> Result<Incoming, (Refusal, String)> {
    let refused = |refusal: Refusal, value: &Value| (refusal, value.to_string());
    if let Some(object) = value.as_object_mut() {
        object.remove("writeKey");
    }
    let payload = value.to_string();
    if payload.len() > EVENT_LIMIT {
        return Err((Refusal::TooLarge, payload));
    }
    let kind = text(&value, "type").as_deref().and_then(Kind::parse);
    let kind = kind.ok_or_else(|| refused(Refusal::UnknownType, &value))?;
    let name = text(&value, "event").or_else(|| text(&value, "name"));
    if kind == Kind::Track && name.is_none() {
        return Err(refused(Refusal::MissingEvent, &value));
    }
    let (user_id, anonymous_id) = (text(&value, "userId"), text(&value, "anonymousId"));
    let previous_id = text(&value, "previousId");
    if user_id.is_none() && anonymous_id.is_none() && previous_id.is_none() {
        return Err(refused(Refusal::MissingId, &value));
    }
    let fingerprint = fingerprint(&value);
    let given = text(&value, "messageId");
    if given.as_ref().is_some_and(|id| id.chars().count() > 128) {
        return Err(refused(Refusal::MessageIdTooLong, &value));
    }
    let times = times(&value, sent_at, received, is_client);
    let (time, quality) = time_of(times);
    Ok(Incoming {
        kind,
        id_derived: given.is_none(),
        message_id: given.unwrap_or_else(|| format!("derived-{fingerprint}")),
        fingerprint,
        name,
        user_id,
        anonymous_id,
        group_id: text(&value, "groupId")
            .or_else(|| text(value.get("context").unwrap_or(&Value::Null), "groupId")),
        previous_id,
        time,
        quality,
        original: times.original,
        sent: times.sent,
        traits: traits(&value),
        properties: object(&value, "properties"),
        context: object(&value, "context"),
        payload,
    })
}

fn times(value: &Value, sent_at: Option<&Value>, received: Millis, is_client: bool) -> Times {
    let instant = |v: Option<&Value>| v.and_then(Value::as_str).and_then(Millis::parse);
    Times {
        original: instant(value.get("originalTimestamp"))
            .or_else(|| instant(value.get("timestamp"))),
        sent: instant(value.get("sentAt")).or_else(|| instant(sent_at)),
        received,
        is_client,
    }
}

/// Some SDKs put traits into `context.traits`: both count, the event's own win.
fn traits(value: &Value) -> Map<String, Value> {
    let mut traits = value
        .get("context")
        .map(|context| object(context, "traits"))
        .unwrap_or_default();
    traits.extend(object(value, "traits"));
    traits
}

fn object(value: &Value, name: &str) -> Map<String, Value> {
    value
        .get(name)
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default()
}

/// A field as text; numbers are accepted as ids, empty text is no id.
fn text(value: &Value, name: &str) -> Option<String> {
    let text = match value.get(name)? {
        Value::String(text) => text.trim().replace('\0', "\u{FFFD}"),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then(|| text.chars().take(255).collect())
}

/// Hash of the content without what changes from one attempt to the next.
fn fingerprint(value: &Value) -> String {
    let mut content = value.clone();
    if let Some(object) = content.as_object_mut() {
        for name in [
            "sentAt",
            "receivedAt",
            "writeKey",
            "_metadata",
            "integrations",
        ] {
            object.remove(name);
        }
    }
    format!("{:032x}", xxh3_128(content.to_string().as_bytes()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: Value) -> Result<Incoming, Refusal> {
        read_event(value, None, Millis(1_795_593_600_000), true).map_err(|(refusal, _)| refusal)
    }

    #[test]
    fn the_order_of_keys_and_the_attempt_do_not_change_the_fingerprint() {
        let a = read(
            serde_json::from_str(
                r#"{"type":"track","event":"a","userId":"u","sentAt":"2026-01-01T00:00:00Z"}"#,
            )
            .expect("json"),
        );
        let b = read(
            serde_json::from_str(r#"{"userId":"u","event":"a","type":"track"}"#).expect("json"),
        );
        assert_eq!(a.map(|e| e.fingerprint), b.map(|e| e.fingerprint));
    }

    #[test]
    fn what_an_event_needs() {
        assert_eq!(
            read(json!({"type":"track","userId":"u"})).err(),
            Some(Refusal::MissingEvent)
        );
        assert_eq!(
            read(json!({"type":"track","event":"a"})).err(),
            Some(Refusal::MissingId)
        );
        assert_eq!(
            read(json!({"type":"dance","userId":"u"})).err(),
            Some(Refusal::UnknownType)
        );
        let long = "x".repeat(129);
        assert_eq!(
            read(json!({"type":"page","userId":"u","messageId":long})).err(),
            Some(Refusal::MessageIdTooLong)
        );
        let big = "x".repeat(40 * 1024);
        assert_eq!(
            read(json!({"type":"page","userId":"u","properties":{"a":big}})).err(),
            Some(Refusal::TooLarge)
        );
    }

    #[test]
    fn traits_of_the_context_count_too() {
        let event = read(
            json!({"type":"identify","userId":7,"context":{"traits":{"email":"a@b.example","name":"x"}},"traits":{"name":"y"}}),
        );
        let event = event.expect("an event");
        assert_eq!(event.user_id.as_deref(), Some("7"));
        assert_eq!(
            (
                event.traits["email"].as_str(),
                event.traits["name"].as_str()
            ),
            (Some("a@b.example"), Some("y"))
        );
        assert!(event.id_derived && event.message_id.starts_with("derived-"));
    }
}
