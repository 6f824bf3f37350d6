//! Pipelines and their stages: the columns in which deals move towards a decision.
//!
//! A new installation has one pipeline. A stage has a stable key, names in both languages, a
//! probability in percent and, at the end, an outcome (`won` or `lost`).
//! Tables: pipeline, stage.

mod model;
mod store;

pub use model::{Outcome, Pipeline, Stage};
pub use store::{all, default_pipeline, seed, stage, stages, stages_in, stages_of};
