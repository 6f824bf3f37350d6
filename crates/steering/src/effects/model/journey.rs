//! The journey before an outcome: the touchpoints that earn credit for it.

use kernel::{Id, Millis};

use super::{End, Log, Touch, earns_credit};

/// By what a result is shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// The activities of the activity map.
    Activity,
    /// The departments.
    Department,
    /// The campaigns.
    Campaign,
    /// The channels.
    Channel,
}

impl Dimension {
    /// Every dimension in its order on the page.
    pub const ALL: [Dimension; 4] = [
        Dimension::Department,
        Dimension::Activity,
        Dimension::Channel,
        Dimension::Campaign,
    ];

    /// Its word in addresses and answers.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Dimension::Activity => "activity",
            Dimension::Department => "department",
            Dimension::Campaign => "campaign",
            Dimension::Channel => "channel",
        }
    }

    /// Whether a row is all that a department or a channel did, not one thing that was done.
    #[must_use]
    pub fn is_summary(self) -> bool {
        matches!(self, Dimension::Department | Dimension::Channel)
    }

    /// The dimension of a word.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Dimension::ALL.into_iter().find(|d| d.key() == key)
    }

    /// The code of a touchpoint, or [`super::UNKNOWN`].
    #[must_use]
    pub fn code(self, touch: &Touch) -> u16 {
        match self {
            Dimension::Activity => touch.activity,
            Dimension::Department => touch.department,
            Dimension::Campaign => touch.campaign,
            Dimension::Channel => touch.channel,
        }
    }
}

/// The journey before an outcome.
#[derive(Clone, Debug, Default)]
pub struct Journey {
    /// The touchpoints that earn credit, in the order of time.
    pub touches: Vec<Touch>,
    /// Touchpoints that happened before the outcome but were entered more than a day after it.
    pub late: usize,
    /// Touchpoints in the 30 days after the outcome.
    pub after: usize,
    /// Touchpoints earlier than the window.
    pub earlier: usize,
}

/// What is entered later than this after the outcome is excluded (our convention): minutes.
const TOLERANCE_MIN: i64 = 24 * 60;

/// Whether a touchpoint was entered more than a day after an outcome: it earns nothing for it.
#[must_use]
pub(super) fn is_entered_after(touch: &Touch, at: Millis) -> bool {
    i64::from(touch.late_min) > (at.0 - touch.time) / 60_000 + TOLERANCE_MIN
}

/// The journey of the company before an outcome, from a number of days before the deal was opened (or
/// before the outcome itself). With `persons`, only what these persons had counts.
#[must_use]
pub fn journey(log: &Log, end: &End, window_days: i64, persons: Option<&[i64]>) -> Journey {
    let mut found = Journey::default();
    let Some(company) = end.company else {
        return found;
    };
    let earning = log.flags(earns_credit);
    let start = end.since.plus(-window_days * Millis::DAY).0;
    let own = |t: &&Touch| {
        earning[usize::from(t.kind)]
            && Id(t.id) != end.id
            && persons.is_none_or(|p| p.contains(&t.person))
    };
    for touch in log.of(company).iter().filter(own) {
        match touch.time {
            time if time < start => found.earlier += 1,
            time if time >= end.at.0 => {
                found.after += usize::from(time < end.at.0 + 30 * Millis::DAY);
            }
            _ if is_entered_after(touch, end.at) => found.late += 1,
            _ => found.touches.push(*touch),
        }
    }
    found
}
