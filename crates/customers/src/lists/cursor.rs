//! Where a page of a list goes on.

use kernel::{Error, Id, Result};

/// Where a page goes on: the sort values of its last row and the id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The sort value, a text or a number as text.
    pub value: String,
    /// The id.
    pub id: Id,
}

impl Cursor {
    /// The opaque text of an address.
    #[must_use]
    pub fn text(&self) -> String {
        let value: String = self.value.bytes().map(|b| format!("{b:02x}")).collect();
        format!("{}{value}", self.id)
    }

    /// Reads the text of an address; an empty one is the beginning.
    ///
    /// # Errors
    /// `Invalid` when it was never one of ours.
    pub fn read(text: &str) -> Result<Option<Self>> {
        if text.is_empty() {
            return Ok(None);
        }
        let wrong = || Error::field("after", "error.invalid");
        let (id, hex) = text.split_at_checked(13).ok_or_else(wrong)?;
        let id: Id = id.parse().map_err(|_| wrong())?;
        if hex.len() % 2 == 1 {
            return Err(wrong());
        }
        let mut bytes = Vec::with_capacity(hex.len() / 2);
        for pair in hex.as_bytes().chunks(2) {
            let pair = std::str::from_utf8(pair).map_err(|_| wrong())?;
            bytes.push(u8::from_str_radix(pair, 16).map_err(|_| wrong())?);
        }
        let value = String::from_utf8(bytes).map_err(|_| wrong())?;
        Ok(Some(Self { value, id }))
    }
}

/// Cuts the rows to a page, when one more than fits was asked for; answers where the next one begins.
#[must_use]
pub fn cut<T>(rows: &mut Vec<T>, limit: usize, cursor: impl Fn(&T) -> Cursor) -> Option<String> {
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().filter(|_| more);
    last.map(|row| cursor(row).text())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_strangers_are_refused() {
        let cursor = Cursor {
            value: "müller karl".to_owned(),
            id: Id(77),
        };
        assert_eq!(Cursor::read(&cursor.text()).ok().flatten(), Some(cursor));
        assert_eq!(Cursor::read("").ok(), Some(None));
        for text in ["x", "0000000000000zz", "ü000000000000", "00000000000000"] {
            assert!(Cursor::read(text).is_err(), "{text}");
        }
    }
}
