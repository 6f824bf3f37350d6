//! Reading a delimited text file of any size: encoding, delimiter, header, rows.
//!
//! Everything streams: a record is held at most once, a file never. What cannot be read as a row is
//! handed out as a broken line with its reason, and reading goes on with the next line.

use super::Reason;

mod decode;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod layout;
mod rows;
mod samples;
mod split;

#[cfg(test)]
mod tests;

pub use decode::{Detected, Encoding, TextSource, detect, read_full};
pub use layout::{Layout, look};
pub use rows::{Line, RowReader};
pub use samples::{distinct, samples};
pub use split::Record;

/// More columns than this are refused.
pub const MAX_COLUMNS: usize = 500;
/// A longer cell is a problem of its row (characters counted as bytes of UTF-8).
pub const MAX_CELL: usize = 64 * 1024;
/// A longer record is given up; a quote that stays open this long counts as unclosed.
pub const MAX_RECORD: usize = 1024 * 1024;

/// The form of a header under which it is compared: trimmed, lower case, inner spaces as one, and
/// without the asterisk that some exports put behind required fields.
#[must_use]
pub fn header_key(header: &str) -> String {
    let plain = header
        .trim_start_matches('\u{feff}')
        .trim()
        .trim_end_matches('*');
    plain
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

/// Fingerprint of a row of headers, independent of their order and case.
#[must_use]
pub fn header_fingerprint(headers: &[String]) -> String {
    let mut keys: Vec<String> = headers.iter().map(|h| header_key(h)).collect();
    keys.sort();
    format!(
        "{:032x}",
        xxhash_rust::xxh3::xxh3_128(keys.join("\u{1f}").as_bytes())
    )
}
