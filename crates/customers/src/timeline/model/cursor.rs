//! The place at which a page of a stream ended.

use kernel::{Error, Id, Millis, Result};

/// Where a page of a stream ended: time and id of its last moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub(crate) time: Millis,
    pub(crate) id: Id,
}

impl Cursor {
    /// Reads a cursor of an address; empty: the beginning.
    pub(crate) fn read(text: &str) -> Result<Option<Self>> {
        if text.is_empty() {
            return Ok(None);
        }
        let wrong = || Error::field("after", "error.choice");
        let (time, id) = text.split_once('.').ok_or_else(wrong)?;
        let time = i64::from_str_radix(time, 36).map_err(|_| wrong())?;
        let id = id.parse().map_err(|_| wrong())?;
        Ok(Some(Self {
            time: Millis(time),
            id,
        }))
    }

    pub(crate) fn text(self) -> String {
        format!("{}.{}", base36(self.time.0), self.id)
    }
}

fn base36(value: i64) -> String {
    let mut digits = Vec::new();
    let mut rest = value.unsigned_abs();
    loop {
        digits.push(char::from_digit((rest % 36) as u32, 36).unwrap_or('0'));
        rest /= 36;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        digits.push('-');
    }
    digits.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back() {
        for time in [0, 5, 1_795_593_600_000, -77] {
            let cursor = Cursor {
                time: Millis(time),
                id: Id(42),
            };
            assert_eq!(Cursor::read(&cursor.text()).ok().flatten(), Some(cursor));
        }
        assert!(Cursor::read("nonsense").is_err());
    }
}
