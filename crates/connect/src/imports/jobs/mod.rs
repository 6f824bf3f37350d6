//! The work of an import: looking at files, writing their rows in chunks, taking everything back.
//!
//! Each chunk is one transaction that writes records, their touchpoints, what is needed for the undo and
//! how far the run came: an interrupted run is continued behind its last chunk, or undone.

mod call;
mod chunk;
mod drafting;
mod feed;
mod follow;
mod kinds;
mod opening;
mod pending;
mod prepare;
mod problems;
mod resolve;
mod run;
mod steps;
mod undo;
mod uploads;
mod work;

pub use call::{Report, given, import};
pub(super) use call::{file_json, findings_json};
pub(super) use drafting::{begin_draft, redraft, stages_of, use_mapping, waiting};
pub use prepare::{Given, Wishes};
pub use problems::problems_csv;
pub use run::work_off;
pub(super) use steps::{drop_file, drop_it, go_on, run_it, stop, try_it, undo_it};
pub use undo::undo;
pub use uploads::clean;
pub(super) use uploads::folder;
pub use work::handlers;
