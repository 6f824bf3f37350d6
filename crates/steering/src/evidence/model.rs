//! The units in which effects are told.

/// In which unit an outcome is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// A share of cases; the effect is a ratio or a difference of shares.
    Rate,
    /// Money in minor units; the effect is a ratio or a difference of means.
    Money,
    /// Points; the effect is a difference.
    Points,
}

impl Measure {
    /// Its word in the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Rate => "rate",
            Self::Money => "money",
            Self::Points => "points",
        }
    }

    /// The one of a word.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        let all = [Self::Rate, Self::Money, Self::Points];
        all.into_iter().find(|measure| measure.key() == key)
    }
}
