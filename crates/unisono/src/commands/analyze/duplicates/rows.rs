//! The rows of the files, as evidence and as truth.

use std::path::Path;

use analysis::identity::{Column, Given, Table, columns};
use connect::imports::model::reader::{self, Layout, Line};
use connect::imports::model::{FileProblem, Reason};
use kernel::{Error, FieldError, Lang, Result};

/// Rows are normalised in parts of this size, on all cores.
const PART: usize = 20_000;

/// All rows of the files.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) table: Table,
    pub(super) truth: Vec<String>,
    /// The file of each row.
    pub(super) sides: Vec<u8>,
    pub(super) columns: Vec<Column>,
    pub(super) used: Vec<String>,
    pub(super) ignored: Vec<String>,
    /// Lines that could not be read: they count as rows without any value.
    pub(super) broken: usize,
}

impl Rows {
    pub(super) fn read(
        &mut self,
        path: &Path,
        side: u8,
        truth: Option<&str>,
        lang: Lang,
    ) -> Result<()> {
        let layout = reader::look(path).map_err(|problem| unreadable(path, problem, lang))?;
        let columns = columns::of_headers(layout.headers.iter().map(String::as_str), truth);
        let truth = truth.map(|name| truth_column(&layout, name)).transpose()?;
        for (column, header) in columns.iter().zip(&layout.headers) {
            let list = if column.is_some() {
                &mut self.used
            } else {
                &mut self.ignored
            };
            if !list.contains(header) {
                list.push(header.clone());
            }
        }
        if columns.iter().all(Option::is_none) {
            let headers = layout.headers.join(", ");
            return Err(about(path, "duplicates.error.no_evidence")
                .arg("columns", headers)
                .into_error());
        }
        self.columns.extend(columns.iter().flatten());
        let mut reader = layout
            .open(path)
            .map_err(|error| Error::internal(format!("{}: {error}", path.display())))?;
        let mut part: Vec<reader::Record> = Vec::with_capacity(PART);
        loop {
            let mut record = reader::Record::default();
            match reader.next(&mut record)? {
                Some(Line::Row) => part.push(record),
                Some(Line::Blank) => continue,
                Some(Line::Broken(..)) => {
                    self.broken += 1;
                    part.push(reader::Record::default());
                }
                None => break,
            }
            if part.len() == PART {
                self.take(&mut part, &columns, truth);
            }
        }
        self.take(&mut part, &columns, truth);
        self.sides.resize(self.table.rows.len(), side);
        Ok(())
    }

    fn take(
        &mut self,
        part: &mut Vec<reader::Record>,
        columns: &[Option<Column>],
        truth: Option<usize>,
    ) {
        let given: Vec<Given<'_>> = part
            .iter()
            .map(|record| Given {
                values: columns
                    .iter()
                    .zip(record.iter())
                    .filter_map(|(c, v)| Some(((*c)?, v)))
                    .collect(),
            })
            .collect();
        self.table.extend(&given);
        if let Some(at) = truth {
            self.truth
                .extend(part.iter().map(|record| entity(record.get(at))));
        }
        part.clear();
    }
}

/// The entity that a value of the truth column names. Record ids in the form of FEBRL (`rec-12-org`,
/// `rec-12-dup-3`) name the entity `rec-12`.
fn entity(value: &str) -> String {
    let value = value.trim();
    let febrl = value
        .strip_prefix("rec-")
        .and_then(|rest| rest.split_once('-'));
    match febrl {
        Some((number, kind)) if kind == "org" || kind.starts_with("dup-") => {
            format!("rec-{number}")
        }
        _ => value.to_owned(),
    }
}

fn truth_column(layout: &Layout, name: &str) -> Result<usize> {
    layout.column(name).ok_or_else(|| {
        FieldError::new("truth", "duplicates.error.truth")
            .arg("column", name)
            .arg("columns", layout.headers.join(", "))
            .into_error()
    })
}

pub(super) fn about(path: &Path, key: &str) -> FieldError {
    FieldError::new(&path.display().to_string(), key)
}

/// A field error as an error.
pub(super) trait IntoError {
    fn into_error(self) -> Error;
}

impl IntoError for FieldError {
    fn into_error(self) -> Error {
        Error::Invalid(vec![self])
    }
}

fn unreadable(path: &Path, problem: FileProblem, lang: Lang) -> Error {
    let cause = match problem {
        FileProblem::Refused(reason) => Reason::text(&reason, lang),
        FileProblem::Io(error) => error.to_string(),
    };
    about(path, "duplicates.error.file")
        .arg("cause", cause)
        .into_error()
}
