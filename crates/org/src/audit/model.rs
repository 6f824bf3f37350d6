//! A line of the audit trail, and what the list can be narrowed to.

use kernel::{Id, Millis};
use serde::Deserialize;

/// Kinds of records that the list offers.
pub(crate) const KINDS: [&str; 11] = [
    "person",
    "company",
    "deal",
    "touchpoint",
    "member",
    "department",
    "api_token",
    "source",
    "product",
    "pipeline",
    "setting",
];

/// What the list is narrowed to.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Kind of the record.
    #[serde(default)]
    pub record_kind: String,
    /// Who did it: the id of a member.
    #[serde(default)]
    pub member: String,
    /// The last line of the page before.
    #[serde(default)]
    pub after: String,
}

store::row! {
    /// A line of the audit trail.
    #[derive(Debug, Clone)]
    pub struct Line {
        /// Its id, rising with time.
        pub id: Id,
        /// When.
        pub at: Millis,
        /// The member who did it.
        pub member_id: Option<Id>,
        /// The member's name.
        pub member: Option<String>,
        /// The token through which it was done.
        pub token: Option<String>,
        /// `created`, `changed`, `removed` …
        pub action: String,
        /// Kind of the record.
        pub record_kind: String,
        /// The record.
        pub record_id: Option<Id>,
        /// Its title, when search knows it.
        pub title: Option<String>,
        /// The field.
        pub field: Option<String>,
        /// The value before.
        pub before: Option<String>,
        /// The value after.
        pub after: Option<String>,
        /// Why.
        pub reason: Option<String>,
        /// The import that did it.
        pub import_id: Option<Id>,
    }
}

impl Line {
    /// The page of the record, when there is one.
    pub(crate) fn href(&self) -> Option<String> {
        let base = match self.record_kind.as_str() {
            "person" => "/people",
            "company" => "/companies",
            "deal" => "/deals",
            "member" => "/members",
            "department" => "/departments",
            _ => return None,
        };
        Some(format!("{base}/{}", self.record_id?))
    }
}
