//! How many companies are looked after together.

use super::super::model::{About, Reads, Unit};

/// Companies with contact by at least two departments in the month, out of companies with contact. Others
/// cannot be compared: a company that is looked after together has contact with those who changed.
pub(super) const ABOUT: About = About {
    key: "joint_companies",
    version: 1,
    unit: Unit::Share,
    wants_more: true,
    reads: Reads::Joint,
    compares: false,
};
