//! A pipeline, its stages and how they end.

use kernel::{Id, Lang};

store::row! {
    /// A way of selling, with its own stages.
    #[derive(Debug, Clone, serde::Serialize)]
    pub struct Pipeline {
        /// Its id.
        pub id: Id,
        /// German name.
        pub name_de: String,
        /// English name.
        pub name_en: String,
    }
}

impl Pipeline {
    /// The name in a language.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::De => &self.name_de,
            Lang::En => &self.name_en,
        }
    }
}

/// How a deal ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The customer decided for us.
    Won,
    /// The customer decided otherwise, or not at all.
    Lost,
}

impl Outcome {
    /// The stored word.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Outcome::Won => "won",
            Outcome::Lost => "lost",
        }
    }
}

/// A stage to be added.
#[derive(Clone, Debug)]
pub struct NewStage {
    /// Its stable word, one of a kind in its pipeline.
    pub key: String,
    /// German name.
    pub name_de: String,
    /// English name.
    pub name_en: String,
    /// Probability of winning, percent.
    pub probability: i64,
    /// How a deal in it has ended.
    pub outcome: Option<Outcome>,
}

impl NewStage {
    /// A stage as a new installation has it: the first open one, or the one that closes this way.
    #[must_use]
    pub fn usual(outcome: Option<Outcome>) -> Self {
        let word = outcome.map(Outcome::key);
        let found = SEEDED.iter().find(|(.., ends)| *ends == word);
        let (key, de, en, probability, _) = found.copied().unwrap_or(("open", "", "", 0, None));
        Self {
            key: key.to_owned(),
            name_de: de.to_owned(),
            name_en: en.to_owned(),
            probability,
            outcome,
        }
    }
}

store::row! {
    /// A column of the board.
    #[derive(Debug, Clone, serde::Serialize)]
    pub struct Stage {
        /// Its id.
        pub id: Id,
        /// The pipeline.
        pub pipeline_id: Id,
        /// Its stable word, e.g. `offer`.
        pub key: String,
        /// German name.
        pub name_de: String,
        /// English name.
        pub name_en: String,
        /// Place in the pipeline.
        pub position: i64,
        /// Probability of winning, percent.
        pub probability: i64,
        /// `won` or `lost` for a stage that closes.
        pub outcome: Option<String>,
    }
}

impl Stage {
    /// The name in a language.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::De => &self.name_de,
            Lang::En => &self.name_en,
        }
    }

    /// How a deal in this stage has ended; `None` while it is open.
    #[must_use]
    pub fn ends(&self) -> Option<Outcome> {
        match self.outcome.as_deref() {
            Some("won") => Some(Outcome::Won),
            Some("lost") => Some(Outcome::Lost),
            _ => None,
        }
    }

    /// Whether deals in this stage are still open.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.outcome.is_none()
    }
}

/// Key, names, probability and outcome of the stages of a new installation.
pub(crate) const SEEDED: &[(&str, &str, &str, i64, Option<&str>)] = &[
    ("qualified", "Qualifiziert", "Qualified", 10, None),
    ("needs", "Bedarf", "Needs", 25, None),
    ("offer", "Angebot", "Offer", 50, None),
    ("negotiation", "Verhandlung", "Negotiation", 75, None),
    ("won", "Gewonnen", "Won", 100, Some("won")),
    ("lost", "Verloren", "Lost", 0, Some("lost")),
];
