//! One event of an SDK, read and bounded.

use kernel::{Millis, TimestampQuality};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::clock::{Times, time_of};
use super::json::{content, fingerprint, id, instant, object, text};
use super::{EVENT_LIMIT, Refusal, cloud};

/// Most characters of the id of an event.
pub(super) const ID_LIMIT: usize = 128;
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
    pub(crate) cloud: Option<Cloud>,
    /// The event as received, without its key.
    pub(crate) payload: String,
}

/// A CloudEvent keeps the id and the source under which it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cloud {
    pub(crate) id: String,
    pub(crate) source: String,
}

/// What is known about the delivery of an event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Delivery<'a> {
    /// Name of the source whose key was used.
    pub(crate) source: &'a str,
    /// Stands in where the event has no `sentAt`.
    pub(crate) sent_at: Option<Millis>,
    pub(crate) received: Millis,
    /// Browser and app clocks are corrected; servers are trusted.
    pub(crate) is_client: bool,
}

/// Reads one event of either protocol; what cannot be read is answered with its payload.
pub(crate) fn read_event(
    mut value: Value,
    delivery: Delivery<'_>,
) -> Result<Incoming, (Refusal, String)> {
    if let Some(object) = value.as_object_mut() {
        object.remove("writeKey");
    }
    let payload = value.to_string();
    if payload.len() > EVENT_LIMIT {
        return Err((Refusal::TooLarge, payload));
    }
    let read = match value.get("specversion") {
        Some(_) => cloud::read(&mut value, &payload, delivery),
        None => read_segment(&mut value, &payload, delivery),
    };
    match read {
        Ok(mut incoming) => {
            incoming.payload = payload;
            Ok(incoming)
        }
        Err(refusal) => Err((refusal, payload)),
    }
}

/// Reads an event of the tracking API; its objects move into what is read.
fn read_segment(
    value: &mut Value,
    payload: &str,
    delivery: Delivery<'_>,
) -> Result<Incoming, Refusal> {
    let kind = text(value, "type").as_deref().and_then(Kind::parse);
    let kind = kind.ok_or(Refusal::UnknownType)?;
    let name = text(value, "event").or_else(|| text(value, "name"));
    if kind == Kind::Track && name.is_none() {
        return Err(Refusal::MissingEvent);
    }
    let (user_id, anonymous_id) = (id(value, "userId")?, id(value, "anonymousId")?);
    let previous_id = id(value, "previousId")?;
    if user_id.is_none() && anonymous_id.is_none() && previous_id.is_none() {
        return Err(Refusal::MissingId);
    }
    let context = value.get("context").unwrap_or(&Value::Null);
    let group_id = match id(value, "groupId")? {
        Some(group) => Some(group),
        None => id(context, "groupId")?,
    };
    let content = content(value, payload);
    let given = text(value, "messageId");
    if given
        .as_ref()
        .is_some_and(|id| id.chars().count() > ID_LIMIT)
    {
        return Err(Refusal::MessageIdTooLong);
    }
    let id_derived = given.is_none();
    let message_id = given.unwrap_or_else(|| derived_id(delivery.source, &content));
    let fingerprint = fingerprint(&content);
    let times = times(value, delivery);
    let (time, quality) = time_of(times);
    let traits = traits(value);
    Ok(Incoming {
        kind,
        id_derived,
        message_id,
        fingerprint,
        name,
        user_id,
        anonymous_id,
        group_id,
        previous_id,
        time,
        quality,
        original: times.original,
        sent: times.sent,
        traits,
        properties: object(value, "properties"),
        context: object(value, "context"),
        cloud: None,
        payload: String::new(),
    })
}

/// The id of an event that came without one: the same content of the same source has the same id.
fn derived_id(source: &str, content: &str) -> String {
    let name = format!("{source}\n{content}");
    Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()).to_string()
}

fn times(value: &Value, delivery: Delivery<'_>) -> Times {
    Times {
        original: instant(value, "originalTimestamp").or_else(|| instant(value, "timestamp")),
        sent: instant(value, "sentAt").or(delivery.sent_at),
        received: delivery.received,
        is_client: delivery.is_client,
    }
}

/// Some SDKs put traits into `context.traits`: both count, the event's own win.
fn traits(value: &mut Value) -> Map<String, Value> {
    let mut traits = value
        .get_mut("context")
        .map(|context| object(context, "traits"))
        .unwrap_or_default();
    traits.extend(object(value, "traits"));
    traits
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: Value) -> Result<Incoming, Refusal> {
        let delivery = Delivery {
            source: "shop",
            sent_at: None,
            received: Millis(1_795_593_600_000),
            is_client: true,
        };
        read_event(value, delivery).map_err(|(refusal, _)| refusal)
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
        assert_eq!(
            read(json!({"type":"page","userId":"x".repeat(256)})).err(),
            Some(Refusal::IdTooLong)
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
    }

    #[test]
    fn an_event_without_an_id_gets_the_same_one_each_time() {
        let event = |at: &str| {
            read(json!({"type":"track","event":"a","userId":"u","originalTimestamp":at}))
                .map(|e| (e.message_id, e.id_derived))
        };
        let first = event("2026-11-25T08:00:00Z");
        assert_eq!(first, event("2026-11-25T08:00:00Z"));
        assert_ne!(first, event("2026-11-25T08:00:01Z"));
        let (id, derived) = first.expect("an event");
        assert!(derived && Uuid::parse_str(&id).is_ok_and(|id| id.get_version_num() == 5));
    }
}
