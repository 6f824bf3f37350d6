//! The pages of duplicates: two side by side, what a person was made of.

mod compare;
mod door;
mod evidence;
mod person;
mod queue;
mod runs;

pub use door::hint;

pub(super) use compare::{compare, merge, undo};
pub(super) use person::{panel, person, split};
pub(super) use queue::{queue, reopen, say};
pub(super) use runs::{merge_all, search, start, stop, undo_all, undo_batch};
