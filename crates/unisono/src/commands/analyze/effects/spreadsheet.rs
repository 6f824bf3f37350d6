//! A CSV file read row by row, with messages that name file, row and column.

use std::fs::File;
use std::path::Path;

use kernel::{Error, FieldError, Result};

/// A file being read.
pub(super) struct Spreadsheet {
    /// Option of the command line that named the file, for messages.
    option: &'static str,
    name: String,
    columns: Vec<String>,
    reader: csv::Reader<File>,
    record: csv::ByteRecord,
    row: u64,
}

impl Spreadsheet {
    /// Opens a file; columns are separated by comma, semicolon or tab, whichever is most frequent in the
    /// first line.
    pub(super) fn open(option: &'static str, path: &Path) -> Result<Self> {
        let name = path.display().to_string();
        let failed = |error: std::io::Error| Error::internal(format!("{name}: {error}"));
        let mut start = vec![0; 65_536];
        let read = std::io::Read::read(&mut File::open(path).map_err(failed)?, &mut start);
        start.truncate(read.map_err(failed)?);
        let first = start.split(|b| *b == b'\n').next().unwrap_or(&[]);
        let count = |mark: &u8| first.iter().filter(|b| *b == mark).count();
        let mark = [b',', b';', b'\t'].into_iter().rev().max_by_key(count);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(mark.unwrap_or(b','))
            .trim(csv::Trim::All)
            .from_path(path)
            .map_err(|error| Error::internal(format!("{name}: {error}")))?;
        let header = reader.byte_headers().cloned().unwrap_or_default();
        let columns: Vec<String> = header.iter().map(text).collect();
        let sheet = Self {
            option,
            name,
            columns,
            reader,
            record: csv::ByteRecord::new(),
            row: 1,
        };
        if sheet.columns.iter().all(String::is_empty) {
            return Err(sheet.refused("no_header", &[]));
        }
        Ok(sheet)
    }

    /// Place of a column.
    pub(super) fn column(&self, name: &str) -> Result<usize> {
        let found = self.columns.iter().position(|column| column == name);
        found.ok_or_else(|| {
            let columns = self.columns.join(", ");
            self.refused("no_column", &[("column", name), ("columns", &columns)])
        })
    }

    /// Goes to the next row; false at the end.
    pub(super) fn next(&mut self) -> Result<bool> {
        match self.reader.read_byte_record(&mut self.record) {
            Ok(more) => {
                self.row = self.record.position().map_or(self.row, csv::Position::line);
                Ok(more)
            }
            Err(error) => {
                self.row = error.position().map_or(self.row, csv::Position::line);
                let reason = error.to_string();
                Err(self.refused("not_csv", &[("reason", &reason)]))
            }
        }
    }

    /// A cell of the present row.
    pub(super) fn cell(&self, column: usize) -> String {
        self.record.get(column).map(text).unwrap_or_default()
    }

    /// A refusal that names this file and the present row.
    pub(super) fn refused(&self, key: &str, args: &[(&str, &str)]) -> Error {
        let error = FieldError::new(self.option, &format!("analyze_effects.{key}"))
            .arg("file", &self.name)
            .arg("row", self.row);
        let error = args
            .iter()
            .fold(error, |error, (name, value)| error.arg(name, value));
        Error::Invalid(vec![error])
    }

    /// A refusal of the value of a cell.
    pub(super) fn refused_cell(&self, key: &str, column: usize) -> Error {
        let value = format!("\"{}\"", self.cell(column));
        self.refused(key, &[("column", &self.columns[column]), ("value", &value)])
    }
}

fn text(cell: &[u8]) -> String {
    String::from_utf8_lossy(cell).into_owned()
}
