//! What a decision is made of, and how a review judges.

use kernel::Id;

use crate::evidence::Measure;

/// What a decision is made upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A question about effect.
    Question,
    /// Two activities together or in an order.
    Pair,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Question, Self::Pair];

    /// Its word in addresses and in the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Pair => "pair",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// A subject by its kind and its key among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// What it is.
    pub kind: Kind,
    /// The key of the question, or `outcome/first/then/lag` of a pair.
    pub key: String,
}

/// What can be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Do it, or do more of it.
    Start,
    /// Do it in another way.
    Adapt,
    /// Do it no more.
    Stop,
    /// Find out by a test.
    Test,
}

impl Action {
    /// Every action in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Start, Self::Adapt, Self::Stop, Self::Test];

    /// Its word in texts and in the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Adapt => "adapt",
            Self::Stop => "stop",
            Self::Test => "test",
        }
    }

    /// The action of a word.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.key() == key)
    }

    /// What follows from a verdict: `more`, `less` or anything else.
    #[must_use]
    pub fn after(verdict: &str) -> Self {
        match verdict {
            "more" => Self::Start,
            "less" => Self::Stop,
            _ => Self::Test,
        }
    }
}

/// An effect as it is shown at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// The difference, in the unit of its subject; minor units for money.
    pub value: f64,
    /// Its 95 % interval; nothing where none was kept.
    pub ci: Option<(f64, f64)>,
    /// Whether it stands up: its subject does not say *not proven yet*.
    pub is_proven: bool,
}

/// What the newest answer says of a subject.
#[derive(Clone, Debug)]
pub struct Known {
    /// The subject.
    pub subject: Subject,
    /// The newest answer; nothing when there is none.
    pub answer: Option<Id>,
    /// What follows from it.
    pub wished: Action,
    /// The department that can act.
    pub department: Option<Id>,
    /// The unit of the effect.
    pub measure: Measure,
    /// What was compared, where a subject has several comparisons: `order` or `synergy`.
    pub comparison: Option<&'static str>,
    /// The effect; nothing when it cannot be told.
    pub effect: Option<Effect>,
}

/// What a review comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// Proven, and what was expected lies within the interval.
    Confirmed,
    /// Proven and in the same direction, but the whole interval is below what was expected.
    Smaller,
    /// Proven and in the same direction, but the whole interval is above what was expected.
    Larger,
    /// Proven in the other direction.
    Opposite,
    /// Proven, where nothing could be expected.
    Found,
    /// Not proven, or not any more.
    Unproven,
    /// No effect can be told.
    Unknown,
}

impl Judgement {
    /// Its word in texts and in the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Smaller => "smaller",
            Self::Larger => "larger",
            Self::Opposite => "opposite",
            Self::Found => "found",
            Self::Unproven => "unproven",
            Self::Unknown => "unknown",
        }
    }

    /// Compares what was expected with the newest answer.
    #[must_use]
    pub fn of(expected: Option<f64>, newest: Option<&Effect>) -> Self {
        let Some(newest) = newest else {
            return Self::Unknown;
        };
        if !newest.is_proven {
            return Self::Unproven;
        }
        let Some(expected) = expected else {
            return Self::Found;
        };
        if (expected < 0.0) != (newest.value < 0.0) {
            return Self::Opposite;
        }
        // By size, so that more of a harm is larger as well.
        let (low, high) = newest.ci.unwrap_or((newest.value, newest.value));
        let (least, most) = (low.abs().min(high.abs()), low.abs().max(high.abs()));
        match expected.abs() {
            size if size > most => Self::Smaller,
            size if size < least => Self::Larger,
            _ => Self::Confirmed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effect(value: f64, ci: (f64, f64), is_proven: bool) -> Effect {
        Effect {
            value,
            ci: Some(ci),
            is_proven,
        }
    }

    #[test]
    fn a_review_judges_by_the_interval_of_the_newest_answer() {
        let helps = effect(0.2, (0.1, 0.3), true);
        let of = |expected: f64| Judgement::of(Some(expected), Some(&helps));
        assert_eq!(of(0.25), Judgement::Confirmed);
        assert_eq!(of(0.3), Judgement::Confirmed, "the bounds belong to it");
        assert_eq!(of(0.4), Judgement::Smaller);
        assert_eq!(of(0.05), Judgement::Larger);
        assert_eq!(of(-0.2), Judgement::Opposite);
        let harms = effect(-0.2, (-0.3, -0.1), true);
        let of = |expected: f64| Judgement::of(Some(expected), Some(&harms));
        assert_eq!(of(-0.2), Judgement::Confirmed);
        assert_eq!(of(-0.4), Judgement::Smaller);
        assert_eq!(of(-0.05), Judgement::Larger);
        assert_eq!(of(0.2), Judgement::Opposite);
    }

    #[test]
    fn what_is_not_proven_confirms_nothing() {
        let open = effect(0.2, (-0.1, 0.5), false);
        assert_eq!(Judgement::of(Some(0.2), Some(&open)), Judgement::Unproven);
        assert_eq!(Judgement::of(Some(0.2), None), Judgement::Unknown);
        let found = effect(0.2, (0.1, 0.3), true);
        assert_eq!(Judgement::of(None, Some(&found)), Judgement::Found);
    }
}
