//! What a fuzzer calls: bytes as they come from outside, through everything that reads them.

use kernel::Millis;
use serde_json::Value;

use super::model::{
    Delivery, EVENT_LIMIT, Kind, Parsed, basic_key, company_of_person, identifiers, inflate,
    of_company, of_person, parse, parse_cloud, read_event, touchpoint,
};

/// A moment in 2026, so that corrections of clocks have something to correct.
const RECEIVED: Millis = Millis(1_790_000_000_000);

/// A body of the tracking protocol, plain and as gzip, as each kind of message.
pub fn segment(bytes: &[u8]) {
    let plain = inflate(bytes);
    for body in [Some(bytes), plain.as_deref().ok()].into_iter().flatten() {
        for kind in [None, Some(Kind::Track), Some(Kind::Group)] {
            if let Ok(parsed) = parse(body, kind) {
                events(parsed);
            }
        }
    }
    let _ = basic_key(&String::from_utf8_lossy(bytes));
}

/// A body of CloudEvents, under each content type.
pub fn cloud_events(bytes: &[u8]) {
    for kind in [
        "application/json",
        "application/cloudevents+json",
        "application/cloudevents-batch+json",
    ] {
        if let Ok(parsed) = parse_cloud(bytes, kind) {
            events(parsed);
        }
    }
}

fn events(parsed: Parsed) {
    for event in parsed.events {
        for is_client in [true, false] {
            read(event.clone(), parsed.sent_at, is_client);
        }
    }
}

fn read(event: Value, sent_at: Option<Millis>, is_client: bool) {
    let delivery = Delivery {
        source: "fuzz",
        sent_at,
        received: RECEIVED,
        is_client,
    };
    let Ok(mut incoming) = read_event(event, delivery) else {
        return;
    };
    assert!(incoming.payload.len() <= EVENT_LIMIT, "too large an event");
    let _ = identifiers(&incoming);
    let _ = (of_person(&incoming.traits), of_company(&incoming.traits));
    let _ = company_of_person(&incoming.traits);
    let _ = touchpoint(&mut incoming, "fuzz");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// JSON that looks like events: the names that are read, with values of every kind.
    fn event() -> impl Strategy<Value = String> {
        let name = prop::sample::select(vec![
            "type",
            "event",
            "name",
            "userId",
            "anonymousId",
            "previousId",
            "groupId",
            "messageId",
            "timestamp",
            "originalTimestamp",
            "sentAt",
            "traits",
            "properties",
            "context",
            "specversion",
            "id",
            "source",
            "time",
            "data",
            "subject",
            "batch",
            "email",
            "company",
        ]);
        let leaf = prop_oneof![
            Just("null".to_owned()),
            Just("true".to_owned()),
            Just("\"1.0\"".to_owned()),
            Just("\"track\"".to_owned()),
            Just("\"2026-11-01T09:00:00Z\"".to_owned()),
            any::<f64>()
                .prop_filter("JSON has no such number", |n| n.is_finite())
                .prop_map(|n| n.to_string()),
            ".{0,12}".prop_map(|text| Value::String(text).to_string()),
        ];
        let object = |inner: BoxedStrategy<String>| {
            prop::collection::vec((name.clone(), inner), 0..8).prop_map(|pairs| {
                let pairs: Vec<String> =
                    pairs.iter().map(|(k, v)| format!("\"{k}\":{v}")).collect();
                format!("{{{}}}", pairs.join(","))
            })
        };
        let inner = prop_oneof![3 => leaf.clone(), 1 => object(leaf.boxed())].boxed();
        object(inner)
    }

    proptest! {
        #[test]
        fn no_bytes_break_a_reader(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            segment(&bytes);
            cloud_events(&bytes);
        }

        #[test]
        fn no_event_breaks_a_reader(event in event()) {
            segment(event.as_bytes());
            segment(format!("{{\"batch\":[{event}]}}").as_bytes());
            cloud_events(event.as_bytes());
            cloud_events(format!("[{event}]").as_bytes());
        }
    }
}
