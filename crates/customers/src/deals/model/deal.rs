//! A deal, a deal to be added, and its way through the stages.

use kernel::{Date, Id, Lang, Millis};

use super::BuyerRole;

store::row! {
    /// A deal. `margin_minor` and `discount_pct` need the permission to see margins.
    #[derive(Debug, Clone)]
    pub struct Deal {
        /// Its id.
        pub id: Id,
        /// What is sold, in the words of the seller.
        pub name: String,
        /// The company that buys.
        pub company_id: Option<Id>,
        /// The pipeline.
        pub pipeline_id: Id,
        /// The present stage.
        pub stage_id: Id,
        /// Since when it is there.
        pub stage_since: Millis,
        /// Value in minor units.
        pub value_minor: Option<i64>,
        /// Currency of value and margin.
        pub currency: String,
        /// Margin in minor units; restricted.
        pub margin_minor: Option<i64>,
        /// Discount in percent; restricted.
        pub discount_pct: Option<f64>,
        /// When the decision is expected.
        pub close_on: Option<Date>,
        /// When it began.
        pub opened_at: Millis,
        /// When it was won.
        pub won_at: Option<Millis>,
        /// When it was lost.
        pub lost_at: Option<Millis>,
        /// Why it was lost: one of the offered words or an imported text.
        pub lost_reason: Option<String>,
        /// Who else the customer talks to.
        pub competitor: Option<String>,
        /// When a lost deal is worth another try.
        pub revive_on: Option<Date>,
        /// What happens next.
        pub next_step: Option<String>,
        /// When that is due.
        pub next_step_on: Option<Date>,
        /// The member who is responsible.
        pub owner_member_id: Option<Id>,
        /// The department that the deal came from.
        pub source_department_id: Option<Id>,
        /// The channel that the deal came from.
        pub source_channel: Option<String>,
        /// Anything else.
        pub description: Option<String>,
        /// Last touchpoint.
        pub touched_at: Option<Millis>,
        /// When it was entered.
        pub created_at: Millis,
        /// When it was last changed.
        pub updated_at: Millis,
        /// Counts up with every change.
        pub version: i64,
    }
}

impl Deal {
    /// Neither won nor lost.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.won_at.is_none() && self.lost_at.is_none()
    }

    /// When it was won or lost.
    #[must_use]
    pub fn closed_at(&self) -> Option<Millis> {
        self.won_at.or(self.lost_at)
    }
}

/// A deal to be added. Only the name is needed; what is empty gets its usual value.
#[derive(Debug, Clone, Default)]
pub struct NewDeal {
    /// Its id, when the caller refers to it already.
    pub id: Option<Id>,
    /// What is sold.
    pub name: String,
    /// The company that buys.
    pub company_id: Option<Id>,
    /// The present stage; empty: the first stage of the first pipeline.
    pub stage_id: Option<Id>,
    /// Value in minor units.
    pub value_minor: Option<i64>,
    /// Margin in minor units.
    pub margin_minor: Option<i64>,
    /// Discount in percent.
    pub discount_pct: Option<f64>,
    /// Currency; empty: that of the company.
    pub currency: String,
    /// When the decision is expected.
    pub close_on: Option<Date>,
    /// When it began; empty: now.
    pub opened_at: Option<Millis>,
    /// When it was won or lost, for a stage that closes; empty: now.
    pub closed_at: Option<Millis>,
    /// Why it was lost.
    pub lost_reason: Option<String>,
    /// Who else the customer talks to.
    pub competitor: Option<String>,
    /// What happens next.
    pub next_step: Option<String>,
    /// When that is due.
    pub next_step_on: Option<Date>,
    /// The member who is responsible.
    pub owner_member_id: Option<Id>,
    /// The department that the deal came from.
    pub source_department_id: Option<Id>,
    /// The channel that the deal came from.
    pub source_channel: Option<String>,
    /// Anything else.
    pub description: Option<String>,
    /// People of the buying side.
    pub people: Vec<(Id, Option<BuyerRole>)>,
    /// What is sold, line by line.
    pub lines: Vec<NewLine>,
    /// The stages before the present one with the instant of entering each, oldest first.
    pub history: Vec<Move>,
    /// System that it comes from, with its id there.
    pub source: Option<(String, String)>,
    /// The import that brought it.
    pub import_id: Option<Id>,
    /// Its touchpoints are written by the caller (bulk load with a history of its own).
    pub recorded_elsewhere: bool,
}

/// The instant at which a deal entered a stage.
#[derive(Debug, Clone, Copy)]
pub struct Move {
    /// The stage.
    pub stage_id: Id,
    /// When it was entered.
    pub at: Millis,
}

/// A product in a deal.
#[derive(Debug, Clone)]
pub struct NewLine {
    /// The product.
    pub product_id: Id,
    /// How many.
    pub quantity: i64,
    /// Price of one in minor units.
    pub price_minor: Option<i64>,
}

store::row! {
    /// One step of the stage history.
    #[derive(Debug, Clone)]
    pub struct StageStep {
        /// When.
        pub at: Millis,
        /// German name of the stage before; empty for the first step.
        pub from_de: Option<String>,
        /// English name of the stage before.
        pub from_en: Option<String>,
        /// German name of the stage entered.
        pub to_de: String,
        /// English name of the stage entered.
        pub to_en: String,
        /// Name of the member who moved it.
        pub by: Option<String>,
        /// How long the deal had been in the stage before.
        pub seconds_in_stage: Option<i64>,
    }
}

impl StageStep {
    /// The stage entered.
    #[must_use]
    pub fn to(&self, lang: Lang) -> &str {
        match lang {
            Lang::De => &self.to_de,
            Lang::En => &self.to_en,
        }
    }
}
