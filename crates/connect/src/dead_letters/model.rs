//! A dead letter, and what the list can be narrowed to.

use kernel::{Id, Millis};
use serde::Deserialize;
use xxhash_rust::xxh3::xxh3_128;

/// After so many days a dead letter is deleted.
pub(crate) const DAYS_KEPT: i64 = 90;

/// Every reason; its text is `tracking.REASON`.
pub(crate) const REASONS: &[&str] = &[
    "conflict",
    "failed",
    "too_large",
    "unknown_type",
    "missing_id",
    "missing_event",
    "message_id_too_long",
    "id_too_long",
    "cloud_version",
    "cloud_attribute",
];

/// Something that goes to the dead letters.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    /// Code of the reason, one of [`REASONS`].
    pub(crate) reason: &'static str,
    /// `read`, `write` or `learn`.
    pub(crate) stage: &'static str,
    /// What the database said, for developers.
    pub(crate) error: Option<String>,
    pub(crate) event_id: Option<String>,
    /// When the sender sent it, as far as it said.
    pub(crate) sent_at: Option<Millis>,
    /// As received, without the key.
    pub(crate) payload: String,
}

impl Letter {
    /// What makes it the same as another one: source, reason and content.
    pub(super) fn fingerprint(&self, source: &str) -> String {
        let whole = format!(
            "{source}\n{}\n{}\n{}",
            self.reason, self.stage, self.payload
        );
        format!("{:032x}", xxh3_128(whole.as_bytes()))
    }

    /// An event that could not be read.
    pub(crate) fn unreadable(
        reason: &'static str,
        sent_at: Option<Millis>,
        payload: String,
    ) -> Self {
        Self {
            reason,
            stage: "read",
            error: None,
            event_id: None,
            sent_at,
            payload,
        }
    }
}

store::row! {
    /// A dead letter as it is kept.
    #[derive(Clone, Debug)]
    pub(crate) struct Dead {
        pub(crate) id: Id,
        pub(crate) source: String,
        pub(crate) event_id: Option<String>,
        pub(crate) reason: String,
        pub(crate) stage: String,
        pub(crate) error: Option<String>,
        pub(crate) payload: String,
        pub(crate) received_at: Millis,
        pub(crate) sent_at: Option<Millis>,
        pub(crate) attempts: i64,
        pub(crate) tried_at: Option<Millis>,
        pub(crate) resolved_at: Option<Millis>,
        pub(crate) resolution: Option<String>,
    }
}

/// What the list is narrowed to.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filter {
    /// Code of the reason.
    #[serde(default)]
    pub(crate) reason: String,
    /// Name of the source.
    #[serde(default)]
    pub(crate) source: String,
    /// Empty: those that wait; `resolved`: those that were tried with success or put away; `all`.
    #[serde(default)]
    pub(crate) state: String,
    /// The last one of the page before.
    #[serde(default)]
    pub(crate) after: String,
}

impl Filter {
    /// The address of the list with this filter, behind a dead letter.
    pub(crate) fn address(&self, after: Option<Id>) -> String {
        let after = after.map(|id| id.to_string()).unwrap_or_default();
        let query = [
            ("reason", self.reason.as_str()),
            ("source", self.source.as_str()),
            ("state", self.state.as_str()),
            ("after", after.as_str()),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", customers::lists::encoded(value)))
        .collect::<Vec<_>>()
        .join("&");
        match query.is_empty() {
            true => "/dead-letters".to_owned(),
            false => format!("/dead-letters?{query}"),
        }
    }
}

/// How many of several dead letters could be kept when they were tried again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tried {
    pub(crate) kept: usize,
    pub(crate) refused: usize,
}
