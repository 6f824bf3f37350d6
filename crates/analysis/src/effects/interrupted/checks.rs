//! What is checked about a step, and how far it can be trusted then.
//!
//! **B**: a comparison group, at least 12 months before and 6 after, no step found where nothing changed, and
//! what is counted in did not itself break (a change of recording is no effect). **C**: exactly one of these
//! fails. **D**: more, or no step at all. **A** is for what was assigned at random, which a change never is.

use super::super::grade::Grade;
use super::placebo;
use super::series::{Joined, Value};

/// Least months before.
const BEFORE: usize = 12;
/// Least months after.
const AFTER: usize = 6;
/// A step in the middle of the time before counts as found by the same rule as the step itself: its 95 %
/// interval leaves out zero.
const FOUND: f64 = 0.05;
/// Largest change of what is counted in, as a share.
const BREAK: f64 = 0.5;
/// Months on either side in which that is looked at: a year, so that every season is on both.
const AROUND: usize = 12;

/// What is checked about a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Checks {
    /// Whether there is a comparison group.
    pub comparison: bool,
    /// Months before.
    pub before: usize,
    /// Months after.
    pub after: usize,
    /// p-value of a step in the middle of the time before; nothing when that is too short, which counts as
    /// not passed.
    pub placebo: Option<f64>,
    /// Largest change of what is counted in, of the series and of its comparison group, as a share.
    pub recording: f64,
}

/// A check by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Others who did not change.
    Comparison,
    /// Enough months on both sides.
    Length,
    /// No step where nothing changed.
    Placebo,
    /// What is counted in stayed about the same.
    Recording,
}

impl Check {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 4] = [
        Self::Comparison,
        Self::Length,
        Self::Placebo,
        Self::Recording,
    ];

    /// Its word in answers, also its text key.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Comparison => "comparison",
            Self::Length => "length",
            Self::Placebo => "placebo",
            Self::Recording => "recording",
        }
    }
}

impl Checks {
    /// Whether a check was passed.
    #[must_use]
    pub fn passed(&self, check: Check) -> bool {
        match check {
            Check::Comparison => self.comparison,
            Check::Length => self.before >= BEFORE && self.after >= AFTER,
            Check::Placebo => self.placebo.is_some_and(|p| p >= FOUND),
            Check::Recording => self.recording <= BREAK,
        }
    }

    /// The checks that failed.
    #[must_use]
    pub fn failed(&self) -> Vec<Check> {
        let all = Check::ALL.into_iter();
        all.filter(|check| !self.passed(*check)).collect()
    }

    /// The grade of a step with these checks.
    #[must_use]
    pub fn grade(&self) -> Grade {
        match self.failed().len() {
            0 => Grade::B,
            1 => Grade::C,
            _ => Grade::D,
        }
    }
}

pub(super) fn of(joined: &Joined, first_after: i64) -> Checks {
    let after = joined.after(first_after);
    let recording = |of: fn(&Value) -> f64| change(joined, first_after, of);
    let others = match joined.compared {
        true => recording(|v| v.comparison_of),
        false => 0.0,
    };
    Checks {
        comparison: joined.compared,
        before: joined.values.len() - after,
        after,
        placebo: placebo(joined, first_after),
        recording: recording(|v| v.of).max(others),
    }
}

/// How much the mean of the year after differs from that of the year before, as a share.
fn change(joined: &Joined, first_after: i64, of: fn(&Value) -> f64) -> f64 {
    let before = joined.values.iter().rev().filter(|v| v.at < first_after);
    let after = joined.values.iter().filter(|v| v.at >= first_after);
    let mean = |those: Vec<f64>| those.iter().sum::<f64>() / those.len().max(1) as f64;
    let (before, after) = (
        mean(before.take(AROUND).map(of).collect()),
        mean(after.take(AROUND).map(of).collect()),
    );
    if before > 0.0 {
        (after / before - 1.0).abs()
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failed_check_lowers_the_grade() {
        let good = Checks {
            comparison: true,
            before: 12,
            after: 6,
            placebo: Some(0.05),
            recording: 0.5,
        };
        assert_eq!(good.grade(), Grade::B);
        let breaks: [fn(&mut Checks); 5] = [
            |c| c.comparison = false,
            |c| c.before = 11,
            |c| c.placebo = None,
            |c| c.recording = 0.51,
            |c| c.after = 5,
        ];
        for (at, first) in breaks.iter().enumerate() {
            let mut one = good.clone();
            first(&mut one);
            assert_eq!(one.grade(), Grade::C, "{at}");
            let mut two = one.clone();
            breaks[(at + 1) % 5](&mut two);
            assert_eq!(two.grade(), Grade::D, "{at}");
        }
        let unknown = Checks {
            recording: f64::NAN,
            ..good
        };
        assert_eq!(unknown.failed(), [Check::Recording]);
    }
}
