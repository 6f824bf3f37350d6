//! Every statement about duplicates.

mod answers;
mod cards;
mod companies;
mod keys;
mod log;
mod merge;
mod model;
mod pairs;
mod reader;
mod runs;
mod split;
mod tell;
mod undo;

pub use cards::Card;
pub use log::{Decision, of_batch, of_record};
pub use merge::{Asked, merge};
pub use split::split;
pub use undo::undo;

pub(super) use answers::*;
pub(super) use cards::*;
pub(super) use companies::*;
pub(super) use keys::*;
pub(super) use merge::write_values;
pub(super) use model::*;
pub(super) use pairs::*;
pub(super) use reader::Reader;
pub(super) use runs::*;
pub(super) use tell::tell_related;
