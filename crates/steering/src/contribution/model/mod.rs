//! What is asked, and what the answer is made of.

mod coverage;
mod credit;
mod gathered;
mod impact;
mod period;
mod reliability;
mod sensitivity;
mod together;

use kernel::{Lang, Millis};
use org::settings::Company;

use crate::effects::{Dimension, Outcome, WINDOW_DAYS};

pub use coverage::{Coverage, coverage};
pub use credit::{
    Credits, MODELS, ModelCredit, Weighed, chosen, credit_of, credits, half_life, specs, weights,
};
pub use gathered::{Gathered, Taken, gather};
pub use impact::{Effects, Number, OfPlace, Standing, effects, input_hash, study_hash};
pub use period::{Period, Share, of_deal, period};
pub use reliability::{Reliability, reliability};
pub use sensitivity::{Loss, Sensitivity, Turn, losses, sensitivity};
pub use together::{GROUPS, Together, groups, together};

/// Name and version of how contribution and credit are worked out. It changes when a number would.
pub const DEFINITION: &str = "contribution/2";

/// Whose touchpoints make a journey.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Level {
    /// Everybody's at the company.
    #[default]
    Company,
    /// Those of the persons of the buying group, or of the person of the outcome.
    Person,
}

impl Level {
    /// Its word.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Level::Company => "company",
            Level::Person => "person",
        }
    }

    /// The level of a word.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        [Level::Company, Level::Person]
            .into_iter()
            .find(|l| l.key() == key)
    }
}

/// A question: what brought which outcome, when.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Question {
    /// What came out.
    pub outcome: Outcome,
    /// By what it is shared out.
    pub dimension: Dimension,
    /// Whose touchpoints count.
    pub level: Level,
    /// From when outcomes count.
    pub from: Millis,
    /// Until when, excluded.
    pub to: Millis,
    /// Days before the deal was opened, or before the outcome, in which touchpoints earn credit.
    pub window_days: i64,
    /// The model of credit that is shown beside the contribution, as it is written: `markov:2`.
    pub model: String,
    /// The currency of amounts; others are counted but not added.
    pub currency: String,
    /// The time zone of the company, in which days begin.
    pub zone: String,
}

impl Question {
    /// Revenue by department, from all touchpoints of the companies, linear credit.
    #[must_use]
    pub fn of_revenue(from: Millis, to: Millis, house: &Company) -> Self {
        Self {
            outcome: Outcome::Revenue,
            dimension: Dimension::Department,
            level: Level::Company,
            from,
            to,
            window_days: WINDOW_DAYS,
            model: "linear".to_owned(),
            currency: house.currency.clone(),
            zone: house.timezone.clone(),
        }
    }
}

/// One row: a department, an activity, a channel or a campaign. Rows stand in a fixed order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Stable word in addresses and answers.
    pub key: String,
    /// German name.
    pub de: String,
    /// English name.
    pub en: String,
    /// Colour class of a department.
    pub class: String,
}

impl Place {
    /// Its name in a language.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::De => &self.de,
            Lang::En => &self.en,
        }
    }
}

/// The rows of a dimension and the row of each code of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The rows in their fixed order.
    pub list: Vec<Place>,
    /// The row of each code; the number of rows for a code without a row.
    pub of_code: Vec<u32>,
}

impl Places {
    /// The rows, and the row of each code by its key.
    #[must_use]
    pub fn new(list: Vec<Place>, codes: impl Iterator<Item = String>) -> Self {
        let rows: std::collections::HashMap<&str, u32> = list
            .iter()
            .zip(0..)
            .map(|(place, row)| (place.key.as_str(), row))
            .collect();
        let unknown = list.len() as u32;
        let of_code = codes
            .map(|key| rows.get(key.as_str()).copied().unwrap_or(unknown))
            .collect();
        Self { list, of_code }
    }

    /// Number of rows; also the code of "unknown".
    #[must_use]
    pub fn unknown(&self) -> usize {
        self.list.len()
    }

    /// The row of a code of the log.
    #[must_use]
    pub fn row_of(&self, code: u16) -> usize {
        let row = self.of_code.get(usize::from(code));
        row.map_or(self.unknown(), |row| *row as usize)
    }

    /// The row of a key; the empty key is "unknown".
    #[must_use]
    pub fn row(&self, key: &str) -> Option<usize> {
        match key {
            "" => Some(self.unknown()),
            key => self.list.iter().position(|place| place.key == key),
        }
    }
}
