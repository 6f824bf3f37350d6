//! The work of an import: looking at files, writing their rows in chunks, taking everything back.
//!
//! Each chunk is one transaction that writes records, their touchpoints, what is needed for the undo and
//! how far the run came: an interrupted run is continued behind its last chunk, or undone.

mod call;
mod chunk;
mod feed;
mod kinds;
mod pending;
mod prepare;
mod problems;
mod resolve;
mod run;
mod undo;

pub use call::{Report, given, import};
pub use prepare::{Given, Wishes};
pub use problems::problems_csv;
pub use run::{Step, work_off};
pub use undo::{Undone, undo};
