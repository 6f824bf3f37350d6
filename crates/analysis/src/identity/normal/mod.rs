//! One spelling for everything that is written in many: names, companies, addresses, numbers.
//!
//! The display value is never changed here; what these functions return is for comparing and for keys.
//! *Folded* means: lower case, umlauts in two letters, no other diacritics. A *match key* goes one step
//! further, so that Müller, Mueller and Muller meet.

pub mod address;
pub mod birth;
pub mod blocked;
pub mod cologne;
pub mod company;
pub mod domain;
pub mod email;
pub mod fold;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
pub mod name;
pub mod nickname;
pub mod number;
pub mod phone;

pub use email::Email;
pub use name::PersonName;
pub use phone::Phone;

/// Lines of a data file without comments and empty ones.
fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// At most this many characters of a value are looked at: longer ones are no names or addresses, and a
/// cell of ten thousand characters must cost no more than a long name.
pub const LONGEST: usize = 200;

/// The text cut to [`LONGEST`] characters.
#[must_use]
pub fn bounded(text: &str) -> &str {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}
