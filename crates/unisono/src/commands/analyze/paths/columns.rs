//! The header of a file of paths: which column says what.

use csv::{ByteRecord, ReaderBuilder};
use kernel::{Error, FieldError, Result};

use super::Paths;
use super::chunks::Piece;

/// Where the columns are.
pub(super) struct Columns {
    pub(super) delimiter: u8,
    pub(super) count: usize,
    pub(super) path: usize,
    pub(super) conversions: Option<usize>,
    pub(super) value: Option<usize>,
    pub(super) nulls: Option<usize>,
    /// What the columns are called.
    pub(super) names: Vec<String>,
    pub(super) separator: Vec<u8>,
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

/// Reads lines of a file whose header was read before.
pub(super) fn builder(delimiter: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter);
    builder
}
