//! How often one meets the companies that one has contact with.

use super::super::model::{About, Reads, Unit};

/// Meetings and visits for each company with any contact in the month.
pub(super) const ABOUT: About = About {
    key: "meetings_per_company",
    version: 1,
    unit: Unit::PerEach,
    wants_more: true,
    reads: Reads::PerCompany {
        counted: &["meeting.held", "visit.held"],
    },
    compares: true,
};
