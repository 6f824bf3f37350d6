//! What is known: records, their persons, and the keys under which they are found.

use std::collections::HashMap;

use super::super::compare::{Facts, View};
use super::super::keys::{mix, part_keys, row_keys};
use super::super::model::{Model, Pass};
use super::super::record::Record;
use super::super::table::{Dictionary, FOREIGN, Row, Symbol, Texts, row};
use super::Kind;
use super::postings::Postings;

/// Known records for deciding about new ones. About 0.5 kB a record; see the measurement `identity`.
#[derive(Debug)]
pub struct Index {
    pub(super) model: Model,
    pub(super) facts: Facts,
    pub(super) rows: Vec<Row>,
    /// The person of each row; `None` after a removal.
    pub(super) persons: Vec<Option<u64>>,
    dictionary: Dictionary,
    records: Vec<u64>,
    places: HashMap<u64, u32>,
    by_person: HashMap<u64, Vec<u32>>,
    postings: Postings,
}

/// A record that is not in the index, in its numbers.
pub(super) struct Incoming {
    pub(super) row: Row,
    foreign: Vec<String>,
}

impl Index {
    /// An empty index that weighs with the model.
    #[must_use]
    pub fn new(model: Model) -> Self {
        Self {
            model,
            facts: Facts::default(),
            rows: Vec::new(),
            persons: Vec::new(),
            dictionary: Dictionary::default(),
            records: Vec::new(),
            places: HashMap::new(),
            by_person: HashMap::new(),
            postings: Postings::default(),
        }
    }

    /// Adds a record of a person. A record that is known already is replaced.
    ///
    /// Returns the records whose address or number has turned out to belong to several people by this
    /// one: links that rest only on it should be decided again.
    pub fn insert(&mut self, record: u64, person: u64, value: &Record) -> Vec<u64> {
        self.remove(record);
        let dictionary = &mut self.dictionary;
        let row = row(value, |text| dictionary.intern(text));
        let place = self.rows.len() as u32;
        let before = self.own(&row);
        let texts = Texts {
            known: &self.dictionary,
            foreign: &[],
        };
        self.facts.observe(&row, &texts);
        let turned = self.turned(&row, before);
        for key in self.keys(&row, &[]) {
            self.postings.add(key, place);
        }
        self.rows.push(row);
        self.persons.push(Some(person));
        self.records.push(record);
        self.places.insert(record, place);
        self.by_person.entry(person).or_default().push(place);
        turned
    }

    /// Moves a record to another person, after a merge or a split.
    pub fn assign(&mut self, record: u64, person: u64) {
        let Some(place) = self.places.get(&record).copied() else {
            return;
        };
        self.leave(place);
        self.persons[place as usize] = Some(person);
        self.by_person.entry(person).or_default().push(place);
    }

    /// Forgets a record. Counts of values and marks of shared ones stay until the index is rebuilt.
    pub fn remove(&mut self, record: u64) {
        let Some(place) = self.places.remove(&record) else {
            return;
        };
        self.leave(place);
        let row = self.rows[place as usize];
        for key in self.keys(&row, &[]) {
            self.postings.take(key, place);
        }
        self.rows[place as usize] = Row::default();
        self.persons[place as usize] = None;
    }

    /// How many records are known.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Keys that stand in so many records that they find nothing any more: for monitoring.
    #[must_use]
    pub fn generic_keys(&self) -> usize {
        self.postings.generic()
    }

    fn leave(&mut self, place: u32) {
        let Some(person) = self.persons[place as usize] else {
            return;
        };
        if let Some(places) = self.by_person.get_mut(&person) {
            places.retain(|other| *other != place);
            if places.is_empty() {
                self.by_person.remove(&person);
            }
        }
    }

    /// Which addresses and numbers of a row belong to one person only, as far as is known.
    fn own(&self, row: &Row) -> [bool; 4] {
        let [a, b] = row
            .emails
            .map(|email| !self.facts.email_is_shared(email.mailbox));
        let [c, d] = row.phones.map(|phone| !self.facts.phone_is_shared(phone));
        [a, b, c, d]
    }

    fn turned(&self, row: &Row, before: [bool; 4]) -> Vec<u64> {
        let now = self.own(row);
        let values = [
            row.emails[0].mailbox,
            row.emails[1].mailbox,
            row.phones[0],
            row.phones[1],
        ];
        let kinds = [Kind::Email, Kind::Email, Kind::Phone, Kind::Phone];
        let mut records = Vec::new();
        for at in 0..4 {
            if before[at] && !now[at] {
                let key = strong_key(
                    kinds[at],
                    super::super::keys::of_text(self.dictionary.text(values[at])),
                );
                records.extend(
                    self.postings
                        .under(key)
                        .iter()
                        .map(|place| self.records[*place as usize]),
                );
            }
        }
        records.sort_unstable();
        records.dedup();
        records
    }

    /// A record in numbers, without changing anything.
    pub(super) fn incoming(&self, record: &Record) -> Incoming {
        let mut foreign: Vec<String> = Vec::new();
        let row = row(record, |text| {
            self.dictionary.find(text).unwrap_or_else(|| {
                let known = foreign.iter().position(|other| other == text);
                let at = known.unwrap_or_else(|| {
                    foreign.push(text.to_owned());
                    foreign.len() - 1
                });
                FOREIGN + at as Symbol
            })
        });
        Incoming { row, foreign }
    }

    pub(super) fn view<'a>(&'a self, incoming: &'a Incoming) -> View<'a> {
        View {
            texts: Texts {
                known: &self.dictionary,
                foreign: &incoming.foreign,
            },
            facts: &self.facts,
        }
    }

    /// Places of records that share a strong identifier of the kind.
    pub(super) fn holders(&self, incoming: &Incoming, kind: Kind) -> Vec<u32> {
        let shared = |kind: Kind, at: usize| match kind {
            Kind::Email => self.facts.email_is_shared(incoming.row.emails[at].mailbox),
            Kind::Phone => self.facts.phone_is_shared(incoming.row.phones[at]),
            _ => false,
        };
        let view = self.view(incoming);
        let values = part_keys(kind.part(), &incoming.row, &view.texts, &self.facts);
        let own = values
            .iter()
            .take(2)
            .enumerate()
            .filter(|(at, value)| **value != 0 && !shared(kind, *at));
        own.flat_map(|(_, value)| {
            self.postings
                .under(strong_key(kind, *value))
                .iter()
                .copied()
        })
        .collect()
    }

    /// Places of records under any key of the record.
    pub(super) fn neighbours(&self, incoming: &Incoming) -> Vec<u32> {
        let keys = self.keys(&incoming.row, &incoming.foreign);
        let mut places: Vec<u32> = keys
            .into_iter()
            .flat_map(|key| self.postings.under(key).iter().copied())
            .collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// Places of the records of a person.
    pub(super) fn of_person(&self, person: u64) -> &[u32] {
        self.by_person.get(&person).map_or(&[], Vec::as_slice)
    }

    /// All keys of a row: strong identifiers and the passes of the shape.
    fn keys(&self, row: &Row, foreign: &[String]) -> Vec<u64> {
        let texts = Texts {
            known: &self.dictionary,
            foreign,
        };
        let mut keys = Vec::with_capacity(24);
        for kind in Kind::ALL {
            let values = strong_values(kind, row, &texts);
            keys.extend(
                values
                    .into_iter()
                    .filter(|value| *value != 0)
                    .map(|value| strong_key(kind, value)),
            );
        }
        for (number, pass) in (1u64..).zip(self.passes()) {
            let of_pass = row_keys(row, &texts, &self.facts, pass);
            keys.extend(
                of_pass
                    .into_iter()
                    .filter(|key| *key != 0)
                    .map(|key| mix(key, number)),
            );
        }
        keys
    }

    /// Passes that are no strong identifier by themselves.
    fn passes(&self) -> impl Iterator<Item = &'static Pass> {
        let strong = |pass: &&Pass| !matches!(pass.parts, [part] if Kind::ALL.iter().any(|kind| kind.part() == *part));
        self.model.shape.passes().iter().filter(strong)
    }
}

fn strong_key(kind: Kind, value: u64) -> u64 {
    mix(value, 0x5000 + kind as u64)
}

/// The values of a strong identifier. Shared ones are kept too: it may turn out later that they are.
fn strong_values(kind: Kind, row: &Row, texts: &Texts<'_>) -> [u64; 2] {
    let text = |symbol| super::super::keys::of_text(texts.text(symbol));
    match kind {
        Kind::Account => [text(row.account), 0],
        Kind::Official => [text(row.official), 0],
        Kind::Device => [text(row.device), 0],
        Kind::Phone => row.phones.map(text),
        Kind::Email => row
            .emails
            .map(|email| if email.role { 0 } else { text(email.mailbox) }),
    }
}
