//! Every statement about duplicates.

mod cards;
mod log;
mod merge;
mod model;
mod pairs;
mod split;
mod tell;
mod undo;

pub use log::{Decision, by_id, of_batch, of_person, recent};
pub use merge::{Asked, merge};
pub use split::split;
pub use undo::undo;

pub(super) use cards::*;
pub(super) use model::*;
pub(super) use pairs::*;
