//! Records as rows of numbers: every text stands once in a dictionary, equal texts have equal numbers.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use rayon::prelude::*;
use xxhash_rust::xxh3::{Xxh3DefaultBuilder, xxh3_64};

use super::normal::company::FormCode;
use super::record::{CONTACTS, Given, Record};

/// The number of a text in a [`Dictionary`]; 0 is the empty text.
pub type Symbol = u32;

/// Texts by number, each once.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    bytes: String,
    /// Where each text ends; text 0 is empty.
    ends: Vec<u32>,
    by_hash: HashTable<Symbol>,
}

impl Dictionary {
    /// The number of the text; it is added if it is new.
    pub fn intern(&mut self, text: &str) -> Symbol {
        if text.is_empty() {
            return 0;
        }
        if let Some(known) = self.find(text) {
            return known;
        }
        if self.ends.is_empty() {
            self.ends.push(0);
        }
        let symbol = u32::try_from(self.ends.len()).unwrap_or(0);
        self.bytes.push_str(text);
        // 4 GB of texts are beyond what one table is for; what does not fit is not known.
        let Ok(end) = u32::try_from(self.bytes.len()) else {
            return 0;
        };
        self.ends.push(end);
        let (bytes, ends) = (&self.bytes, &self.ends);
        let hash_of = |symbol: &Symbol| hash(slice(bytes, ends, *symbol));
        self.by_hash.insert_unique(hash(text), symbol, hash_of);
        symbol
    }

    /// The number of the text if it is known.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Symbol> {
        if text.is_empty() {
            return Some(0);
        }
        let same = |symbol: &Symbol| slice(&self.bytes, &self.ends, *symbol) == text;
        self.by_hash.find(hash(text), same).copied()
    }

    /// The text of a number; unknown numbers are empty.
    #[must_use]
    pub fn text(&self, symbol: Symbol) -> &str {
        slice(&self.bytes, &self.ends, symbol)
    }

    /// How many numbers there are, with the empty text.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len().max(1)
    }

    /// Whether there is no text but the empty one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 1
    }
}

fn hash(text: &str) -> u64 {
    xxh3_64(text.as_bytes())
}

fn slice<'a>(bytes: &'a str, ends: &[u32], symbol: Symbol) -> &'a str {
    let at = symbol as usize;
    match (
        at.checked_sub(1).and_then(|before| ends.get(before)),
        ends.get(at),
    ) {
        (Some(start), Some(end)) => &bytes[*start as usize..*end as usize],
        _ => "",
    }
}

/// The texts of a comparison: a dictionary and a few texts of a record that is not in it.
#[derive(Clone, Copy, Debug)]
pub struct Texts<'a> {
    /// The dictionary.
    pub known: &'a Dictionary,
    /// Texts with the numbers from [`FOREIGN`] on.
    pub foreign: &'a [String],
}

/// Numbers from here on are texts outside of the dictionary.
pub const FOREIGN: Symbol = 1 << 31;

impl<'a> Texts<'a> {
    /// The text of a number.
    #[must_use]
    pub fn text(&self, symbol: Symbol) -> &'a str {
        match symbol.checked_sub(FOREIGN) {
            Some(at) => self.foreign.get(at as usize).map_or("", String::as_str),
            None => self.known.text(symbol),
        }
    }
}

/// A [`Record`] in numbers. 0 means: not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the fields are those of Record")]
pub struct Row {
    pub first: Symbol,
    pub last: Symbol,
    pub company: Symbol,
    pub domain: Symbol,
    pub company_numbers: [Symbol; 4],
    pub emails: [Address; CONTACTS],
    pub phones: [Symbol; CONTACTS],
    pub street: Symbol,
    pub house: Symbol,
    pub line: Symbol,
    pub postal: Symbol,
    pub city: Symbol,
    pub region: Symbol,
    pub birth: u32,
    pub official: Symbol,
    pub account: Symbol,
    pub device: Symbol,
    pub form: FormCode,
    /// Bit i: number i is a mobile one.
    pub mobiles: u8,
}

/// An e-mail address in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Address {
    /// The address under which the provider delivers: the extra key, if there is one.
    pub mailbox: Symbol,
    /// The part before the at sign of the mailbox.
    pub local: Symbol,
    /// The registrable domain.
    pub domain: Symbol,
    /// The address of a function, not of a person.
    pub role: bool,
    /// At a provider of free addresses.
    pub free: bool,
}

/// Makes rows: `symbol` gives every text its number.
pub fn row(record: &Record, mut symbol: impl FnMut(&str) -> Symbol) -> Row {
    let mut row = Row {
        first: symbol(&record.first),
        last: symbol(&record.last),
        company: symbol(&record.company),
        domain: symbol(&record.domain),
        street: symbol(&record.street),
        house: symbol(&record.house),
        line: symbol(&record.line),
        postal: symbol(&record.postal),
        city: symbol(&record.city),
        region: symbol(&record.region),
        birth: record.birth,
        official: symbol(&record.official),
        account: symbol(&record.account),
        device: symbol(&record.device),
        form: record.form,
        ..Row::default()
    };
    for (place, number) in row.company_numbers.iter_mut().zip(&record.company_numbers) {
        *place = symbol(number);
    }
    for (place, email) in row.emails.iter_mut().zip(&record.emails) {
        let mailbox = email.extra.as_deref().unwrap_or(&email.address);
        let local = mailbox.split_once('@').map_or("", |(local, _)| local);
        *place = Address {
            mailbox: symbol(mailbox),
            local: symbol(local),
            domain: symbol(&email.domain),
            role: email.role,
            free: email.free,
        };
    }
    for (at, phone) in record.phones.iter().enumerate().take(CONTACTS) {
        row.phones[at] = symbol(&phone.e164);
        row.mobiles |= u8::from(phone.mobile) << at;
    }
    row
}

/// Rows and their texts.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The texts.
    pub dictionary: Dictionary,
    /// The rows.
    pub rows: Vec<Row>,
}

impl Table {
    /// Adds a record.
    pub fn push(&mut self, record: &Record) {
        let dictionary = &mut self.dictionary;
        let row = row(record, |text| dictionary.intern(text));
        self.rows.push(row);
    }

    /// Normalises what sources gave, on all cores, and adds it in its order.
    pub fn extend(&mut self, given: &[Given<'_>]) {
        let records: Vec<Record> = given.par_iter().map(Record::read).collect();
        for record in &records {
            self.push(record);
        }
    }

    /// The texts for comparing rows of this table.
    #[must_use]
    pub fn texts(&self) -> Texts<'_> {
        Texts {
            known: &self.dictionary,
            foreign: &[],
        }
    }

    /// A number for the content of a row that does not depend on the order of rows.
    #[must_use]
    pub fn fingerprint(&self, at: usize) -> u64 {
        let row = &self.rows[at];
        let text = |symbol: Symbol| hash(self.dictionary.text(symbol));
        let mut parts: Vec<u64> = [
            row.first,
            row.last,
            row.company,
            row.domain,
            row.street,
            row.house,
            row.line,
            row.postal,
            row.city,
            row.region,
            row.official,
            row.account,
            row.device,
        ]
        .into_iter()
        .chain(row.company_numbers)
        .chain(row.phones)
        .chain(row.emails.iter().map(|email| email.mailbox))
        .map(text)
        .collect();
        parts.push(u64::from(row.birth) << 8 | u64::from(row.form));
        let roles = row.emails.map(|email| u64::from(email.role));
        parts.extend(roles);
        Xxh3DefaultBuilder::new().hash_one(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_have_equal_numbers() {
        let mut dictionary = Dictionary::default();
        assert!(dictionary.is_empty());
        let numbers: Vec<Symbol> = ["a", "", "bc", "a", "bc"]
            .map(|t| dictionary.intern(t))
            .to_vec();
        assert_eq!(numbers, [1, 0, 2, 1, 2]);
        assert_eq!(
            (dictionary.text(2), dictionary.text(0), dictionary.text(99)),
            ("bc", "", "")
        );
        assert_eq!(
            (dictionary.find("a"), dictionary.find("z")),
            (Some(1), None)
        );
        let foreign = ["z".to_owned()];
        let texts = Texts {
            known: &dictionary,
            foreign: &foreign,
        };
        assert_eq!(
            (texts.text(FOREIGN), texts.text(FOREIGN + 7), texts.text(1)),
            ("z", "", "a")
        );
    }

    #[test]
    fn a_fingerprint_is_the_content_and_nothing_else() {
        let record = |last: &str| Record {
            last: last.to_owned(),
            ..Record::default()
        };
        let (mut one, mut other) = (Table::default(), Table::default());
        for last in ["a", "b", "c"] {
            one.push(&record(last));
        }
        for last in ["c", "a", "b"] {
            other.push(&record(last));
        }
        assert_eq!(one.fingerprint(0), other.fingerprint(1));
        assert_ne!(one.fingerprint(0), one.fingerprint(1));
    }
}
