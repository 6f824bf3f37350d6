//! One import: its files, how it stands, how far it came.

use std::collections::BTreeMap;
use std::path::PathBuf;

use kernel::{Id, Millis};
use serde::{Deserialize, Serialize};

use super::mapping::Mapping;
use super::reader::Layout;
use super::{Conventions, Draft, FileOutcome, Findings, Reason};

/// A file that is ready to be imported.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileJob {
    /// Where it lies.
    pub path: PathBuf,
    /// What it is called.
    pub name: String,
    /// Name of the format, or the title of the mapping.
    pub format: String,
    /// The mapping.
    pub mapping: Mapping,
    /// Which file of the mapping it is.
    pub part: usize,
    /// The mapping was made for this file: all its columns must be there.
    pub strict: bool,
    /// How it is read.
    pub layout: Layout,
    /// What is known about its columns.
    pub conventions: Conventions,
    /// Rows with values.
    pub rows: u64,
}

/// How far a run came: everything before this row of this file is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandsAt {
    /// Number of the file.
    pub file: usize,
    /// Row that was handled last.
    pub row: u64,
}

/// The state of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Uploaded; waits for a mapping, an answer or the start.
    Waiting,
    /// Being tried: nothing is written.
    Trying,
    /// Under way, or interrupted.
    Running,
    /// Stopped by someone: what was written until then is there, and it can go on or be undone.
    Stopped,
    /// Done.
    Done,
    /// Being undone, or interrupted while it was.
    Undoing,
    /// Undone.
    Undone,
    /// Given up.
    Failed,
}

impl State {
    /// The stored word.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Trying => "trying",
            State::Stopped => "stopped",
            State::Running => "running",
            State::Done => "done",
            State::Undoing => "undoing",
            State::Undone => "undone",
            State::Failed => "failed",
        }
    }

    /// The state of a stored word.
    #[must_use]
    pub fn parse(key: &str) -> Self {
        match key {
            "waiting" => State::Waiting,
            "trying" => State::Trying,
            "stopped" => State::Stopped,
            "running" => State::Running,
            "done" => State::Done,
            "undoing" => State::Undoing,
            "undone" => State::Undone,
            _ => State::Failed,
        }
    }
}

/// An import as it stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Run {
    /// Its id.
    pub id: Id,
    /// Its state.
    pub state: State,
    /// The files.
    #[serde(skip)]
    pub jobs: Vec<FileJob>,
    /// What became of them.
    pub files: Vec<FileOutcome>,
    /// What to know.
    pub findings: Findings,
    /// How far it came.
    pub stands_at: StandsAt,
    /// When it began.
    pub started_at: Millis,
    /// When it ended.
    pub finished_at: Option<Millis>,
    /// Who started it.
    pub member_id: Option<Id>,
    /// When it was undone.
    pub undone_at: Option<Millis>,
    /// The files as they are prepared; none for an import by the command line.
    #[serde(skip)]
    pub draft: Option<Draft>,
    /// The job that works on it, or worked on it last.
    #[serde(skip)]
    pub job: Option<Id>,
    /// When it was tried as it is prepared now; then counts, findings and problems are those of the trial.
    pub tried_at: Option<Millis>,
    /// Why it was given up.
    #[serde(skip)]
    pub failure: Option<Reason>,
    /// What its undo did so far.
    pub undone: Option<Undone>,
}

/// How far a run is, for a bar of progress.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Name of the file.
    pub file: String,
    /// Rows handled so far, of all files; records for an undo.
    pub done: u64,
    /// Rows of all files; records for an undo.
    pub rows: u64,
}

impl Run {
    /// A run without files.
    #[must_use]
    pub fn new(id: Id, state: State, now: Millis) -> Self {
        Self {
            id,
            state,
            jobs: Vec::new(),
            files: Vec::new(),
            findings: Findings::default(),
            stands_at: StandsAt::default(),
            started_at: now,
            finished_at: None,
            member_id: None,
            undone_at: None,
            draft: None,
            job: None,
            tried_at: None,
            failure: None,
            undone: None,
        }
    }

    /// How far it came, by the rows that were handled.
    #[must_use]
    pub fn step(&self, file: &str) -> Step {
        let handled =
            |f: &FileOutcome| f.created + f.changed + f.unchanged + f.rejected + f.skipped;
        Step {
            file: file.to_owned(),
            done: self.files.iter().map(handled).sum(),
            rows: self.files.iter().map(|f| f.rows).sum(),
        }
    }
}

/// What an undo did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    /// Records that went.
    pub removed: u64,
    /// Records that have their earlier values again.
    pub restored: u64,
    /// Touchpoints that were retracted.
    pub retracted: u64,
    /// Records that stayed because someone changed or used them since: kind and id.
    pub kept: Vec<(String, Id)>,
}

/// What a record was before an import changed it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// Source system of the record.
    pub source: String,
    /// Its id there.
    pub source_id: String,
    /// The values before, by field; empty for a record that the import made.
    #[serde(default)]
    pub fields: BTreeMap<String, Option<String>>,
    /// Hash and values of the import before, when there was one.
    #[serde(default)]
    pub imported: Option<(String, String)>,
}
