//! How often somebody learns something in a conversation, and writes it down.

use super::super::model::{About, Reads, Unit};

/// Insights captured for each hundred two-way conversations.
pub(super) const ABOUT: About = About {
    key: "insights_per_conversation",
    version: 1,
    unit: Unit::PerHundred,
    wants_more: true,
    reads: Reads::Types {
        counted: &["insight.captured"],
        of: &[
            "email.message.replied",
            "meeting.held",
            "phone.call.completed",
            "visit.held",
        ],
    },
    compares: true,
};
