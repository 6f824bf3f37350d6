//! What two records have in common, in words and weights; what a merge does to their values.

mod choice;
mod inverse;

use analysis::identity::model::{MERGE_BITS, REVIEW_BITS, Waterfall, probability};
use kernel::Id;
use serde::{Deserialize, Serialize};

pub use choice::{is_ruled, united};
pub use inverse::{Inverse, Replaced, taken_back};

/// The sum of all evidence about two records.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Weighed {
    /// Where the sum begins: two records taken at random.
    pub prior_bits: f32,
    /// What was compared, in the order in which it is shown.
    pub lines: Vec<Line>,
    /// The sum in bits: log2 of the odds.
    pub bits: f32,
}

/// One comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// What was compared: `name`, `employer`, `email` …
    pub comparison: String,
    /// How far it agrees, `name.equal`; `None` when one side says nothing.
    pub level: Option<String>,
    /// The weight of the level in bits.
    pub bits: f32,
    /// What the rarity of the value adds.
    pub rarity_bits: f32,
}

impl From<Waterfall> for Weighed {
    fn from(sum: Waterfall) -> Self {
        let line = |e: &analysis::identity::model::Evidence| Line {
            comparison: e.comparison.key().to_owned(),
            level: e.level.map(str::to_owned),
            bits: e.bits,
            rarity_bits: e.rarity_bits,
        };
        Self {
            prior_bits: sum.prior_bits,
            lines: sum.evidence.iter().map(line).collect(),
            bits: sum.bits,
        }
    }
}

impl Weighed {
    /// The probability that it is one person, 0 to 1.
    #[must_use]
    pub fn probability(&self) -> f64 {
        probability(self.bits)
    }

    /// The evidence as one line of text for the timeline: levels and their weights.
    #[must_use]
    pub fn text(&self) -> String {
        let told = self.lines.iter().filter_map(|line| {
            let level = line.level.as_deref()?;
            Some(format!("{level} {:+.1}", line.sum()))
        });
        told.collect::<Vec<_>>().join(", ")
    }

    /// Whether a comparison reached a level.
    #[must_use]
    pub fn reached(&self, level: &str) -> bool {
        self.lines
            .iter()
            .any(|line| line.level.as_deref() == Some(level))
    }
}

impl Line {
    /// Level and rarity together.
    #[must_use]
    pub fn sum(&self) -> f32 {
        self.bits + self.rarity_bits
    }

    /// How strongly it speaks for one person, as a word for texts.
    #[must_use]
    pub fn strength(&self) -> Strength {
        match (&self.level, self.sum()) {
            (None, _) => Strength::Silent,
            (_, sum) if sum >= 8.0 => Strength::VeryFor,
            (_, sum) if sum >= 3.0 => Strength::For,
            (_, sum) if sum >= 0.5 => Strength::RatherFor,
            (_, sum) if sum > -0.5 => Strength::Neutral,
            (_, sum) if sum > -3.0 => Strength::RatherAgainst,
            _ => Strength::Against,
        }
    }
}

/// How strongly a comparison speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// More than 1 : 256 for it.
    VeryFor,
    /// More than 1 : 8 for it.
    For,
    /// A little for it.
    RatherFor,
    /// Says nothing either way.
    Neutral,
    /// A little against it.
    RatherAgainst,
    /// More than 1 : 8 against it.
    Against,
    /// One side says nothing.
    Silent,
}

impl Strength {
    /// The word in texts.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::VeryFor => "very_for",
            Self::For => "for",
            Self::RatherFor => "rather_for",
            Self::Neutral => "neutral",
            Self::RatherAgainst => "rather_against",
            Self::Against => "against",
            Self::Silent => "silent",
        }
    }
}

/// What is done with a pair without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Band {
    /// Merged without asking once somebody lets it: P ≥ .99 and nothing contradicts.
    Certain,
    /// A question.
    Likely,
    /// Two units that belong to each other: the question is how.
    Part,
}

impl Band {
    /// Every band, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Certain, Self::Likely, Self::Part];

    /// The stored word.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
            Self::Part => "part",
        }
    }

    /// The band of a stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|band| band.key() == word)
    }

    /// The band of a weight; `None` below even odds.
    #[must_use]
    pub fn of(bits: f32) -> Option<Self> {
        match bits {
            bits if bits >= MERGE_BITS => Some(Self::Certain),
            bits if bits >= REVIEW_BITS => Some(Self::Likely),
            _ => None,
        }
    }
}

/// Which of two records would be the part of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The first of the two.
    First,
    /// The second of the two.
    Second,
    /// Nothing tells: the one that came later.
    Younger,
}

impl Part {
    /// The id of the part among the two.
    #[must_use]
    pub fn of(self, a: Id, b: Id) -> Id {
        match self {
            Self::First => a,
            Self::Second => b,
            Self::Younger => a.max(b),
        }
    }
}

/// What is done with two records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// The band; nothing below even odds.
    pub band: Option<Band>,
    /// Why it is not merged although the weight would be enough; of parts: `site` or `subsidiary`.
    pub refused: Option<&'static str>,
    /// Which would be the part, for [`Band::Part`].
    pub part: Option<Part>,
}

impl Judged {
    /// What the weight alone says.
    #[must_use]
    pub fn of(band: Band) -> Self {
        Self {
            band: Some(band),
            ..Self::default()
        }
    }

    /// A question at best.
    #[must_use]
    pub fn held(why: &'static str) -> Self {
        Self {
            band: Some(Band::Likely),
            refused: Some(why),
            part: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(level: Option<&str>, bits: f32, rarity_bits: f32) -> Line {
        Line {
            comparison: "name".to_owned(),
            level: level.map(str::to_owned),
            bits,
            rarity_bits,
        }
    }

    #[test]
    fn a_comparison_speaks_as_loudly_as_level_and_rarity_together() {
        let strength = |level, bits, rarity| line(level, bits, rarity).strength();
        assert_eq!(strength(Some("name.equal"), 6.0, 3.0), Strength::VeryFor);
        assert_eq!(strength(Some("name.equal"), 6.0, -5.7), Strength::Neutral);
        assert_eq!(strength(Some("name.other"), -5.0, 0.0), Strength::Against);
        assert_eq!(strength(None, 0.0, 0.0), Strength::Silent);
    }

    #[test]
    fn the_timeline_is_told_what_was_compared() {
        let weighed = Weighed {
            prior_bits: -16.0,
            lines: vec![line(Some("name.equal"), 14.0, 1.25), line(None, 0.0, 0.0)],
            bits: -0.75,
        };
        assert_eq!(weighed.text(), "name.equal +15.2");
        assert!(weighed.reached("name.equal"));
        assert_eq!(Band::of(weighed.bits), None);
        assert_eq!(Band::of(0.0), Some(Band::Likely));
        assert_eq!(Band::of(7.0), Some(Band::Certain));
    }
}
