//! Pipelines and their stages: the columns in which deals move towards a decision.
//!
//! A new installation has one pipeline. A stage has a stable key, names in both languages, a
//! probability in percent and, at the end, an outcome (`won` or `lost`).
//! Tables: pipeline, stage.

mod model;
mod store;

pub use model::{NewStage, Outcome, Pipeline, Stage};
pub use store::{
    all, all_in, create, create_stage, default_pipeline, remove, remove_stage, seed, stage, stages,
    stages_in, stages_of,
};
