//! Keys and the records under them.

use std::hash::{BuildHasher, Hasher};

use hashbrown::HashMap;

/// A key under more records than this is generic: it finds nothing any more.
pub(super) const MOST: usize = 64;

/// The records under one key.
#[derive(Debug)]
#[expect(
    clippy::box_collection,
    reason = "most keys hold one record: the box keeps them small"
)]
enum Posting {
    One(u32),
    Many(Box<Vec<u32>>),
    Generic,
}

/// Keys and the places of records under them.
#[derive(Debug, Default)]
pub(super) struct Postings {
    map: HashMap<u64, Posting, Plain>,
}

/// Keys are hashes already.
#[derive(Clone, Copy, Debug, Default)]
struct Plain;

struct PlainHasher(u64);

impl BuildHasher for Plain {
    type Hasher = PlainHasher;

    fn build_hasher(&self) -> PlainHasher {
        PlainHasher(0)
    }
}

impl Hasher for PlainHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

impl Postings {
    /// Puts a record under a key; 0 is no key.
    pub(super) fn add(&mut self, key: u64, place: u32) {
        if key == 0 {
            return;
        }
        let posting = self.map.entry(key).or_insert(Posting::One(place));
        match posting {
            Posting::One(one) if *one == place => {}
            Posting::One(one) => *posting = Posting::Many(Box::new(vec![*one, place])),
            Posting::Many(many) if many.contains(&place) => {}
            Posting::Many(many) if many.len() >= MOST => *posting = Posting::Generic,
            Posting::Many(many) => many.push(place),
            Posting::Generic => {}
        }
    }

    /// Takes a record away from a key. A generic key stays generic until the index is rebuilt.
    pub(super) fn take(&mut self, key: u64, place: u32) {
        match self.map.get_mut(&key) {
            Some(Posting::One(one)) if *one == place => {
                self.map.remove(&key);
            }
            Some(Posting::Many(many)) => many.retain(|other| *other != place),
            _ => {}
        }
    }

    /// The records under a key; none if it is generic.
    pub(super) fn under(&self, key: u64) -> &[u32] {
        match self.map.get(&key) {
            Some(Posting::One(one)) => std::slice::from_ref(one),
            Some(Posting::Many(many)) => many,
            _ => &[],
        }
    }

    /// How many keys are generic.
    pub(super) fn generic(&self) -> usize {
        self.map
            .values()
            .filter(|posting| matches!(posting, Posting::Generic))
            .count()
    }
}
