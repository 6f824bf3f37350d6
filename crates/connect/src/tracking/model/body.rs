//! Bodies: bounded, inflated, taken apart into events.

use std::io::Read;

use flate2::read::MultiGzDecoder;
use kernel::Millis;
use serde_json::Value;

use super::{BATCH_EVENTS, BATCH_LIMIT, Kind, Refusal};

/// Inflates a gzip body, stopping at the limit, so that a small bomb never becomes a large body.
pub(crate) fn inflate(body: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut plain = Vec::new();
    let limit = BATCH_LIMIT as u64 + 1;
    MultiGzDecoder::new(body)
        .take(limit)
        .read_to_end(&mut plain)
        .map_err(|_| Refusal::InvalidGzip)?;
    match plain.len() > BATCH_LIMIT {
        true => Err(Refusal::TooLarge),
        false => Ok(plain),
    }
}

/// A body as its events and the key that it carries.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) events: Vec<Value>,
    pub(crate) write_key: Option<String>,
    pub(crate) sent_at: Option<Millis>,
    pub(crate) is_batch: bool,
}

/// Reads CloudEvents: one in an object or a batch in an array, as the content type says, if it does.
pub(crate) fn parse_cloud(body: &[u8], content_type: &str) -> Result<Parsed, Refusal> {
    if body.len() > BATCH_LIMIT {
        return Err(Refusal::TooLarge);
    }
    let value: Value = serde_json::from_slice(body).map_err(|_| Refusal::InvalidJson)?;
    let (one, many) = (
        content_type.starts_with("application/cloudevents+json"),
        content_type.starts_with("application/cloudevents-batch+json"),
    );
    let (events, is_batch) = match value {
        Value::Array(events) if !one => (events, true),
        Value::Object(_) if !many => (vec![value], false),
        _ => return Err(Refusal::CloudType),
    };
    match events.len() {
        0 => Err(Refusal::NoEvents),
        n if n > BATCH_EVENTS => Err(Refusal::TooManyEvents),
        _ => Ok(Parsed {
            events,
            write_key: None,
            sent_at: None,
            is_batch,
        }),
    }
}

/// Reads a body: a batch, or a single event whose kind the path says.
pub(crate) fn parse(body: &[u8], kind: Option<Kind>) -> Result<Parsed, Refusal> {
    if body.len() > BATCH_LIMIT {
        return Err(Refusal::TooLarge);
    }
    let mut value: Value = serde_json::from_slice(body).map_err(|_| Refusal::InvalidJson)?;
    let object = value.as_object_mut().ok_or(Refusal::InvalidJson)?;
    let write_key = object
        .remove("writeKey")
        .and_then(|key| key.as_str().map(str::to_owned));
    let sent_at = object
        .get("sentAt")
        .and_then(Value::as_str)
        .and_then(Millis::parse);
    match object.remove("batch") {
        Some(Value::Array(events)) if events.is_empty() => Err(Refusal::NoEvents),
        Some(Value::Array(events)) if events.len() > BATCH_EVENTS => Err(Refusal::TooManyEvents),
        Some(Value::Array(events)) => {
            let own_key = events
                .first()
                .and_then(|e| e.get("writeKey")?.as_str().map(str::to_owned));
            Ok(Parsed {
                events,
                write_key: write_key.or(own_key),
                sent_at,
                is_batch: true,
            })
        }
        Some(_) => Err(Refusal::InvalidJson),
        None => {
            if let Some(kind) = kind {
                object.insert("type".to_owned(), kind.word().into());
            }
            Ok(Parsed {
                events: vec![value],
                write_key,
                sent_at,
                is_batch: false,
            })
        }
    }
}

/// The key of a Basic header: its user name.
pub(crate) fn basic_key(header: &str) -> Option<String> {
    use base64::Engine as _;
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = base64::engine::general_purpose::STANDARD
        .decode(encoded.trim())
        .ok()?;
    let text = String::from_utf8(decoded).ok()?;
    Some(text.split(':').next().unwrap_or("").to_owned()).filter(|key| !key.is_empty())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    }

    #[test]
    fn a_gzip_bomb_stops_at_the_limit() {
        let bomb = gzip(&vec![b' '; 50 * 1024 * 1024]);
        assert!(bomb.len() < BATCH_LIMIT);
        assert_eq!(inflate(&bomb), Err(Refusal::TooLarge));
        assert_eq!(inflate(b"no gzip"), Err(Refusal::InvalidGzip));
        assert_eq!(inflate(&gzip(b"{}")), Ok(b"{}".to_vec()));
    }

    #[test]
    fn the_key_is_taken_out_of_the_body() {
        let parsed = parse(
            br#"{"writeKey":"k","batch":[{"type":"track"}],"sentAt":"2026-01-01T00:00:00Z"}"#,
            None,
        );
        let parsed = parsed.expect("a batch");
        assert_eq!(
            (parsed.write_key.as_deref(), parsed.events.len()),
            (Some("k"), 1)
        );
        assert_eq!(basic_key("Basic a2V5Og=="), Some("key".to_owned()));
        assert_eq!(basic_key("Bearer a2V5Og=="), None);
    }

    #[test]
    fn deep_nesting_is_refused_and_does_not_break() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(50_000), "]".repeat(50_000));
        assert_eq!(
            parse(deep.as_bytes(), None).err(),
            Some(Refusal::InvalidJson)
        );
    }

    proptest! {
        #[test]
        fn no_body_breaks_the_reader(body in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = parse(&body, Some(Kind::Track));
            let _ = inflate(&body);
        }

        #[test]
        fn no_header_breaks_the_key(header in ".{0,80}") {
            let _ = basic_key(&header);
        }
    }
}
