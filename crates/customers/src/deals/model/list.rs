//! What a list of deals shows, and how it is filtered, sorted and leafed through.

use kernel::{Date, Id, Millis};
use serde::Deserialize;

use crate::lists::address;

store::row! {
    /// A deal as a line of a list or a card of the board.
    #[derive(Debug, Clone)]
    pub struct Row {
        /// Its id.
        pub id: Id,
        /// What is sold.
        pub name: String,
        /// The company.
        pub company_id: Option<Id>,
        /// Its name.
        pub company: Option<String>,
        /// The stage.
        pub stage_id: Id,
        /// Value in minor units.
        pub value_minor: Option<i64>,
        /// Currency of the value.
        pub currency: String,
        /// When the decision is expected.
        pub close_on: Option<Date>,
        /// When it began.
        pub opened_at: Millis,
        /// When it was won.
        pub won_at: Option<Millis>,
        /// When it was lost.
        pub lost_at: Option<Millis>,
        /// What happens next.
        pub next_step: Option<String>,
        /// When that is due.
        pub next_step_on: Option<Date>,
        /// Who is responsible.
        pub owner: Option<String>,
        /// Colour slot of their department.
        pub owner_colour: Option<String>,
        /// Last touchpoint.
        pub touched_at: Option<Millis>,
        /// The value by which the list is sorted, as text for the cursor.
        pub sort_value: String,
        /// Version for moves.
        pub version: i64,
    }
}

impl Row {
    /// Neither won nor lost.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.won_at.is_none() && self.lost_at.is_none()
    }
}

/// What is asked of a list or of the board, as it stands in the address.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct Filter {
    /// `list` for the list; the board otherwise.
    pub view: String,
    /// The pipeline; empty: the first.
    pub pipeline: String,
    /// Beginnings of words of the deal or the company.
    pub q: String,
    /// Id of a stage.
    pub stage: String,
    /// Id of a member, or `me`.
    pub owner: String,
    /// Id of a company.
    pub company: String,
    /// `open`, `won`, `lost`; empty: all.
    pub state: String,
    /// `overdue`, `month`, `quarter`; empty: any expected decision.
    pub closing: String,
    /// `year` or `twelve`: won or lost since the first of January, or in the last 365 days.
    pub ended: String,
    /// Column, with `-` before it for falling order.
    pub sort: String,
    /// Cursor.
    pub after: String,
}

impl Filter {
    /// The same question with one part replaced and from the first page on, as an address.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> String {
        let parts = [
            ("view", &self.view),
            ("pipeline", &self.pipeline),
            ("q", &self.q),
            ("stage", &self.stage),
            ("owner", &self.owner),
            ("company", &self.company),
            ("state", &self.state),
            ("closing", &self.closing),
            ("ended", &self.ended),
            ("sort", &self.sort),
        ];
        address("/deals", &parts, name, value)
    }

    /// Whether anything narrows the list.
    #[must_use]
    pub fn narrows(&self) -> bool {
        [
            &self.q,
            &self.stage,
            &self.owner,
            &self.company,
            &self.state,
            &self.closing,
            &self.ended,
        ]
        .iter()
        .any(|text| !text.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_was_chosen() {
        let filter = Filter {
            q: "a b".to_owned(),
            state: "open".to_owned(),
            ..Filter::default()
        };
        assert_eq!(filter.with("state", "won"), "/deals?q=a%20b&state=won");
        assert_eq!(filter.with("q", ""), "/deals?state=open");
        assert_eq!(Filter::default().with("q", ""), "/deals");
    }
}
