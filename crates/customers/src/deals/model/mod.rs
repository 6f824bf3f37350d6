//! What a deal is and what may be said about it.

mod deal;
mod field;
mod group;
mod list;

pub use deal::{Deal, Move, NewDeal, NewLine, StageStep};
pub use field::Field;
pub use group::{Buyer, BuyerRole, Line};
pub use list::{Filter, Row};

/// Reasons for losing a deal that the form offers; imports may bring their own words.
pub const LOST_REASONS: &[&str] = &[
    "price",
    "competitor",
    "no_budget",
    "no_need",
    "timing",
    "no_decision",
    "fit",
    "other",
];
