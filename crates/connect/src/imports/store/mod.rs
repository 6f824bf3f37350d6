//! Every statement about imports.

mod effects;
mod mappings;
mod problems;
mod records;
mod runs;
mod versions;

pub use effects::{Effect, drop_effects, effects_before, effects_of, note_effects, touchpoints_of};
pub use mappings::{mapping_of, remember_mapping};
pub use problems::{add_pending, add_problems, pending, problems_of};
pub use records::{forget, known, restore, targets, write};
pub use runs::{Begun, begin, end, get, list, save, set_state};
pub use versions::versions;
