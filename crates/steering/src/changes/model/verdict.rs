//! What became of a change.

use analysis::effects::Grade;
use analysis::effects::interrupted::{Found, Interrupted, Month, Step, interrupted};

use super::{About, Place, Span};

/// What was counted in a month: how many, and out of how many.
pub(crate) type Pair = (i64, i64);

/// A month with what was counted in it.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    /// The month.
    pub(crate) span: Span,
    /// By the departments that changed, or by all.
    pub(crate) own: Pair,
    /// By those that did not change, where they are compared.
    pub(crate) others: Option<Pair>,
}

impl Counted {
    /// The rate of the month; nothing when there was nothing to count in.
    pub(crate) fn rate(&self) -> Option<f64> {
        rate(self.own)
    }
}

fn rate((counted, of): Pair) -> Option<f64> {
    (of > 0).then(|| counted as f64 / of as f64)
}

/// What can be said about a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It became better.
    Better,
    /// It became worse.
    Worse,
    /// Not proven: the interval holds zero, or too many checks failed.
    Unproven,
    /// There is nothing to say yet.
    Unknown,
}

impl Verdict {
    /// Its word in texts and in the API.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::Unproven => "unproven",
            Self::Unknown => "unknown",
        }
    }
}

/// What became of a change.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// What was measured.
    pub(crate) about: &'static About,
    /// The months, from the first in which something was counted.
    pub(crate) months: Vec<Counted>,
    /// What was found in them.
    pub(crate) found: Found,
}

impl Answer {
    /// Compares the months.
    pub(crate) fn of(about: &'static About, mut months: Vec<Counted>, first_after: i64) -> Self {
        let empty = months.iter().take_while(|m| m.own.1 == 0).count();
        months.drain(..empty);
        let sides = || months.iter().filter(|m| m.span.place != Place::Within);
        let month = |at: i64, (counted, of): Pair| Month {
            at,
            counted: counted as f64,
            of: of as f64,
        };
        let found = interrupted(&Interrupted {
            months: sides().map(|m| month(m.span.at, m.own)).collect(),
            comparison: sides()
                .filter_map(|m| Some(month(m.span.at, m.others?)))
                .collect(),
            first_after,
        });
        Self {
            about,
            months,
            found,
        }
    }

    /// What was estimated.
    pub(crate) fn step(&self) -> Option<&Step> {
        self.found.step.as_ref().ok()
    }

    /// Whether the whole interval lies above or below zero.
    pub(crate) fn direction(&self) -> Option<bool> {
        let (low, high) = self.step()?.ci;
        match (low > 0.0, high < 0.0) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }

    /// What can be said.
    pub(crate) fn verdict(&self) -> Verdict {
        match (self.step(), self.direction()) {
            (None, _) => Verdict::Unknown,
            (_, Some(up)) if self.found.grade() != Grade::D => match up == self.about.wants_more {
                true => Verdict::Better,
                false => Verdict::Worse,
            },
            _ => Verdict::Unproven,
        }
    }

    /// Whether departments that did not change were looked at, but counted too little to be compared.
    pub(crate) fn has_faint_comparison(&self) -> bool {
        let looked = self.months.iter().any(|m| m.others.is_some());
        looked && self.step().is_some_and(|s| !s.compared)
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Date, Millis};

    use super::super::{first_after, spans};
    use super::*;

    fn answer(after: i64, others: Option<Pair>) -> Answer {
        let day = Date::constant(2025, 5, 10);
        let zone = "Europe/Berlin";
        let now = Millis::start_of(Date::constant(2026, 11, 2), zone);
        let about = crate::changes::find("insights_per_conversation").expect("the measure");
        let months = spans(day, now, zone).into_iter().skip(18).map(|span| {
            let wave = (span.at * 7).rem_euclid(5);
            let own = match span.place {
                Place::After => after + wave,
                // A month that is on neither side may be anything.
                Place::Within => 400,
                Place::Before => 40 + wave,
            };
            let others = others.map(|(n, of)| (n + (span.at * 3).rem_euclid(7), of));
            Counted {
                span,
                own: (own, 500),
                others,
            }
        });
        Answer::of(about, months.collect(), first_after(day))
    }

    #[test]
    fn a_clear_change_is_better_and_its_opposite_worse() {
        let better = answer(90, Some((45, 500)));
        assert_eq!(better.verdict(), Verdict::Better);
        assert_eq!(better.found.grade(), Grade::B);
        let step = better.step().expect("a step");
        assert!((step.difference - 0.1).abs() < 0.02, "{}", step.difference);
        assert_eq!(answer(5, Some((45, 500))).verdict(), Verdict::Worse);
        assert_eq!(answer(40, Some((45, 500))).verdict(), Verdict::Unproven);
    }

    #[test]
    fn without_others_the_evidence_is_lower() {
        let alone = answer(90, None);
        assert_eq!(alone.found.grade(), Grade::C);
        assert!(!alone.has_faint_comparison());
        let faint = answer(90, Some((2, 5)));
        assert!(faint.has_faint_comparison() && faint.found.grade() == Grade::C);
    }

    #[test]
    fn nothing_counted_is_nothing_to_say() {
        let mut none = answer(90, None);
        for month in &mut none.months {
            month.own = (0, 0);
        }
        let none = Answer::of(none.about, none.months, 0);
        assert_eq!(none.verdict(), Verdict::Unknown);
        assert!(none.months.is_empty());
    }
}
