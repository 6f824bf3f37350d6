//! The touchpoint: one moment on the customer timeline, as it is written.

use serde::{Deserialize, Serialize};

use crate::{Channel, Direction, Id, Millis};

/// How far the time of a touchpoint can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TimestampQuality {
    /// Taken by our server.
    #[default]
    Server,
    /// The client's time, corrected by its clock error.
    Corrected,
    /// The client's time as given.
    Client,
    /// Entered by a member.
    Manual,
    /// Taken from an import.
    Imported,
    /// Not plausible; clamped.
    Suspect,
}

impl TimestampQuality {
    /// The stored word.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Corrected => "corrected",
            Self::Client => "client",
            Self::Manual => "manual",
            Self::Imported => "imported",
            Self::Suspect => "suspect",
        }
    }
}

/// A touchpoint to be recorded. `id`, `seq` and `recorded_at` are given by the store.
///
/// `type_key` must be a type of the registry ([`crate::types`]); channel and direction are taken
/// from it unless set. Fields that few types have go into `properties` (a JSON object).
#[derive(Clone, Debug, Default)]
pub struct Touchpoint {
    /// Type of the registry, e.g. `phone.call.completed`.
    pub type_key: String,
    /// The instant at which it happened.
    pub time: Millis,
    /// How far `time` can be trusted.
    pub timestamp_quality: TimestampQuality,
    /// Source name; empty: the product itself.
    pub source: String,
    /// Id within the source, unique together with it for ever; empty: the touchpoint's own id.
    pub event_id: String,
    /// Channel when it differs from the type's.
    pub channel: Option<Channel>,
    /// Direction when it differs from the type's.
    pub direction: Option<Direction>,
    /// Human exchange in both directions.
    pub two_way: bool,
    /// The record (what the source said) of the person; membership leads to the person.
    pub record_id: Option<Id>,
    /// Id that an anonymous visitor carries, when no person is known.
    pub anonymous_id: Option<String>,
    /// The company.
    pub company_id: Option<Id>,
    /// The deal.
    pub deal_id: Option<Id>,
    /// The department that performed it.
    pub department_id: Option<Id>,
    /// The department that takes over, where the touchpoint is a handoff.
    pub to_department_id: Option<Id>,
    /// The member who performed it (restricted).
    pub member_id: Option<Id>,
    /// The planned activity it belongs to.
    pub activity_id: Option<Id>,
    /// Kind of the object it is about, e.g. `ticket`, `invoice`, `page`.
    pub object_type: Option<String>,
    /// Id of the object in its source.
    pub object_id: Option<String>,
    /// Name of the object as shown to people.
    pub object_name: Option<String>,
    /// Value in minor units.
    pub value_minor: Option<i64>,
    /// Cost in minor units.
    pub cost_minor: Option<i64>,
    /// Currency of value and cost.
    pub currency: Option<String>,
    /// What a member wrote about it, or the text of the message.
    pub note: Option<String>,
    /// Article 6(1) basis: `a`, `b`, `f` …
    pub legal_basis: Option<String>,
    /// Touched by a machine (bot, scanner).
    pub is_machine: bool,
    /// The import that brought it.
    pub import_id: Option<Id>,
    /// The touchpoint that this one takes back.
    pub retracts_id: Option<Id>,
    /// Everything rarer, as a JSON object.
    pub properties: serde_json::Map<String, serde_json::Value>,
}

impl Touchpoint {
    /// A touchpoint of the type at the instant.
    #[must_use]
    pub fn new(type_key: &str, time: Millis) -> Self {
        Self {
            type_key: type_key.to_owned(),
            time,
            ..Self::default()
        }
    }
}
