//! What an import reads, without database: files, values, mappings, rows, problems, questions.

mod draft;
mod edit;
pub mod fields;
pub mod mapping;
mod problem;
pub mod reader;
mod run;
pub mod spell;
mod survey;
pub mod values;
mod words;

pub use draft::{Draft, Origin, Prepared, Readiness};
pub use edit::KEY;
pub use problem::{FileProblem, Problem, Reason};
pub use run::{
    Before, FileJob, FileOutcome, Finding, Findings, Run, SHOWN_PROBLEMS, StandsAt, State, Step,
    Undone,
};
pub use survey::{Answers, Conventions, Question, QuestionKind, Survey, survey};
