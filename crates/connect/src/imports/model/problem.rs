//! Why a row or a whole file could not be taken: a text key with its values, and where it is.

use serde::{Deserialize, Serialize};

/// How much of a cell is repeated in a reason.
const SHOWN: usize = 60;

/// A reason as a text key under `imports.reason` and the values of its placeholders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Last part of the text key, e.g. `not_a_date`.
    pub key: String,
    /// Values for the placeholders.
    pub args: Vec<(String, String)>,
}

impl Reason {
    /// A reason without values.
    #[must_use]
    pub fn new(key: &str) -> Self {
        Self {
            key: key.to_owned(),
            args: Vec::new(),
        }
    }

    /// Adds a value; long values are cut.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        let full = value.to_string();
        let mut short: String = full.chars().take(SHOWN).collect();
        if short.len() < full.len() {
            short.push('…');
        }
        self.args.push((name.to_owned(), short));
        self
    }

    /// A reason that shows the cell it is about.
    #[must_use]
    pub fn of_value(key: &str, value: &str) -> Self {
        Self::new(key).with("value", value)
    }
}

/// One row that was not taken, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Row as a spreadsheet counts it: the first line is 1.
    pub row: u64,
    /// Header of the column, when one cell is to blame.
    pub column: Option<String>,
    /// Why.
    pub reason: Reason,
}

impl Problem {
    /// A problem of a whole row.
    #[must_use]
    pub fn row(row: u64, reason: Reason) -> Self {
        Self {
            row,
            column: None,
            reason,
        }
    }

    /// A problem of one cell.
    #[must_use]
    pub fn cell(row: u64, column: &str, reason: Reason) -> Self {
        Self {
            row,
            column: Some(column.to_owned()),
            reason,
        }
    }
}

/// Why a file cannot be read at all.
#[derive(Debug)]
pub enum FileProblem {
    /// The file itself is not one we can take; the reason says what to do.
    Refused(Reason),
    /// The file system failed.
    Io(std::io::Error),
}

impl FileProblem {
    /// Refused for the reason of the key.
    #[must_use]
    pub fn refused(key: &str) -> Self {
        Self::Refused(Reason::new(key))
    }

    /// The reason to be shown; a fault of the file system shows as unreadable.
    #[must_use]
    pub fn reason(&self) -> Reason {
        match self {
            Self::Refused(reason) => reason.clone(),
            Self::Io(error) => Reason::new("file_unreadable").with("error", error),
        }
    }
}

impl From<std::io::Error> for FileProblem {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Reason> for FileProblem {
    fn from(reason: Reason) -> Self {
        Self::Refused(reason)
    }
}
