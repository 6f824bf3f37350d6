//! What a touchpoint cost the demo company, from a fixed table: no number is drawn for it, so that nothing else
//! that is drawn changes.

use super::super::Made;

/// Type and cost in cents: what was paid for it outside of the house.
const COSTS: &[(&str, i64)] = &[
    // A lead of an ad network, a share of the booth, a seat of a webinar.
    ("ad.lead.received", 6_800),
    ("fair.booth_visited", 14_500),
    ("fair.lead_scanned", 14_500),
    ("social.message.received", 2_150),
    ("webinar.registered", 1_180),
    // The way there, without any salary.
    ("visit.held", 8_640),
    ("survey.sent", 190),
    ("delivery.shipped", 1_420),
    ("dunning.sent", 360),
];

/// The cost of a touchpoint in cents; most have none that was recorded.
pub(crate) fn cost_minor(made: &Made) -> Option<i64> {
    let found = COSTS
        .iter()
        .find(|(key, _)| *key == made.touchpoint.type_key);
    found.map(|(_, minor)| *minor)
}
