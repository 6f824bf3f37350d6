//! Credit: who took part in an outcome. One journey, one outcome, 1.0 credit.
//!
//! A [`Journey`] is the touchpoints of one company before one outcome, as codes. [`attribute`] shares
//! the outcomes of [`Journeys`] held in memory down to the minor unit; an [`Aggregate`] reads journeys
//! one at a time, keeps sums only, and can be merged, undone and cut into 64 groups of companies for
//! intervals ([`groups`]). Models are one file each in `models`. Credit is not effect: it says who
//! took part, not who caused.

mod aggregate;
mod chain;
mod coalitions;
mod credit;
mod credits;
mod distinct;
pub mod groups;
mod hash;
mod inverse;
mod journeys;
mod models;
mod names;
mod pairs;
mod removal;
mod spec;
mod splitter;
mod survival;
mod transitions;

pub use aggregate::{Aggregate, CannotTell, Line, Totals};
pub use coalitions::MOST_PLAYERS;
pub use credit::{Credit, Return, Told, attribute, attribute_by, each, returns, split, weigh};
pub use hash::Seeded;
pub use journeys::{Cut, Journey, Journeys, Milestones};
pub use models::{How, MODELS, Model, Seen, Weights};
pub use pairs::{Pair, Sequence};
pub use spec::{Parameter, Spec, SpecError};
pub use splitter::Splitter;
pub use survival::{Fit, fit};
