//! 63-bit, time-sorted identifiers made by the program, shown as 13 characters of Crockford base32.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicI64, Ordering};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Error, Millis};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 2020-01-01T00:00:00Z in milliseconds: the epoch of the ids, so that 42 bits last until 2159.
const EPOCH: i64 = 1_577_836_800_000;
const NODE_BITS: u32 = 8;
const COUNT_BITS: u32 = 13;

/// Identifier of a record: 42 bits of milliseconds, 8 bits of node, 13 bits of counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Id(pub i64);

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0u8; 13];
        let mut rest = self.0 as u64;
        for slot in text.iter_mut().rev() {
            *slot = ALPHABET[(rest & 31) as usize];
            rest >>= 5;
        }
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl FromStr for Id {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        if text.len() != 13 {
            return Err(Error::not_found("record"));
        }
        let mut value: u64 = 0;
        for byte in text.bytes() {
            let digit = digit_of(byte).ok_or_else(|| Error::not_found("record"))?;
            value = (value << 5) | u64::from(digit);
        }
        // 13 digits hold 65 bits; what does not fit 63 bits was never an id of ours.
        i64::try_from(value)
            .ok()
            .filter(|_| text.as_bytes()[0] < b'8')
            .map(Id)
            .ok_or_else(|| Error::not_found("record"))
    }
}

fn digit_of(byte: u8) -> Option<u8> {
    let upper = match byte.to_ascii_uppercase() {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    ALPHABET.iter().position(|b| *b == upper).map(|p| p as u8)
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse()
            .map_err(|_| serde::de::Error::custom("not an id: 13 characters of base32 expected"))
    }
}

/// Makes ids that never repeat on one node and sort by time.
#[derive(Debug)]
pub struct IdGen {
    node: i64,
    last: AtomicI64,
}

impl IdGen {
    /// A generator for the given node (0–255). Two nodes on one database need different numbers.
    #[must_use]
    pub fn new(node: u8) -> Self {
        Self {
            node: i64::from(node),
            last: AtomicI64::new(0),
        }
    }

    /// The next id, at or after `now`. When more than 8192 ids are taken within one millisecond
    /// the time part runs ahead of the clock rather than repeating.
    pub fn next(&self, now: Millis) -> Id {
        let wanted = (now.0 - EPOCH).max(1) << COUNT_BITS;
        let step = |last: i64| Some(wanted.max(last + 1));
        let before = self
            .last
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, step)
            .unwrap_or(0);
        let taken = wanted.max(before + 1);
        let (millis, count) = (taken >> COUNT_BITS, taken & ((1 << COUNT_BITS) - 1));
        Id((millis << (NODE_BITS + COUNT_BITS)) | (self.node << COUNT_BITS) | count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_from_its_text() {
        let id = IdGen::new(3).next(Millis(1_800_000_000_000));
        assert_eq!(id.to_string().len(), 13);
        assert_eq!(id.to_string().parse::<Id>().ok(), Some(id));
        assert!("not-an-id".parse::<Id>().is_err());
        assert!("ZZZZZZZZZZZZZ".parse::<Id>().is_err());
    }

    #[test]
    fn ids_rise_even_when_the_clock_stands_still() {
        let ids = IdGen::new(0);
        let mut last = Id(0);
        for _ in 0..20_000 {
            let next = ids.next(Millis(1_800_000_000_000));
            assert!(next > last);
            last = next;
        }
    }
}
