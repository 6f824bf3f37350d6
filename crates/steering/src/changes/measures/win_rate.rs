//! How many of the deals that ended were won.

use super::super::model::{About, Reads, Unit};

/// Deals won out of deals ended in the month, by the department that they came from.
pub(super) const ABOUT: About = About {
    key: "win_rate",
    version: 1,
    unit: Unit::Share,
    wants_more: true,
    reads: Reads::Deals,
    compares: true,
};
