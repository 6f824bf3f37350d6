//! The log in memory: touchpoints of each company in the order of time, deals, and facts of companies.

mod cases;
mod covariates;
mod facts;
mod journey;
mod outcome;
mod study;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use kernel::types;
use kernel::{Id, Millis};
use serde::{Deserialize, Serialize};

pub use cases::{Case, Cases, cases};
pub(super) use facts::Coding;
pub use facts::{Deal, Facts, Names};
pub use journey::{Dimension, Journey, journey};
pub use outcome::{End, Outcome, ends};
pub use study::{exposed_to, known_of, study};

/// Touchpoints up to this many days before the deal was opened, or before another outcome, earn credit
/// (our convention).
pub const WINDOW_DAYS: i64 = 365;

/// Stands for "not known" in the columns of a touchpoint.
pub const UNKNOWN: u16 = u16::MAX;

/// A touchpoint as far as credit and effect need it. The codes are places in the list of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touch {
    /// Its id.
    pub id: i64,
    /// When it was, milliseconds UTC.
    pub time: i64,
    /// The person; 0: not known.
    pub person: i64,
    /// Minutes from the moment to its entry by hand or program; 0 for imported ones.
    pub late_min: u32,
    /// Its type.
    pub kind: u16,
    /// Its activity, or [`UNKNOWN`].
    pub activity: u16,
    /// Its campaign, or [`UNKNOWN`].
    pub campaign: u16,
    /// Its department, or [`UNKNOWN`].
    pub department: u16,
    /// Its channel, or [`UNKNOWN`].
    pub channel: u16,
}

/// Everything that journeys and cases are made of.
#[derive(Clone, Debug, Default)]
pub struct Log {
    /// Touchpoints of each company in the order of time, then of ids.
    pub(super) blocks: HashMap<Id, Arc<[Touch]>>,
    /// What the codes stand for.
    pub names: Arc<Names>,
    /// Deals in the order of their ids.
    pub deals: Arc<[Deal]>,
    /// Buying roles: of each deal the persons and the words of their roles.
    pub(super) buyers: Arc<HashMap<Id, Vec<(i64, String)>>>,
    /// What is known about companies.
    pub(super) facts: Arc<HashMap<Id, Facts>>,
    /// For whom a company stands that was merged into another.
    pub(super) owners: Arc<HashMap<Id, Id>>,
}

impl Log {
    /// The touchpoints of a company in the order of time.
    #[must_use]
    pub fn of(&self, company: Id) -> &[Touch] {
        self.blocks.get(&company).map_or(&[], |block| block)
    }

    /// Companies in the order of their ids, with their touchpoints.
    #[must_use]
    pub fn companies(&self) -> Vec<(Id, &[Touch])> {
        let mut all: Vec<(Id, &[Touch])> = self.blocks.iter().map(|(id, b)| (*id, &**b)).collect();
        all.sort_unstable_by_key(|(id, _)| *id);
        all
    }

    /// The companies with touchpoints of any of these people.
    pub(super) fn with_any_of(&self, people: &HashSet<i64>) -> Vec<Id> {
        if people.is_empty() {
            return Vec::new();
        }
        let has =
            |(_, block): &(&Id, &Arc<[Touch]>)| block.iter().any(|t| people.contains(&t.person));
        self.blocks.iter().filter(has).map(|(id, _)| *id).collect()
    }

    /// When the first touchpoint of anybody was.
    #[must_use]
    pub fn first(&self) -> Option<Millis> {
        let firsts = self.blocks.values().filter_map(|block| block.first());
        firsts.map(|touch| Millis(touch.time)).min()
    }

    /// Touchpoints in memory.
    #[must_use]
    pub fn len(&self) -> usize {
        self.blocks.values().map(|block| block.len()).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// The persons of the buying group of a deal with the words of their roles.
    #[must_use]
    pub fn buyers(&self, deal: Id) -> &[(i64, String)] {
        self.buyers.get(&deal).map_or(&[], Vec::as_slice)
    }

    /// Which touchpoints are mailings to many, or what somebody did with one. Nearly everybody gets them at the same
    /// time, so they do not tell to whom a department or a channel turned; and who opens one has chosen that.
    pub fn to_many(&self) -> impl Fn(&Touch) -> bool + Sync + use<> {
        let mail = self.flags(|key| key.starts_with("email.message."));
        move |touch| touch.campaign != UNKNOWN && mail[usize::from(touch.kind)]
    }

    /// Which codes of types are among these keys; one flag for each code.
    pub(super) fn flags(&self, is: impl Fn(&str) -> bool) -> Vec<bool> {
        self.names.kinds.iter().map(|key| is(key)).collect()
    }
}

/// Types that are no touchpoints of ours but end a contract.
pub(super) const CONTRACT_ENDS: [&str; 2] = ["contract.renewed", "contract.cancelled"];

/// The types that earn credit.
pub fn earning_types() -> impl Iterator<Item = &'static str> {
    types::all()
        .filter(|def| def.attributable)
        .map(|def| def.key)
}

/// The types of the log: what earns credit, and the ends of contracts.
pub(super) fn kinds() -> impl Iterator<Item = &'static str> {
    let earning = types::all()
        .filter(|def| def.attributable)
        .map(|def| def.key);
    earning.chain(CONTRACT_ENDS)
}

/// Whether a type earns credit: it does when its registry file says `attributable`.
#[must_use]
pub fn earns_credit(type_key: &str) -> bool {
    types::find(type_key).is_some_and(|def| def.attributable)
}
