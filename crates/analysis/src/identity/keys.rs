//! Keys under which records are looked for: hashes of what must agree.

use xxhash_rust::xxh3::xxh3_64;

use super::compare::Facts;
use super::model::{Part, Pass};
use super::normal::cologne;
use super::table::{Row, Texts};

/// A pass has at most this many keys for one record: two addresses, two numbers, four company numbers.
pub(super) const KEYS: usize = 4;

/// The keys of a row in a pass; 0 where there is none.
pub(super) fn row_keys(row: &Row, texts: &Texts<'_>, facts: &Facts, pass: &Pass) -> [u64; KEYS] {
    let mut keys = [0x9e37_79b9_7f4a_7c15_u64; KEYS];
    let mut present = [true; KEYS];
    for part in pass.parts {
        let values = part_keys(*part, row, texts, facts);
        let several = matches!(part, Part::Mailbox | Part::Phone | Part::FirmNumber);
        for at in 0..KEYS {
            let value = if several { values[at] } else { values[0] };
            present[at] &= value != 0;
            keys[at] = mix(keys[at], value);
        }
    }
    for at in 0..KEYS {
        if !present[at] {
            keys[at] = 0;
        }
    }
    keys
}

/// Joins a value to a key.
pub(super) fn mix(key: u64, value: u64) -> u64 {
    // Two rounds of a multiply-and-fold: keys of different parts must not meet by chance.
    let product = u128::from(key ^ value.rotate_left(23)) * u128::from(0xa076_1d64_78bd_642f_u64);
    ((product >> 64) as u64 ^ product as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1
}

/// The values of a part; 0 where there is none. Only addresses and numbers have several.
pub(super) fn part_keys(part: Part, row: &Row, texts: &Texts<'_>, facts: &Facts) -> [u64; KEYS] {
    let one = |value: u64| [value, 0, 0, 0];
    let text = |symbol| one(of_text(texts.text(symbol)));
    match part {
        Part::First => text(row.first),
        Part::Last => text(row.last),
        Part::Names if row.first == 0 || row.last == 0 => one(0),
        Part::Names => {
            let (a, b) = (
                of_text(texts.text(row.first)),
                of_text(texts.text(row.last)),
            );
            one(mix(a.min(b), a.max(b)))
        }
        Part::LastHead => one(of_text(
            texts.text(row.last).split(' ').next().unwrap_or(""),
        )),
        Part::LastTail => one(of_text(
            texts.text(row.last).rsplit(' ').next().unwrap_or(""),
        )),
        Part::Initial => one(of_start(texts.text(row.first), 1)),
        Part::LastStart => one(of_start(texts.text(row.last), 3)),
        Part::LastSound => one(of_text(&cologne::code(texts.text(row.last)))),
        Part::FirstSound => one(of_text(&cologne::code(texts.text(row.first)))),
        Part::Company => text(row.company),
        Part::CompanyWord => one(of_text(longest_word(texts.text(row.company)))),
        Part::Domain => text(row.domain),
        Part::FirmNumber => row
            .company_numbers
            .map(|number| of_text(texts.text(number))),
        Part::Mailbox => {
            let [a, b] =
                row.emails.map(
                    |email| match email.role || facts.email_is_shared(email.mailbox) {
                        true => 0,
                        false => of_text(texts.text(email.mailbox)),
                    },
                );
            [a, b, 0, 0]
        }
        Part::Phone => {
            let [a, b] = row.phones.map(|phone| of_text(texts.text(phone)));
            [a, b, 0, 0]
        }
        Part::Street => text(row.street),
        Part::House => text(row.house),
        Part::Line => text(row.line),
        Part::Postal => text(row.postal),
        Part::PostalArea => one(of_start(texts.text(row.postal), 2)),
        Part::City => text(row.city),
        Part::Birth => one(u64::from(row.birth)),
        Part::BirthYear => one(u64::from(row.birth / 10_000)),
        Part::BirthDay => one(u64::from(row.birth % 10_000)),
        Part::Official => text(row.official),
        Part::Account => text(row.account),
        Part::Device => text(row.device),
    }
}

/// The value of a text; 0 for the empty one.
pub(super) fn of_text(text: &str) -> u64 {
    match text.is_empty() {
        true => 0,
        false => xxh3_64(text.as_bytes()) | 1,
    }
}

fn of_start(text: &str, letters: usize) -> u64 {
    match text.char_indices().nth(letters) {
        Some((end, _)) => of_text(&text[..end]),
        None => of_text(text),
    }
}

fn longest_word(text: &str) -> &str {
    // The first of the longest: the same for every order of rows.
    text.split(' ')
        .rev()
        .max_by_key(|word| word.len())
        .unwrap_or("")
}
