//! What an import reads, without database: files, values, mappings, rows, problems, questions.

pub mod fields;
pub mod mapping;
mod problem;
pub mod reader;
mod survey;
pub mod values;

pub use problem::{FileProblem, Problem, Reason};
pub use survey::{Answers, Conventions, Question, QuestionKind, Survey, survey};
