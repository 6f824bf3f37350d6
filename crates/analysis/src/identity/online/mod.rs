//! One new record against all known ones, within microseconds.
//!
//! ```
//! use analysis::identity::online::{Decision, Index};
//! use analysis::identity::{Column, Given, Model, Record, Shape};
//!
//! let record = |last, email| {
//!     Record::read(&Given { values: vec![(Column::First, "Katrin"), (Column::Last, last), (Column::Email, email)] })
//! };
//! let mut index = Index::new(Model::untrained(Shape::Business, 100_000));
//! index.insert(1, 100, &record("Weber", "katrin.weber@firma.de"));
//! let again = record("Weber", "Katrin.Weber@FIRMA.de");
//! assert!(matches!(index.decide(&again), Decision::Attach(found) if found.person == 100));
//! assert!(matches!(index.decide(&record("Huber", "k@huber.at")), Decision::New));
//! ```
//!
//! The index holds what a store knows and can be rebuilt from it: [`Index::insert`] every record with its
//! person, [`Index::assign`] after a merge or a split, [`Index::remove`] after an erasure. It never merges
//! persons: where several are hit, it says so.

mod decide;
mod index;
mod postings;

pub use decide::{Candidate, Decision, Found, Reason};
pub use index::Index;

use super::model::Part;

/// Identifiers that are looked up before anything is weighed, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A login: one person has one.
    Account,
    /// An official number.
    Official,
    /// A personal e-mail address.
    Email,
    /// A telephone number that is not shared.
    Phone,
    /// A cookie or device.
    Device,
}

impl Kind {
    /// All kinds in the order of priority.
    pub const ALL: [Self; 5] = [
        Self::Account,
        Self::Official,
        Self::Email,
        Self::Phone,
        Self::Device,
    ];

    /// So many different values belong to one person at most.
    #[must_use]
    pub fn limit(self) -> usize {
        match self {
            Self::Account | Self::Official => 1,
            Self::Email | Self::Phone | Self::Device => 5,
        }
    }

    fn part(self) -> Part {
        match self {
            Self::Account => Part::Account,
            Self::Official => Part::Official,
            Self::Email => Part::Mailbox,
            Self::Phone => Part::Phone,
            Self::Device => Part::Device,
        }
    }
}

#[cfg(test)]
mod tests;
