//! Every statement about imports.

mod drafts;
mod effects;
mod mappings;
mod problems;
mod records;
mod runs;
mod versions;

pub use drafts::{
    begin_draft, clear_problems, drop_draft, end_trial, is_tried, save_draft, set_jobs,
    waiting_since,
};
pub use effects::{
    Effect, count_effects, drop_effects, effects_before, effects_of, note_effects, touchpoints_of,
};
pub use mappings::{mapping_of, remember_mapping};
pub use problems::{add_pending, add_problems, pending, problems_of};
pub use records::{forget, known, restore, targets, write};
pub use runs::{Begun, begin, get, list, note_failure, note_job, save, save_undone, set_state};
pub use versions::versions;
