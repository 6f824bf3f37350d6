//! A touchpoint as a row, made ready before the transaction that writes it.

use kernel::{Direction, Id, Millis, Result, Touchpoint, types};

use super::OWN_SOURCE;
use crate::{Value, params};

/// What the transaction knows comes first, then what the touchpoint itself says.
pub(super) const COLUMNS: &[&str] = &[
    "id",
    "seq",
    "recorded_at",
    "record_id",
    "company_id",
    "department_id",
    "event_id",
    "source",
    "type",
    "channel",
    "direction",
    "two_way",
    "anonymous_id",
    "deal_id",
    "to_department_id",
    "member_id",
    "activity_id",
    "object_type",
    "object_id",
    "object_name",
    "time",
    "timestamp_quality",
    "value_minor",
    "cost_minor",
    "currency",
    "note",
    "legal_basis",
    "is_machine",
    "import_id",
    "retracts_id",
    "properties",
];

/// Whom a touchpoint belongs to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Belongs {
    /// The record (what the source said) of the person.
    pub record: Option<Id>,
    /// The company.
    pub company: Option<Id>,
    /// The department that performed it.
    pub department: Option<Id>,
}

/// A touchpoint made ready to be written: what does not depend on the transaction is done, because
/// everybody who writes waits for the transaction.
#[derive(Clone, Debug)]
pub struct Entry {
    pub(super) belongs: Belongs,
    event_id: String,
    said: Vec<Value>,
}

impl Entry {
    /// Makes a touchpoint ready.
    ///
    /// # Errors
    /// `Invalid` on an unknown type.
    pub fn new(t: Touchpoint) -> Result<Self> {
        let def = types::get(&t.type_key)?;
        let direction = t.direction.unwrap_or(def.direction);
        let channel = match direction {
            Direction::Internal => None,
            _ => t.channel.or(def.channel),
        };
        let source = match t.source.is_empty() {
            true => OWN_SOURCE.to_owned(),
            false => t.source,
        };
        let properties =
            (!t.properties.is_empty()).then(|| serde_json::Value::Object(t.properties).to_string());
        let said = params![
            source,
            t.type_key,
            channel.map(kernel::Channel::key),
            direction.key(),
            t.two_way || def.two_way,
            t.anonymous_id,
            t.deal_id,
            t.to_department_id,
            t.member_id,
            t.activity_id,
            t.object_type,
            t.object_id,
            t.object_name,
            t.time,
            t.timestamp_quality.key(),
            t.value_minor,
            t.cost_minor,
            t.currency,
            t.note,
            t.legal_basis,
            t.is_machine,
            t.import_id,
            t.retracts_id,
            properties,
        ];
        let belongs = Belongs {
            record: t.record_id,
            company: t.company_id,
            department: t.department_id,
        };
        Ok(Self {
            belongs,
            event_id: t.event_id,
            said,
        })
    }

    /// The row, in the order of [`COLUMNS`]. Without an id of its source it has its own.
    pub(super) fn row(
        &self,
        id: Id,
        seq: i64,
        recorded_at: Millis,
        belongs: Belongs,
    ) -> Vec<Value> {
        let event_id = match self.event_id.is_empty() {
            true => id.to_string(),
            false => self.event_id.clone(),
        };
        let mut row = Vec::with_capacity(COLUMNS.len());
        row.extend(params![
            id,
            seq,
            recorded_at,
            belongs.record,
            belongs.company,
            belongs.department,
            event_id,
        ]);
        row.extend(self.said.iter().cloned());
        row
    }
}
