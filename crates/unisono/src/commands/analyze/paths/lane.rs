//! Lines of a file of paths into sums: one lane of several.

use analysis::attribution::{Aggregate, Journey, Spec, Splitter};
use csv::{ByteRecord, ReaderBuilder};
use kernel::{Error, FieldError, Result};

use super::Paths;
use super::chunks::Piece;

/// Where the columns are.
pub(super) struct Columns {
    delimiter: u8,
    count: usize,
    path: usize,
    conversions: Option<usize>,
    pub(super) value: Option<usize>,
    pub(super) nulls: Option<usize>,
    names: Vec<String>,
    separator: Vec<u8>,
}

/// What is wrong in a line.
pub(super) struct Wrong {
    pub(super) line: u64,
    pub(super) column: String,
    pub(super) key: &'static str,
    pub(super) text: String,
}

/// The sums of the lines that came to a lane; codes are places in `names.names()`.
pub(super) struct Lane {
    pub(super) sums: Aggregate,
    pub(super) names: Splitter,
    pub(super) wrong: Option<Wrong>,
    codes: Vec<u32>,
}

impl Columns {
    /// Reads the header and takes it from the first piece.
    pub(super) fn find(first: &mut Piece, command: &Paths) -> Result<Self> {
        let bytes = first
            .bytes
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(&first.bytes);
        let line = bytes
            .split(|byte| *byte == b'\n')
            .next()
            .unwrap_or_default();
        let count = |mark: u8| line.iter().filter(|byte| **byte == mark).count();
        let marks = [b',', b';', b'\t'];
        let delimiter = marks
            .into_iter()
            .rev()
            .max_by_key(|mark| count(*mark))
            .unwrap_or(b',');
        let mut reader = builder(delimiter).from_reader(bytes);
        let mut header = ByteRecord::new();
        let read = reader.read_byte_record(&mut header).unwrap_or(false);
        if !read || command.separator.is_empty() {
            let field = if read {
                "separator"
            } else {
                command.file.as_str()
            };
            return Err(Error::field(field, "analyze.error.empty"));
        }
        let text = |cell: &[u8]| String::from_utf8_lossy(cell).trim().to_owned();
        let names: Vec<String> = header.iter().map(text).collect();
        let own = |name: &str| names.iter().position(|known| known == name);
        let named = |wanted: &Option<String>| {
            wanted
                .as_deref()
                .map(|name| own(name).ok_or_else(|| unknown(name, &names)))
                .transpose()
        };
        let columns = Self {
            delimiter,
            count: names.len(),
            path: own(&command.path).ok_or_else(|| unknown(&command.path, &names))?,
            conversions: named(&command.conversions)?.or(own("total_conversions")),
            value: named(&command.value)?.or(own("total_conversion_value")),
            nulls: named(&command.nulls)?,
            separator: command.separator.as_bytes().to_vec(),
            names,
        };
        let (at, lines) = (
            reader.position().byte() as usize,
            reader.position().line() - 1,
        );
        first.bytes = bytes[at..].to_vec();
        first.line += lines;
        Ok(columns)
    }
}

fn unknown(name: &str, names: &[String]) -> Error {
    let told = FieldError::new(name, "analyze.error.column");
    Error::Invalid(vec![told.arg("columns", names.join(", "))])
}

fn builder(delimiter: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter);
    builder
}

impl Lane {
    pub(super) fn new(models: &[Spec], has_pairs: bool, columns: &Columns) -> Self {
        Self {
            sums: Aggregate::new(models, has_pairs),
            names: Splitter::new(&columns.separator),
            wrong: None,
            codes: Vec::new(),
        }
    }

    /// Reads a piece up to the first line that is wrong.
    pub(super) fn read(&mut self, piece: &Piece, columns: &Columns) {
        let mut reader = builder(columns.delimiter).from_reader(piece.bytes.as_slice());
        let mut record = ByteRecord::new();
        while reader.read_byte_record(&mut record).unwrap_or(false) {
            let line = record.position().map_or(0, csv::Position::line) - 1 + piece.line;
            if let Err(wrong) = self.line(&record, line, columns) {
                self.wrong = Some(wrong);
                return;
            }
        }
    }

    fn line(
        &mut self,
        record: &ByteRecord,
        line: u64,
        columns: &Columns,
    ) -> std::result::Result<(), Wrong> {
        if record.len() != columns.count {
            return Err(Wrong {
                line,
                column: "CSV".to_owned(),
                key: "analyze.error.width",
                text: record.len().to_string(),
            });
        }
        let wrong = |at: usize, key| Wrong {
            line,
            column: columns.names[at].clone(),
            key,
            text: String::from_utf8_lossy(&record[at])
                .chars()
                .take(40)
                .collect(),
        };
        let count = |at: Option<usize>, missing: u32| match at {
            None => Ok(missing),
            Some(at) => whole(&record[at]).ok_or_else(|| wrong(at, "analyze.error.count")),
        };
        let (conversions, nulls) = (count(columns.conversions, 1)?, count(columns.nulls, 0)?);
        let value = match columns.value {
            None => 0.0,
            Some(at) => number(&record[at]).ok_or_else(|| wrong(at, "analyze.error.number"))?,
        };
        self.split(&record[columns.path]);
        let journey = Journey {
            codes: &self.codes,
            conversions,
            nulls,
            value,
            ..Journey::default()
        };
        self.sums.add_line(&journey, line);
        Ok(())
    }

    /// Reads the codes of a path; the models are told of names that are new.
    fn split(&mut self, path: &[u8]) {
        let known = self.names.names().len();
        self.names.split(path, &mut self.codes);
        for (code, name) in self.names.names().iter().enumerate().skip(known) {
            self.sums.name(code as u32, name);
        }
    }
}

/// A count: a whole number that is not negative; nothing written is none.
fn whole(cell: &[u8]) -> Option<u32> {
    let digits = |cell: &[u8]| {
        cell.iter().try_fold(0_u32, |sum, byte| match byte {
            b'0'..=b'9' => sum.checked_mul(10)?.checked_add(u32::from(byte - b'0')),
            _ => None,
        })
    };
    digits(cell.trim_ascii()).or_else(|| {
        let value = number(cell)?;
        let is_count = value >= 0.0 && value.fract() == 0.0 && value <= f64::from(u32::MAX);
        is_count.then_some(value as u32)
    })
}

/// A finite number; nothing written is none.
fn number(cell: &[u8]) -> Option<f64> {
    // Most lines did not end in an outcome.
    if matches!(cell, b"0" | b"") {
        return Some(0.0);
    }
    let text = std::str::from_utf8(cell.trim_ascii()).ok()?;
    if text.is_empty() {
        return Some(0.0);
    }
    text.parse().ok().filter(|value: &f64| value.is_finite())
}
