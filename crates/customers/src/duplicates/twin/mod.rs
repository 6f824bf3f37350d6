//! What people and companies have in common as things that can be there twice.
//!
//! Searching, weighing, merging, splitting and undoing are written once over [`Twin`]. A kind says which
//! records belong to it, how they are compared, and what else has to happen when two of it become one or
//! one becomes two.

mod company;
mod person;

use std::collections::HashMap;
use std::future::Future;

use ::store::{Db, Tx};
use analysis::identity::Shape;
use analysis::identity::compare::{Kinship, Verdict, View, kinship, names, stands_above};
use analysis::identity::model::MERGE_BITS;
use analysis::identity::table::Row;
use kernel::{Error, Id, Millis, Result, Touchpoint};

use super::model::{Band, Inverse, Judged, Part};
use super::store::{Card, Reader};
use crate::companies::{SITE, SUBSIDIARY};
use crate::fields::{Changed, Edits, Spelled};
use crate::records::pages::Screen;

/// Which kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A person.
    Person,
    /// A company.
    Company,
}

impl Kind {
    /// Every kind, in the order in which they are searched.
    pub const ALL: [Self; 2] = [Self::Person, Self::Company];

    /// The stored word.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Company => "company",
        }
    }

    /// The kind of a stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == word)
    }

    /// As [`Kind::parse`], of a row of ours.
    ///
    /// # Errors
    /// `Internal` for another word.
    pub fn stored(word: &str) -> Result<Self> {
        Self::parse(word).ok_or_else(|| Error::internal(format!("no kind {word} of duplicates")))
    }

    /// Path of the pages of such records.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Person => "/people",
            Self::Company => "/companies",
        }
    }
}

/// Runs something for the kind of record that a word of ours names: `of_kind!(kind, T => f::<T>(…))`.
macro_rules! of_kind {
    ($kind:expr, $t:ident => $do:expr) => {
        match $kind {
            $crate::duplicates::twin::Kind::Person => {
                type $t = $crate::people::Person;
                $do
            }
            $crate::duplicates::twin::Kind::Company => {
                type $t = $crate::companies::Company;
                $do
            }
        }
    };
}
pub(super) use of_kind;

/// What a record was made of: one that a source filled, or one that was merged into it.
#[derive(Clone, Debug)]
pub struct Source {
    /// The record.
    pub id: Id,
    /// The system it came from; `unisono` when it was entered by hand.
    pub source: String,
    /// What it was called as a record of its own, where that says more than the source.
    pub name: Option<String>,
    /// When it came.
    pub created_at: Millis,
    /// How many touchpoints it has.
    pub touchpoints: i64,
    /// The last of them.
    pub last_at: Option<Millis>,
    /// Identifiers by their kinds.
    pub identifiers: Vec<(String, String)>,
}

/// One of two in a list.
#[derive(Clone, Debug, Default)]
pub struct Side {
    /// What it is called.
    pub name: String,
    /// Where it is found.
    pub about: String,
}

/// A kind of record that can be there twice.
pub trait Twin: Screen + Clone {
    /// Which kind.
    const TWIN: Kind;
    /// How two of them are compared.
    const SHAPE: Shape;
    /// Setting: under which version of the rules their keys were made.
    const KEYS: &'static str;
    /// Texts that speak of this kind: `duplicates.…` for people, `duplicates.company.…`.
    const SAYS: &'static str;
    /// Names for records that never were one of their own.
    const NAMED: &'static [&'static str];

    /// When an objection to advertising was raised.
    fn objects(&self) -> bool {
        false
    }
    /// Writes onto a touchpoint whose it is.
    fn sign(&self, happened: &mut Touchpoint);

    /// Whom an id stands for today.
    fn current_in(tx: &mut Tx, id: Id) -> impl Future<Output = Result<Id>> + Send;
    /// What it was made of, its own first record first.
    fn sources(db: &Db, id: Id) -> impl Future<Output = Result<Vec<Source>>> + Send;
    /// Whether two may become one at all.
    fn may_join(
        tx: &mut Tx,
        winner: &Self,
        loser: &Self,
    ) -> impl Future<Output = Result<()>> + Send;
    /// Gives everything of one to another.
    fn join(tx: &mut Tx, winner: Id, loser: Id) -> impl Future<Output = Result<Vec<Id>>> + Send;
    /// Gives records back.
    fn give(
        tx: &mut Tx,
        from: Id,
        records: &[Id],
        to: Id,
    ) -> impl Future<Output = Result<()>> + Send;
    /// Writes values, without audit trail and timeline.
    fn overwrite(
        tx: &mut Tx,
        before: &Self,
        values: Spelled,
    ) -> impl Future<Output = Result<(Self, Vec<Changed>)>> + Send;
    /// Renews what search finds.
    fn index(tx: &mut Tx, one: &Self) -> impl Future<Output = Result<()>> + Send;
    /// What else a merge brings about; it is noted in the inverse.
    fn joined(
        tx: &mut Tx,
        after: &Self,
        inverse: &mut Inverse,
    ) -> impl Future<Output = Result<()>> + Send;
    /// What else an undone merge brings about, before the values go back.
    fn parting(
        tx: &mut Tx,
        inverse: &Inverse,
        holder: &Self,
        loser: Id,
    ) -> impl Future<Output = Result<()>> + Send;
    /// Makes one of records that never were one of their own.
    fn make(
        tx: &mut Tx,
        from: &Self,
        records: &[Id],
        named: Edits,
    ) -> impl Future<Output = Result<Id>> + Send;
    /// Values that go with records which are split off.
    fn leaves(from: &Self, new: &Self) -> Vec<Changed>;
    /// What else a split brings about.
    fn split_off(tx: &mut Tx, from: &Self, new: &Self) -> impl Future<Output = Result<()>> + Send;

    /// A card of fields, before there is a record of them.
    fn card(id: Id, value: impl Fn(&str) -> Option<String>) -> Card;
    /// The cards of some of them.
    fn cards(from: Reader<'_>, ids: &[Id]) -> impl Future<Output = Result<Vec<Card>>> + Send;
    /// A card that was only typed, with what else is known about it.
    fn completed(from: Reader<'_>, card: &Card) -> impl Future<Output = Result<Card>> + Send;
    /// Others to look at beside those that share a key.
    fn begin_alike(db: &Db, card: &Card) -> impl Future<Output = Result<Vec<Id>>> + Send;
    /// The ids behind one of them, in their order.
    fn after(db: &Db, after: Id, limit: usize) -> impl Future<Output = Result<Vec<Id>>> + Send;
    /// How many there are.
    fn count(db: &Db) -> impl Future<Output = Result<usize>> + Send;
    /// Those that were made, changed, merged or split with `seq` in `after+1 ..= up_to`.
    fn changed(
        tx: &mut Tx,
        after: i64,
        up_to: i64,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Id>>> + Send;
    /// Pairs that a tree says are two, and for each in a tree its top.
    fn trees(db: &Db) -> impl Future<Output = Result<Trees>> + Send;
    /// What they are called and where they are, by their ids.
    fn sides(db: &Db, ids: &[Id]) -> impl Future<Output = Result<HashMap<Id, Side>>> + Send;
}

/// Who belongs to whom without being one.
#[derive(Clone, Debug, Default)]
pub struct Trees {
    /// Each with everyone above it.
    pub apart: Vec<(Id, Id)>,
    /// The top of each tree, by its members.
    pub tops: HashMap<Id, Id>,
}

impl Trees {
    /// Whether two stand in one tree already.
    #[must_use]
    pub fn one_tree(&self, a: Id, b: Id) -> bool {
        let top = |id: Id| self.tops.get(&id).copied().unwrap_or(id);
        top(a) == top(b)
    }
}

/// What is done with two records of a weight: names that contradict are a question at best, units of one
/// group are offered as parts.
#[must_use]
pub fn judge(shape: Shape, view: &View<'_>, a: &Row, b: &Row, bits: f32) -> Judged {
    let Some(band) = Band::of(bits) else {
        return Judged::default();
    };
    if shape == Shape::Company {
        return judge_companies(view, a, b, band);
    }
    let held = matches!(names(view, a, b), Verdict::Family | Verdict::Strange);
    match held {
        false => Judged::of(band),
        true if bits >= MERGE_BITS => Judged::held("contradiction"),
        true => Judged::default(),
    }
}

fn judge_companies(view: &View<'_>, a: &Row, b: &Row, band: Band) -> Judged {
    let part = |kind| Judged {
        band: Some(Band::Part),
        refused: Some(kind),
        part: Some(match stands_above(view, a, b) {
            Some(true) => Part::Second,
            Some(false) => Part::First,
            None => Part::Younger,
        }),
    };
    match kinship(view, a, b) {
        Kinship::One => Judged::of(band),
        Kinship::Renamed => Judged::held("contradiction"),
        Kinship::Site => part(SITE),
        Kinship::Subsidiary => part(SUBSIDIARY),
    }
}
