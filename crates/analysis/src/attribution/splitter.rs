//! Paths into codes: the names between separators, each looked up where it stands.
//!
//! Most names are short and come again and again. A name of at most 15 bytes, with the spaces around it,
//! is one number together with its length, and the number names a slot of a small table of names seen
//! lately. So a touchpoint costs one comparison of 16 bytes at once for its end and one for its name;
//! only names that are new, long or share a slot are read byte by byte.

use super::names::Names;

/// Bytes that are looked at together.
const WORD: usize = 16;
/// Bits of the number of a slot.
const SLOT_BITS: u32 = 9;
/// Slots for names seen lately (10 kB: they stay in the nearest cache).
const SLOTS: usize = 1 << SLOT_BITS;
/// A byte of every place.
const ONES: u128 = u128::MAX / 255;
/// The code of "no name here".
const NOTHING: u32 = u32::MAX;

/// Splits paths by a separator and numbers the names in the order of their appearance.
#[derive(Clone, Debug)]
pub struct Splitter {
    names: Names,
    separator: Vec<u8>,
    keys: Vec<u128>,
    codes: Vec<u32>,
}

impl Splitter {
    /// No names yet. The separator is not empty.
    #[must_use]
    pub fn new(separator: &[u8]) -> Self {
        Self {
            names: Names::default(),
            separator: separator.to_vec(),
            keys: vec![0; SLOTS],
            codes: vec![NOTHING; SLOTS],
        }
    }

    /// The names met so far, in the order of their codes.
    #[must_use]
    pub fn names(&self) -> &[String] {
        self.names.list()
    }

    /// The codes of a path, in place of what `codes` held. Spaces around a name and empty names do not
    /// count.
    pub fn split(&mut self, path: &[u8], codes: &mut Vec<u32>) {
        codes.clear();
        match self.separator[..] {
            [mark] => self.split_at_byte(path, mark, codes),
            _ => self.split_at_bytes(path, codes),
        }
    }

    fn split_at_byte(&mut self, path: &[u8], mark: u8, codes: &mut Vec<u32>) {
        let rest = self.split_words(path, mark, codes);
        if rest.is_empty() {
            return;
        }
        // The last bytes with separators behind them, so that they can be looked at together too.
        let mut tail = [mark; 2 * WORD];
        tail[..rest.len()].copy_from_slice(rest);
        self.split_words(&tail[..rest.len() + WORD], mark, codes);
    }

    /// Reads names as long as there is a whole word to look at; answers the bytes behind them, fewer
    /// than a word.
    fn split_words<'a>(&mut self, path: &'a [u8], mark: u8, codes: &mut Vec<u32>) -> &'a [u8] {
        let marks = ONES * u128::from(mark);
        let mut rest = path;
        while let Some(word) = rest.first_chunk::<WORD>() {
            let word = u128::from_le_bytes(*word);
            let differs = word ^ marks;
            // The lowest byte without a difference is exact (Hacker's Delight, 6-1).
            let ends = differs.wrapping_sub(ONES) & !differs & (ONES << 7);
            let (code, length) = match ends.trailing_zeros() as usize / 8 {
                WORD => self.long(rest, mark),
                length => (self.short(rest, word, length), length),
            };
            if code != NOTHING {
                codes.push(code);
            }
            rest = rest.get(length + 1..).unwrap_or_default();
        }
        rest
    }

    /// The code of the name in the first bytes of a word.
    fn short(&mut self, rest: &[u8], word: u128, length: usize) -> u32 {
        let name = word & ((1 << (8 * length)) - 1);
        // The highest byte is free: the length tells a name from the same with a zero byte behind it.
        let key = name | (length as u128 + 1) << 120;
        let slot = slot(key);
        if self.keys[slot] != key {
            self.codes[slot] = self.code(&rest[..length]);
            self.keys[slot] = key;
        }
        self.codes[slot]
    }

    fn long(&mut self, rest: &[u8], mark: u8) -> (u32, usize) {
        let end = rest.iter().position(|byte| *byte == mark);
        let length = end.unwrap_or(rest.len());
        (self.code(&rest[..length]), length)
    }

    fn split_at_bytes(&mut self, path: &[u8], codes: &mut Vec<u32>) {
        let (mut rest, marks) = (path, self.separator.len());
        while !rest.is_empty() {
            let mut windows = rest.windows(marks);
            let end = windows.position(|part| part == self.separator);
            let code = self.code(&rest[..end.unwrap_or(rest.len())]);
            if code != NOTHING {
                codes.push(code);
            }
            rest = end.map_or(&[], |end| &rest[end + marks..]);
        }
    }

    fn code(&mut self, name: &[u8]) -> u32 {
        match name.trim_ascii() {
            [] => NOTHING,
            name => self.names.code(name),
        }
    }
}

/// The slot of a key: multiplicative hashing (Knuth, The Art of Computer Programming 3, 6.4).
fn slot(key: u128) -> usize {
    let word = key as u64 ^ ((key >> 64) as u64).rotate_left(29);
    (word.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - SLOT_BITS)) as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same, one name after the other.
    fn plainly(path: &[u8], separator: &[u8], names: &mut Names) -> Vec<u32> {
        let text = path
            .iter()
            .map(|byte| char::from(*byte))
            .collect::<String>();
        let mark = separator
            .iter()
            .map(|byte| char::from(*byte))
            .collect::<String>();
        let bytes = |part: &str| part.chars().map(|c| c as u8).collect::<Vec<u8>>();
        let parts = text.split(&mark).map(bytes).collect::<Vec<_>>();
        let parts = parts.iter().map(|part| part.trim_ascii());
        parts
            .filter(|part| !part.is_empty())
            .map(|part| names.code(part))
            .collect()
    }

    proptest! {
        #[test]
        fn a_path_is_split_as_one_would_by_hand(
            paths in prop::collection::vec(prop::collection::vec(prop::sample::select(&b"ab >\t\0\xc3\xa4=?@"[..]), 0..80), 1..40),
            separator in prop::sample::select(vec![&b">"[..], b"=>", b" ", b"\0", b"a"]),
        ) {
            let (mut splitter, mut names) = (Splitter::new(separator), Names::default());
            let mut codes = Vec::new();
            for path in &paths {
                splitter.split(path, &mut codes);
                prop_assert_eq!(&codes, &plainly(path, separator, &mut names));
            }
            prop_assert_eq!(splitter.names(), names.list());
        }
    }

    #[test]
    fn names_of_every_length_are_told_apart() {
        let mut splitter = Splitter::new(b">");
        let mut codes = Vec::new();
        let texts: Vec<String> = (1..40)
            .flat_map(|n| (0..=n).map(move |at| "a".repeat(at) + "b" + &"a".repeat(n - at)))
            .collect();
        for _ in 0..2 {
            splitter.split(texts.join(" > ").as_bytes(), &mut codes);
            assert!(codes.iter().copied().eq(0..texts.len() as u32));
        }
        assert_eq!(splitter.names(), texts);
    }
}
