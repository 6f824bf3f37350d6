//! Files as they are prepared for an import: how each is read, and what is still missing.

use serde::{Deserialize, Serialize};

use super::fields::Kind;
use super::mapping::{FileMap, Mapping};
use super::reader::Layout;
use super::{Conventions, FileJob, FileOutcome, Findings, Question, Reason};

/// The files of an import that has not begun.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The files in the order in which they came.
    pub files: Vec<Prepared>,
}

/// Where the mapping of a file comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// A format that we ship, known by its columns.
    Recognised,
    /// Used for these columns before.
    Remembered,
    /// A mapping that came as a file.
    Given,
    /// Made from the names of the columns; nobody has looked at it yet.
    Proposed,
    /// Chosen by a person.
    Chosen,
}

/// One file as it is prepared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prepared {
    /// Its place in the folder of the upload.
    pub stored: usize,
    /// What it is called; no two files of an upload have the same name.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// How it is read; none when it cannot be read as a table.
    pub layout: Option<Layout>,
    /// The first different values of each column.
    pub samples: Vec<Vec<String>>,
    /// Where the mapping comes from.
    pub origin: Origin,
    /// Name of the format that was recognised, or title of the mapping.
    pub format: String,
    /// The mapping, with exactly one file.
    pub mapping: Mapping,
    /// Nothing but a person says from which system it comes.
    pub own_source: bool,
    /// All columns of the mapping must be there.
    pub strict: bool,
    /// What the values say about the columns.
    pub conventions: Conventions,
    /// Rows with values.
    pub rows: u64,
    /// What only a person can tell.
    pub questions: Vec<Question>,
    /// Columns that nothing takes.
    pub unused: Vec<String>,
    /// Why it cannot be taken as it is.
    pub refused: Option<Reason>,
    /// What the file itself says that one should know.
    #[serde(default)]
    pub notes: Findings,
}

/// What a file still needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Readiness {
    /// Nothing.
    Ready,
    /// Another file, or another mapping.
    Refused,
    /// A look at its columns.
    Mapping,
    /// The name of the system that it comes from.
    Source,
    /// An answer.
    Answer,
}

impl Readiness {
    /// Last part of the text key `imports.ready.KEY`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Readiness::Ready => "ready",
            Readiness::Refused => "refused",
            Readiness::Mapping => "mapping",
            Readiness::Source => "source",
            Readiness::Answer => "answer",
        }
    }
}

impl Prepared {
    /// A file before anybody looked at it.
    #[must_use]
    pub fn unread(stored: usize, name: &str) -> Self {
        let map = FileMap::empty(Kind::Company);
        Self {
            stored,
            name: name.to_owned(),
            size: 0,
            layout: None,
            samples: Vec::new(),
            origin: Origin::Proposed,
            own_source: true,
            format: String::new(),
            mapping: Mapping::of_file("", "", map),
            strict: false,
            conventions: Conventions::default(),
            rows: 0,
            questions: Vec::new(),
            unused: Vec::new(),
            refused: None,
            notes: Findings::default(),
        }
    }

    /// What it still needs.
    #[must_use]
    pub fn readiness(&self) -> Readiness {
        match () {
            () if self.layout.is_none() => Readiness::Refused,
            () if self.origin == Origin::Proposed => Readiness::Mapping,
            () if self.refused.is_some() => Readiness::Refused,
            () if !self.questions.is_empty() => Readiness::Answer,
            () if self.mapping.source.is_empty() => Readiness::Source,
            () => Readiness::Ready,
        }
    }

    /// Sets the mapping that a person or a program has chosen. Without a source it stays in the making.
    ///
    /// # Errors
    /// The reason when it names kinds, fields or words that there are not.
    pub fn set(&mut self, title: &str, source: &str, map: FileMap) -> Result<(), Reason> {
        let mapping = Mapping::of_file(title, source, map);
        mapping.files.iter().try_for_each(FileMap::check)?;
        if !source.is_empty() {
            mapping.check()?;
        }
        self.mapping = mapping;
        self.origin = Origin::Chosen;
        self.strict = true;
        title.clone_into(&mut self.format);
        Ok(())
    }

    /// Says from which system it comes.
    ///
    /// # Errors
    /// The reason when it is no name.
    pub fn set_source(&mut self, source: &str) -> Result<(), Reason> {
        let map = self.mapping.files.clone();
        let mapping = Mapping {
            title: source.to_owned(),
            source: source.to_owned(),
            files: map,
        };
        mapping.check()?;
        self.mapping = mapping;
        source.clone_into(&mut self.format);
        Ok(())
    }

    /// The mapping of the file.
    #[must_use]
    pub fn map(&self) -> Option<&FileMap> {
        self.mapping.files.first()
    }

    /// Its headers in order.
    #[must_use]
    pub fn headers(&self) -> &[String] {
        self.layout.as_ref().map_or(&[], |l| &l.headers)
    }

    /// What is known of it before its rows are handled.
    #[must_use]
    pub fn outcome(&self) -> FileOutcome {
        FileOutcome {
            file: self.name.clone(),
            format: Some(self.format.clone()).filter(|f| !f.is_empty()),
            rows: self.rows,
            ..FileOutcome::default()
        }
    }

    /// The file as the engine takes it; its path is its place in the folder of the upload.
    #[must_use]
    pub fn job(&self) -> Option<FileJob> {
        Some(FileJob {
            path: self.stored.to_string().into(),
            name: self.name.clone(),
            format: self.format.clone(),
            mapping: self.mapping.clone(),
            part: 0,
            strict: self.strict,
            layout: self.layout.clone()?,
            conventions: self.conventions.clone(),
            rows: self.rows,
        })
    }
}

impl Draft {
    /// Whether every file can be taken.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        let ready = |f: &Prepared| f.readiness() == Readiness::Ready;
        !self.files.is_empty() && self.files.iter().all(ready)
    }

    /// The mappings of all files as one; `None` when they come from several systems.
    #[must_use]
    pub fn mapping(&self) -> Option<Mapping> {
        let readable: Vec<&Prepared> = self.files.iter().filter(|f| f.layout.is_some()).collect();
        let first = &readable.first()?.mapping;
        let same = |f: &&Prepared| f.mapping.source == first.source;
        readable.iter().all(same).then(|| Mapping {
            title: first.title.clone(),
            source: first.source.clone(),
            files: readable.iter().filter_map(|f| f.narrowed()).collect(),
        })
    }
}
