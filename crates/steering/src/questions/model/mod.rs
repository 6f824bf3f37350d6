//! Questions about effect: what they read, how their cases are made, and what is known before.

mod adjusted;
mod cases;
mod facts;
mod past;
mod reading;
mod told;

use std::collections::HashMap;

use analysis::business_time::Calendar;
use kernel::Millis;
use serde::{Deserialize, Serialize};

pub use adjusted::Adjusted;
pub use cases::{Answer, Case, Cases};
pub use facts::{Company, Fact, History, Kind, Side, class_of, mail, source};
pub use past::Lead;
pub use reading::{Raw, Reading};
pub use told::{FALSE_SHARE, Told, Verdict};

pub use crate::evidence::Measure;

/// Which of the two basic questions it belongs to (index I10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basic {
    /// What marketing does for the success of sales.
    Q1,
    /// What sales and service do for the success of marketing.
    Q2,
    /// What departments do together for customers.
    Together,
}

impl Basic {
    /// Its word in texts and in the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Q1 => "q1",
            Self::Q2 => "q2",
            Self::Together => "together",
        }
    }
}

/// What all questions share.
#[derive(Clone, Debug)]
pub struct Setting {
    /// When the company works.
    pub calendar: Calendar,
    /// What the data say as a whole.
    pub ground: Ground,
}

/// What the data say as a whole; kept with the answers, so that the cases behind them are the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ground {
    /// Mailings whose topic sales shared, and when first.
    pub shared: HashMap<u64, Millis>,
    /// The first instant that is known.
    pub from: Millis,
    /// The last instant that is known: cases whose outcome could still come are left out.
    pub until: Millis,
    /// One of so many unexposed company months is taken where there are very many.
    pub thinning: u64,
}

impl Setting {
    /// Business minutes between two instants.
    #[must_use]
    pub fn minutes(&self, from: Millis, to: Millis) -> i64 {
        self.calendar.elapsed_minutes(from.0, to.0)
    }

    /// The end of the `days`-th business day after an instant: until then is "within so many days".
    #[must_use]
    pub fn days_after(&self, at: Millis, days: u32) -> Millis {
        let end = self.calendar.add_days(at.0, days);
        end.map_or(at, |end| Millis(end).plus(DAY_REST))
    }

    /// Whether so many days after an instant are known.
    #[must_use]
    pub fn knows(&self, at: Millis, days: i64) -> bool {
        at.plus(days * Millis::DAY) <= self.ground.until
    }
}

/// What may be left of a business day: its calls still count.
const DAY_REST: i64 = 10 * 3_600_000;

/// A question about an effect: which cases there are, who is exposed, what counts as the outcome.
///
/// The order of time is the same for all: what was known, then the exposure, then the decision who is
/// exposed, then the outcome. One file each in `asked/`.
pub trait Question: Sync {
    /// What it is, without its cases.
    fn about(&self) -> &'static About;
    /// Finds the cases of a company.
    fn cases(&self, history: &History, setting: &Setting, cases: &mut Cases);
    /// How many unexposed cases each one taken stands for.
    fn stands_for(&self, _: &Setting) -> u64 {
        1
    }
}

/// What a question is.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// Its name in addresses, texts and the truth of the demo company.
    pub key: &'static str,
    /// Version of the definition; it rises when cases, exposure or outcome change.
    pub version: u32,
    /// The basic question that it belongs to.
    pub belongs: Basic,
    /// Key of the department that can act on it.
    pub owner: &'static str,
    /// Names of what is known before and tied to both exposure and outcome.
    pub known: &'static [&'static str],
    /// The unit of the outcome.
    pub measure: Measure,
    /// Whether more of the outcome is better.
    pub wants_more: bool,
    /// Whether exposure is decided before the outcome for every case; otherwise the evidence is lower.
    pub has_landmark: bool,
    /// Whether it looks at mails, which are most of what a timeline holds.
    pub reads_mails: bool,
    /// Whether the outcome is a won deal, so that it has a value in money.
    pub wins: bool,
}

impl About {
    /// A question about a share of which more is better, decided before the outcome, without mails.
    #[must_use]
    pub const fn share(
        key: &'static str,
        belongs: Basic,
        owner: &'static str,
        known: &'static [&'static str],
    ) -> Self {
        Self {
            key,
            version: 1,
            belongs,
            owner,
            known,
            measure: Measure::Rate,
            wants_more: true,
            has_landmark: true,
            reads_mails: false,
            wins: false,
        }
    }

    /// A question about winning deals.
    #[must_use]
    pub const fn win(
        key: &'static str,
        belongs: Basic,
        owner: &'static str,
        known: &'static [&'static str],
    ) -> Self {
        Self {
            wins: true,
            ..Self::share(key, belongs, owner, known)
        }
    }
}

/// 1 for yes, 0 for no.
#[must_use]
pub fn yes(is: bool) -> f64 {
    f64::from(is)
}

/// Columns for the size class: A, B, unknown; C is none of them.
#[must_use]
pub fn classes(class: u8) -> [f64; 3] {
    [yes(class == 0), yes(class == 1), yes(class == 3)]
}
