//! Keys under which records are looked for: hashes of what must agree.

use xxhash_rust::xxh3::xxh3_64;

use super::compare::Facts;
use super::model::{Part, Pass};
use super::normal::cologne;
use super::record::Record;
use super::table::{Row, Table, Texts};

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

/// Changes when [`lookup`] answers other keys for the same record: then stored keys are made again.
pub const LOOKUP_VERSION: u32 = 1;

/// What must agree for a person to be looked at before a new one is made, the rarest first.
const PERSON: &[&[Part]] = &[
    &[Part::Account],
    &[Part::Mailbox],
    &[Part::Phone, Part::Last],
    &[Part::Phone, Part::First],
    &[Part::Domain, Part::Last],
    &[Part::Domain, Part::First],
    &[Part::Names],
    &[Part::Last, Part::Postal],
    &[Part::LastSound, Part::FirstSound],
];
const COMPANY: &[&[Part]] = &[
    &[Part::FirmNumber],
    &[Part::Domain],
    &[Part::Mailbox],
    &[Part::Phone],
    &[Part::Company],
    &[Part::Street, Part::House, Part::Postal],
    &[Part::CompanyWord, Part::Postal],
    &[Part::CompanyWord, Part::City],
];

/// The keys under which a store finds a person or company like this one, the rarest first. They depend on
/// the record alone. `employer` is a number of the company that a person belongs to, if it is known: its
/// people are found by a similar name.
#[must_use]
pub fn lookup(record: &Record, employer: Option<u64>, is_company: bool) -> Vec<i64> {
    let mut table = Table::default();
    table.push(record);
    let Some(row) = table.rows.first() else {
        return Vec::new();
    };
    let (texts, facts) = (table.texts(), Facts::default());
    let passes = if is_company { COMPANY } else { PERSON };
    let mut keys = Vec::new();
    let mut add = |salt: u64, found: [u64; KEYS]| {
        for key in found.into_iter().filter(|key| *key != 0) {
            let key = mix(salt, key).cast_signed();
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
    };
    for (salt, parts) in (1 + 100 * u64::from(is_company)..).zip(passes) {
        let pass = Pass {
            key: "",
            parts,
            teaches: None,
        };
        add(salt, row_keys(row, &texts, &facts, &pass));
    }
    for part in [Part::LastSound, Part::First] {
        let value = part_keys(part, row, &texts, &facts)[0];
        if let (Some(employer), true) = (employer, value != 0) {
            add(99, [mix(employer, value), 0, 0, 0]);
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

#[cfg(test)]
mod tests {
    use super::super::{Column, Given};
    use super::*;

    fn keys(values: &[(Column, &str)]) -> Vec<i64> {
        let given = Given {
            values: values.to_vec(),
        };
        lookup(&Record::read(&given), None, false)
    }

    #[test]
    fn people_who_look_alike_share_a_key_and_others_do_not() {
        let known = keys(&[(Column::First, "Katrin"), (Column::Last, "Müller")]);
        let meets = |other: &[(Column, &str)]| keys(other).iter().any(|key| known.contains(key));
        assert!(meets(&[
            (Column::First, "Mueller"),
            (Column::Last, "Katrin")
        ]));
        assert!(meets(&[
            (Column::First, "Kathrin"),
            (Column::Last, "Muller")
        ]));
        assert!(!meets(&[(Column::First, "Jonas"), (Column::Last, "Huber")]));
        assert!(keys(&[]).is_empty());
    }

    #[test]
    fn a_person_is_not_found_by_the_keys_of_a_company() {
        let given = Given {
            values: vec![(Column::Email, "k@firma.de")],
        };
        let record = Record::read(&given);
        let person = lookup(&record, None, false);
        assert!(!person.is_empty());
        assert!(
            lookup(&record, None, true)
                .iter()
                .all(|key| !person.contains(key))
        );
    }
}
