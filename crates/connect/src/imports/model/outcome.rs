//! What became of the rows of the files, and what the reader should know although nothing was lost.

use serde::{Deserialize, Serialize};

use super::{Problem, Reason};

/// How many problems of a file are shown at once; all of them are in its file of problems.
pub const SHOWN_PROBLEMS: usize = 20;
/// How many different findings are kept of one import.
const MAX_FINDINGS: usize = 200;

/// What became of the rows of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileOutcome {
    /// Name of the file.
    pub file: String,
    /// Name of the format; empty when it is not known.
    pub format: Option<String>,
    /// Rows with values.
    pub rows: u64,
    /// New records.
    pub created: u64,
    /// Changed records.
    pub changed: u64,
    /// Rows that changed nothing.
    pub unchanged: u64,
    /// Rows that were not taken.
    pub rejected: u64,
    /// Rows that the mapping leaves out (deleted ones, for instance).
    pub skipped: u64,
    /// The first problems.
    pub problems: Vec<Problem>,
}

impl FileOutcome {
    /// Notes problems, the first ones in full.
    pub fn note(&mut self, problems: &[Problem]) {
        let room = SHOWN_PROBLEMS.saturating_sub(self.problems.len());
        self.problems.extend(problems.iter().take(room).cloned());
    }

    /// A file that could not be read at all.
    #[must_use]
    pub fn refused(file: &str, reason: Reason) -> Self {
        Self {
            file: file.to_owned(),
            problems: vec![Problem {
                row: 0,
                column: None,
                reason,
            }],
            ..Self::default()
        }
    }
}

/// Something to know although nothing was lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Last part of the text key `imports.finding.KIND`.
    pub kind: String,
    /// Name of the file.
    pub file: String,
    /// The column or field it is about.
    pub column: String,
    /// The value in the file.
    pub value: String,
    /// What was taken for it.
    pub taken: String,
    /// How many rows it concerns.
    pub rows: u64,
}

/// The findings of an import, equal ones counted together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings(pub Vec<Finding>);

impl Findings {
    /// Counts a finding for some rows.
    pub fn add(
        &mut self,
        kind: &str,
        file: &str,
        column: &str,
        value: &str,
        taken: &str,
        rows: u64,
    ) {
        let same = |f: &&mut Finding| {
            f.kind == kind && f.file == file && f.column == column && f.value == value
        };
        if let Some(found) = self.0.iter_mut().find(same) {
            found.rows += rows;
        } else if self.0.len() < MAX_FINDINGS {
            self.0.push(Finding {
                kind: kind.to_owned(),
                file: file.to_owned(),
                column: column.to_owned(),
                value: value.chars().take(120).collect(),
                taken: taken.chars().take(120).collect(),
                rows,
            });
        } else if kind != "more" {
            self.add_more(rows);
        }
    }

    /// Takes over other findings.
    pub fn take(&mut self, other: Findings) {
        for f in other.0 {
            self.add(&f.kind, &f.file, &f.column, &f.value, &f.taken, f.rows);
        }
    }

    fn add_more(&mut self, rows: u64) {
        match self.0.iter_mut().find(|f| f.kind == "more") {
            Some(more) => more.rows += rows,
            None => self.0.push(Finding {
                kind: "more".to_owned(),
                file: String::new(),
                column: String::new(),
                value: String::new(),
                taken: String::new(),
                rows,
            }),
        }
    }
}
