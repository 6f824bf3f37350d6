//! Reading what SDKs send, without a database: bodies, events, clocks, kinds of touchpoints.

mod body;
mod clock;
mod cloud;
mod event;
mod json;
mod touch;
mod traits;
mod who;

pub(crate) use body::{Parsed, basic_key, inflate, parse, parse_cloud};
pub(crate) use event::{Delivery, Incoming, Kind, read_event};
pub(crate) use touch::{text, touchpoint};
pub(crate) use traits::{Said, company_of_person, of_company, of_person};
pub(crate) use who::identifiers;

/// Most bytes of one event, as its JSON.
pub(crate) const EVENT_LIMIT: usize = 32 * 1024;
/// Most bytes of a body, before and after decompression.
pub(crate) const BATCH_LIMIT: usize = 500 * 1024;
/// Most events of a batch.
pub(crate) const BATCH_EVENTS: usize = 2_500;

/// Why a request or an event was not accepted: the code of the answer; its text is `tracking.CODE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    InvalidJson,
    InvalidGzip,
    TooLarge,
    TooManyEvents,
    NoEvents,
    UnknownKey,
    UnknownType,
    MissingId,
    MissingEvent,
    Conflict,
    MessageIdTooLong,
    IdTooLong,
    CloudVersion,
    CloudAttribute,
    CloudType,
    Unreadable,
    RateLimited,
    Busy,
    DiskFull,
    Unavailable,
    Internal,
}

impl Refusal {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Refusal::InvalidJson => "invalid_json",
            Refusal::InvalidGzip => "invalid_gzip",
            Refusal::TooLarge => "too_large",
            Refusal::TooManyEvents => "too_many_events",
            Refusal::NoEvents => "no_events",
            Refusal::UnknownKey => "unknown_key",
            Refusal::UnknownType => "unknown_type",
            Refusal::MissingId => "missing_id",
            Refusal::MissingEvent => "missing_event",
            Refusal::MessageIdTooLong => "message_id_too_long",
            Refusal::Conflict => "conflict",
            Refusal::IdTooLong => "id_too_long",
            Refusal::CloudVersion => "cloud_version",
            Refusal::CloudAttribute => "cloud_attribute",
            Refusal::CloudType => "cloud_type",
            Refusal::Unreadable => "unreadable",
            Refusal::RateLimited => "rate_limited",
            Refusal::Busy => "busy",
            Refusal::DiskFull => "disk_full",
            Refusal::Unavailable => "unavailable",
            Refusal::Internal => "internal",
        }
    }
}
