//! What an import reads, without database: files, values, mappings, rows, problems, questions.

mod draft;
mod edit;
pub mod fields;
pub mod mapping;
mod outcome;
mod problem;
pub mod reader;
mod run;
pub mod spell;
mod survey;
pub mod tables;
pub mod values;
mod words;

pub use draft::{Draft, Origin, Prepared, Readiness};
pub use edit::KEY;
pub use outcome::{FileOutcome, Finding, Findings, SHOWN_PROBLEMS};
pub use problem::{FileProblem, Problem, Reason};
pub use run::{Before, FileJob, Run, StandsAt, State, Step, Undone};
pub use survey::{Answers, Conventions, Question, QuestionKind, Survey, survey};
