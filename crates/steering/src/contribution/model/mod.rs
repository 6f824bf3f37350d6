//! What is asked, and what the answer is made of.

mod cost;
mod coverage;
mod credit;
mod gathered;
mod impact;
mod losses;
mod period;
mod places;
mod reliability;
mod sensitivity;
mod together;

use kernel::Millis;
use org::settings::Company;

use crate::effects::{Dimension, Outcome, WINDOW_DAYS};

pub use cost::{Cost, Costs, Return, returned};
pub use coverage::{Coverage, coverage};
pub use credit::{
    Credits, MODELS, ModelCredit, Weighed, chosen, credit_of, credits, half_life, specs, weights,
};
pub use gathered::{Gathered, Taken, gather};
pub use impact::{Effects, Number, OfPlace, Standing, effects, input_hash, study_hash};
pub use losses::{Loss, losses};
pub use period::{Period, Share, of_deal, period};
pub use places::{JOINT, Joint, Place, Places};
pub use reliability::{Reliability, reliability};
pub use sensitivity::{Sensitivity, Turn, sensitivity};
pub use together::{GROUPS, Together, groups, together};

/// Name and version of how contribution and credit are worked out. It changes when a number would.
pub const DEFINITION: &str = "contribution/5";

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
