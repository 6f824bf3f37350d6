//! How many inquiries are answered within one business day.

use super::super::model::{About, Reads, Unit};

/// Inquiries of known people to whom a member wrote or spoke within one business day, by the department that
/// received them. An inquiry whose day is not over yet is left out.
pub(super) const ABOUT: About = About {
    key: "first_response",
    version: 1,
    unit: Unit::Share,
    wants_more: true,
    reads: Reads::Answered {
        inquiries: &[
            "ad.lead.received",
            "fair.booth_visited",
            "referral.introduced",
            "social.message.received",
            "web.form.submitted",
            "webinar.question_asked",
        ],
    },
    compares: true,
};
