//! The decision: attach to a known person, ask, or a new person.

use super::super::compare::{Verdict, View, identified, names};
use super::super::model::{MERGE_BITS, REVIEW_BITS, Waterfall, probability};
use super::super::record::Record;
use super::super::table::Row;
use super::Kind;
use super::index::{Incoming, Index};

/// What to do with a new record.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// It belongs to a known person.
    Attach(Found),
    /// It may belong to one of these; a person decides. Until then it is a person of its own.
    Review(Vec<Candidate>),
    /// Nobody known resembles it.
    New,
}

/// The person to whom a record is attached.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The person.
    pub person: u64,
    /// The probability that it is this one, 0..1.
    pub p: f64,
    /// How many bits lie between this person and the second best.
    pub margin_bits: f32,
    /// Why.
    pub reason: Reason,
    /// Other persons that an identifier points to: worth a question, never merged here.
    pub others: Vec<Candidate>,
    /// Identifiers of the record that were left aside because names or limits spoke against them.
    pub demoted: Vec<Kind>,
}

/// Why a record was attached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// An identifier is the same.
    Same(Kind),
    /// The weight of everything together.
    Weight,
}

/// A person that resembles the record.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The person.
    pub person: u64,
    /// The weight of the best of its records.
    pub bits: f32,
    /// The probability, 0..1.
    pub p: f64,
}

/// The second best must be this far away: 1 : 64.
const MARGIN: f32 = 6.0;
/// No more records than this are weighed.
const MOST_WEIGHED: usize = 200;
/// No more persons than this are asked about.
const MOST_ASKED: usize = 5;

impl Index {
    /// Persons that resemble the record, the likeliest first, from even odds on.
    #[must_use]
    pub fn candidates(&self, record: &Record) -> Vec<Candidate> {
        let incoming = self.incoming(record);
        let mut all = self.weighed(&incoming);
        all.retain(|candidate| candidate.bits >= REVIEW_BITS);
        all.truncate(MOST_ASKED);
        all
    }

    /// Decides about a record that is not in the index. Changes nothing.
    #[must_use]
    pub fn decide(&self, record: &Record) -> Decision {
        let incoming = self.incoming(record);
        let mut demoted = Vec::new();
        for kind in Kind::ALL {
            let hit = self.persons_of(&self.holders(&incoming, kind));
            // A device of several persons is a tablet at a fair, a number of several is a switchboard.
            let [person] = hit[..] else {
                if !hit.is_empty() {
                    demoted.push(kind);
                }
                continue;
            };
            if !self.passes_gate(&incoming, person) || self.breaks_limit(&incoming, person) {
                demoted.push(kind);
                continue;
            }
            return Decision::Attach(self.attached(&incoming, person, Reason::Same(kind), demoted));
        }
        self.by_weight(&incoming, demoted)
    }

    /// The reasons for and against a record and a known person: the best of its records.
    #[must_use]
    pub fn explain(&self, record: &Record, person: u64) -> Option<Waterfall> {
        let incoming = self.incoming(record);
        let view = self.view(&incoming);
        let rows = self
            .of_person(person)
            .iter()
            .map(|place| &self.rows[*place as usize]);
        rows.map(|row| self.model.explain(&view, &incoming.row, row))
            .max_by(|a, b| a.bits.total_cmp(&b.bits))
    }

    fn by_weight(&self, incoming: &Incoming, demoted: Vec<Kind>) -> Decision {
        let mut candidates = self.weighed(incoming);
        let Some(best) = candidates.first().cloned() else {
            return Decision::New;
        };
        let second = candidates
            .get(1)
            .map_or(f32::NEG_INFINITY, |second| second.bits);
        let clear = best.bits >= MERGE_BITS && best.bits - second >= MARGIN;
        if clear
            && self.passes_gate(incoming, best.person)
            && !self.breaks_limit(incoming, best.person)
        {
            return Decision::Attach(Found {
                person: best.person,
                p: best.p,
                margin_bits: best.bits - second.max(self.model.prior_bits),
                reason: Reason::Weight,
                others: Vec::new(),
                demoted,
            });
        }
        candidates.retain(|candidate| candidate.bits >= REVIEW_BITS);
        candidates.truncate(MOST_ASKED);
        match candidates.is_empty() {
            true => Decision::New,
            false => Decision::Review(candidates),
        }
    }

    fn attached(
        &self,
        incoming: &Incoming,
        person: u64,
        reason: Reason,
        demoted: Vec<Kind>,
    ) -> Found {
        let bits = self.best_bits(incoming, person).max(MERGE_BITS);
        let mut others: Vec<u64> = Vec::new();
        for kind in Kind::ALL {
            others.extend(self.persons_of(&self.holders(incoming, kind)));
        }
        others.sort_unstable();
        others.dedup();
        let mut others: Vec<Candidate> = others
            .into_iter()
            .filter(|other| *other != person)
            .map(|other| candidate(other, self.best_bits(incoming, other)))
            .collect();
        others.sort_by(|a, b| b.bits.total_cmp(&a.bits).then(a.person.cmp(&b.person)));
        others.truncate(MOST_ASKED);
        let second = others
            .first()
            .map_or(self.model.prior_bits, |other| other.bits);
        Found {
            person,
            p: probability(bits),
            margin_bits: bits - second,
            reason,
            others,
            demoted,
        }
    }

    /// All neighbours by person, the heaviest first.
    fn weighed(&self, incoming: &Incoming) -> Vec<Candidate> {
        let view = self.view(incoming);
        let mut all: Vec<Candidate> = Vec::new();
        for place in self.neighbours(incoming).into_iter().take(MOST_WEIGHED) {
            let Some(person) = self.persons[place as usize] else {
                continue;
            };
            let bits = self
                .model
                .weigh(&view, &incoming.row, &self.rows[place as usize]);
            match all.iter_mut().find(|candidate| candidate.person == person) {
                Some(known) if known.bits >= bits => {}
                Some(known) => *known = candidate(person, bits),
                None => all.push(candidate(person, bits)),
            }
        }
        all.sort_by(|a, b| b.bits.total_cmp(&a.bits).then(a.person.cmp(&b.person)));
        all
    }

    fn best_bits(&self, incoming: &Incoming, person: u64) -> f32 {
        let view = self.view(incoming);
        let weigh = |place: &u32| {
            self.model
                .weigh(&view, &incoming.row, &self.rows[*place as usize])
        };
        self.of_person(person)
            .iter()
            .map(weigh)
            .fold(f32::NEG_INFINITY, f32::max)
    }

    fn persons_of(&self, places: &[u32]) -> Vec<u64> {
        let mut persons: Vec<u64> = places
            .iter()
            .filter_map(|place| self.persons[*place as usize])
            .collect();
        persons.sort_unstable();
        persons.dedup();
        persons
    }

    /// The name gate: the names of the person's records do not speak against it.
    fn passes_gate(&self, incoming: &Incoming, person: u64) -> bool {
        let view = self.view(incoming);
        let votes = self
            .of_person(person)
            .iter()
            .map(|place| vote(&view, &incoming.row, &self.rows[*place as usize]));
        votes.sum::<i32>() >= 0
    }

    /// Whether the person would have more values of a kind than a person has.
    fn breaks_limit(&self, incoming: &Incoming, person: u64) -> bool {
        Kind::ALL.into_iter().any(|kind| {
            let own = values(kind, &incoming.row);
            let mut all: Vec<u32> = own.to_vec();
            all.extend(
                self.of_person(person)
                    .iter()
                    .flat_map(|place| values(kind, &self.rows[*place as usize])),
            );
            all.retain(|symbol| *symbol != 0);
            all.sort_unstable();
            all.dedup();
            own.iter().any(|symbol| *symbol != 0) && all.len() > kind.limit()
        })
    }
}

fn vote(view: &View<'_>, a: &Row, b: &Row) -> i32 {
    match names(view, a, b) {
        Verdict::Agree => 1,
        Verdict::Open => 0,
        Verdict::Family | Verdict::Strange if identified(view, a, b) => 0,
        Verdict::Family | Verdict::Strange => -1,
    }
}

fn values(kind: Kind, row: &Row) -> [u32; 2] {
    match kind {
        Kind::Account => [row.account, 0],
        Kind::Official => [row.official, 0],
        Kind::Device => [row.device, 0],
        Kind::Phone => row.phones,
        Kind::Email => row
            .emails
            .map(|email| if email.role { 0 } else { email.mailbox }),
    }
}

fn candidate(person: u64, bits: f32) -> Candidate {
    Candidate {
        person,
        bits,
        p: probability(bits),
    }
}
