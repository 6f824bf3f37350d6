//! CloudEvents 1.0 in JSON, read into the same envelope as the tracking API.
//!
//! `id` and `source` are kept as sent; `type` is a touchpoint type of the registry or the name of an
//! event; `subject` is the user id unless `data` names `userId` or `anonymousId`.

use kernel::TimestampQuality;
use serde_json::{Map, Value};
use xxhash_rust::xxh3::xxh3_64;

use super::clock::{Times, time_of};
use super::event::{Cloud, Delivery, ID_LIMIT, Incoming, Kind};
use super::{Refusal, json};

/// Longest `source`, as the specification of URIs in practice has it.
const SOURCE_LIMIT: usize = 2_048;

/// Reads a CloudEvent.
pub(super) fn read(
    value: &mut Value,
    payload: &str,
    delivery: Delivery<'_>,
) -> Result<Incoming, Refusal> {
    if value.get("specversion").and_then(Value::as_str) != Some("1.0") {
        return Err(Refusal::CloudVersion);
    }
    let attribute = |name: &str| {
        let text = value.get(name)?.as_str()?.trim();
        (!text.is_empty()).then_some(text)
    };
    let needed = |name: &str| attribute(name).ok_or(Refusal::CloudAttribute);
    let (id, source) = (needed("id")?, needed("source")?);
    needed("type")?;
    if id.chars().count() > ID_LIMIT {
        return Err(Refusal::MessageIdTooLong);
    }
    if source.len() > SOURCE_LIMIT {
        return Err(Refusal::IdTooLong);
    }
    let cloud = Cloud {
        id: id.replace('\0', "\u{FFFD}"),
        source: source.replace('\0', "\u{FFFD}"),
    };
    let message_id = unique_id(id, source);
    let fingerprint = json::fingerprint(&json::content(value, payload));
    let mut data = data(value);
    let user_id = match json::id(&data, "userId")? {
        Some(user) => Some(user),
        None => json::id(value, "subject")?,
    };
    let (time, quality, times) = times(value, delivery);
    Ok(Incoming {
        kind: Kind::Track,
        message_id,
        id_derived: false,
        fingerprint,
        name: json::text(value, "type"),
        user_id,
        anonymous_id: json::id(&data, "anonymousId")?,
        group_id: json::id(&data, "groupId")?,
        previous_id: None,
        time,
        quality,
        original: times.original,
        sent: times.sent,
        traits: json::object(&mut data, "traits"),
        context: json::object(&mut data, "context"),
        properties: properties(data),
        cloud: Some(cloud),
        payload: String::new(),
    })
}

/// Two producers behind one key may count from 1 each: the id is unique together with the source.
fn unique_id(id: &str, source: &str) -> String {
    let id = id.replace('\0', "\u{FFFD}");
    format!("{id}@{:016x}", xxh3_64(source.as_bytes()))
}

/// Takes `data` out as an object; anything else stands under `data`.
fn data(value: &mut Value) -> Value {
    Value::Object(match value.get_mut("data").map(Value::take) {
        Some(Value::Object(data)) => data,
        None | Some(Value::Null) => Map::new(),
        Some(other) => Map::from_iter([("data".to_owned(), other)]),
    })
}

fn properties(data: Value) -> Map<String, Value> {
    let Value::Object(mut data) = data else {
        return Map::new();
    };
    for name in ["userId", "anonymousId", "groupId", "traits", "context"] {
        data.remove(name);
    }
    data
}

fn times(value: &Value, delivery: Delivery<'_>) -> (kernel::Millis, TimestampQuality, Times) {
    let times = Times {
        original: json::instant(value, "time"),
        sent: json::instant(value, "sentat").or(delivery.sent_at),
        received: delivery.received,
        is_client: delivery.is_client,
    };
    let (time, quality) = time_of(times);
    (time, quality, times)
}

#[cfg(test)]
mod tests {
    use kernel::Millis;
    use proptest::prelude::*;
    use serde_json::json;

    use super::super::read_event;
    use super::*;

    const DELIVERY: Delivery<'_> = Delivery {
        source: "erp",
        sent_at: None,
        received: Millis(1_795_593_600_000),
        is_client: false,
    };

    fn event() -> Value {
        json!({ "specversion": "1.0", "id": "7", "source": "/erp/1", "type": "invoice.sent",
            "subject": "k-1", "time": "2026-11-25T07:00:00Z", "data": { "number": "R-7", "groupId": "g" } })
    }

    #[test]
    fn the_attributes_become_the_envelope() {
        let read = read_event(event(), DELIVERY).expect("an event");
        assert_eq!(read.user_id.as_deref(), Some("k-1"));
        assert_eq!(read.group_id.as_deref(), Some("g"));
        assert_eq!(read.time.rfc3339(), "2026-11-25T07:00:00.000Z");
        let mut other = event();
        other["source"] = json!("/erp/2");
        let other = read_event(other, DELIVERY).expect("an event");
        assert_ne!(read.message_id, other.message_id, "id and source together");
        assert_eq!(other.cloud.map(|c| c.id), Some("7".to_owned()));
    }

    #[test]
    fn what_is_missing_is_named() {
        for name in ["id", "source", "type"] {
            let mut event = event();
            event[name] = json!("");
            let read = read_event(event, DELIVERY).map_err(|(refusal, _)| refusal);
            assert_eq!(read.err(), Some(Refusal::CloudAttribute));
        }
        let mut old = event();
        old["specversion"] = json!("0.3");
        let read = read_event(old, DELIVERY).map_err(|(refusal, _)| refusal);
        assert_eq!(read.err(), Some(Refusal::CloudVersion));
    }

    proptest! {
        #[test]
        fn no_attribute_breaks_the_reader(id in ".{0,200}", source in ".{0,40}", kind in ".{0,40}", time in ".{0,30}", data in ".{0,40}") {
            let event = json!({ "specversion": "1.0", "id": id, "source": source, "type": kind, "time": time, "data": data });
            let _ = read_event(event, DELIVERY);
        }
    }
}
