//! The shape of a file: encoding, separator, lines before the header, headers.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::decode::{Encoding, TextSource, detect};
use super::rows::RowReader;
use super::split::{Record, Step, step};
use super::{MAX_COLUMNS, header_key};
use crate::imports::model::{FileProblem, Reason};

const HEAD: usize = 256 * 1024;
const HEAD_ROWS: usize = 80;
const MAX_PREAMBLE: usize = 20;
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];
/// First lines of advertising reports: figures, not records.
const REPORTS: [&str; 8] = [
    "campaign report",
    "kampagnenbericht",
    "search terms report",
    "search keyword report",
    "campaign performance report",
    "creative performance report",
    "account performance report",
    "ad performance report",
];

/// How a file is to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// Encoding of the text.
    pub encoding: Encoding,
    /// Places in the text are damaged (see [`super::Detected`]).
    pub damaged: bool,
    /// Separator of the cells.
    pub separator: char,
    /// Row of the headers, counted from 1.
    pub header_row: u64,
    /// Headers in order, each one different.
    pub headers: Vec<String>,
}

impl Layout {
    /// A reader that stands behind the header.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn open(&self, path: &Path) -> std::io::Result<RowReader<File>> {
        let source = TextSource::new(File::open(path)?, self.encoding);
        let mut reader = RowReader::new(source, self.separator as u8);
        let mut record = Record::default();
        while reader.row() < self.header_row {
            if reader.next(&mut record)?.is_none() {
                break;
            }
        }
        Ok(reader)
    }

    /// Position of the header that equals the name (see [`header_key`]).
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        let key = header_key(name);
        self.headers.iter().position(|h| header_key(h) == key)
    }
}

/// Looks at a file: which encoding, separator and headers it has.
///
/// # Errors
/// `Refused` when it is no table we can take: empty, not text, a report, too many columns.
pub fn look(path: &Path) -> Result<Layout, FileProblem> {
    let detected = detect(&mut File::open(path)?)?;
    let mut magic = [0u8; 4];
    let n = File::open(path)?.read(&mut magic)?;
    refuse_binary(&magic[..n])?;
    let mut source = TextSource::new(File::open(path)?, detected.encoding);
    let mut head = String::new();
    let mut whole = false;
    while head.len() < HEAD && !whole {
        whole = !source.fill(&mut head)?;
    }
    let (separator, header, cells) = shape(&head, whole)?;
    Ok(Layout {
        encoding: detected.encoding,
        damaged: detected.damaged,
        separator: separator as char,
        header_row: header as u64 + 1,
        headers: headers(cells)?,
    })
}

fn refuse_binary(magic: &[u8]) -> Result<(), FileProblem> {
    let known = magic.starts_with(b"PK\x03\x04") || magic.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]);
    match known || magic.starts_with(b"%PDF") || magic.starts_with(&[0x1f, 0x8b]) {
        true => Err(FileProblem::refused("file_not_text")),
        false => Ok(()),
    }
}

/// Separator, index of the header row and its cells.
fn shape(head: &str, whole: bool) -> Result<(u8, usize, Vec<String>), FileProblem> {
    if head.trim().is_empty() {
        return Err(FileProblem::refused("file_empty"));
    }
    let declared = declared_separator(head);
    let guesses: Vec<Guess> = SEPARATORS
        .into_iter()
        .filter(|s| declared.is_none_or(|d| d == *s))
        .map(|separator| guess(head, whole, separator))
        .collect();
    let best = guesses
        .into_iter()
        .reduce(|a, b| if b.score > a.score { b } else { a });
    let best = best.ok_or_else(|| FileProblem::refused("file_empty"))?;
    if best.rows.iter().take(best.header + 1).any(Vec::is_empty) {
        return Err(FileProblem::refused("file_header_broken"));
    }
    for line in &best.rows[..best.header] {
        let first = line
            .first()
            .map(|c| c.trim().to_lowercase())
            .unwrap_or_default();
        if REPORTS.contains(&first.as_str()) {
            return Err(Reason::of_value("file_is_report", line[0].trim()).into());
        }
    }
    let cells = best.rows.into_iter().nth(best.header).unwrap_or_default();
    Ok((best.separator, best.header, cells))
}

/// The line `sep=;` that office programs understand.
fn declared_separator(head: &str) -> Option<u8> {
    let line = head
        .lines()
        .next()?
        .trim()
        .trim_matches('"')
        .to_ascii_lowercase();
    let mark = line.strip_prefix("sep=")?;
    match mark {
        "\\t" | "" => Some(b'\t'),
        _ => mark.bytes().next().filter(|b| SEPARATORS.contains(b)),
    }
}

struct Guess {
    separator: u8,
    rows: Vec<Vec<String>>,
    header: usize,
    score: usize,
}

fn guess(head: &str, whole: bool, separator: u8) -> Guess {
    let rows = head_rows(head, whole, separator);
    let usual = usual_width(&rows);
    let header = rows
        .iter()
        .take(MAX_PREAMBLE)
        .position(|row| !is_preamble(row, usual))
        .unwrap_or(0);
    let same = rows[header..].iter().filter(|r| r.len() == usual).count();
    let headed = rows.get(header).is_some_and(|r| r.len() == usual);
    let score = if usual < 2 {
        0
    } else {
        same * 2 * usual.min(8) + usize::from(headed) * usual
    };
    Guess {
        separator,
        rows,
        header,
        score: if header > 0 { score / 2 } else { score },
    }
}

/// A line before the header: blank, a comment, a separator mark, or much narrower than the table.
fn is_preamble(row: &[String], usual: usize) -> bool {
    let first = row.first().map_or("", |c| c.trim());
    let filled = row.iter().filter(|c| !c.trim().is_empty()).count();
    let mark = first.to_ascii_lowercase().starts_with("sep=") && filled <= 2;
    filled == 0
        || (first.starts_with('#') && row.len() < usual)
        || mark
        || (usual >= 2 && row.len() * 2 <= usual && filled < 3)
}

/// The width that most lines have; of several the one that comes first.
fn usual_width(rows: &[Vec<String>]) -> usize {
    let mut counts: Vec<(usize, usize)> = Vec::new();
    for row in rows.iter().filter(|r| r.len() > 1) {
        match counts.iter_mut().find(|(width, _)| *width == row.len()) {
            Some((_, n)) => *n += 1,
            None => counts.push((row.len(), 1)),
        }
    }
    let best = counts
        .into_iter()
        .reduce(|a, b| if b.1 > a.1 { b } else { a });
    best.map_or(1, |(width, _)| width)
}

/// The first records; a line that is no record has no cells.
fn head_rows(head: &str, whole: bool, separator: u8) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut record = Record::default();
    let mut at = 0;
    while at < head.len() && rows.len() < HEAD_ROWS {
        match step(&head[at..], separator, whole, &mut record) {
            Step::Row(end) => {
                rows.push(record.iter().map(str::to_owned).collect());
                at += end;
            }
            Step::Broken(Some(end), _) => {
                rows.push(Vec::new());
                at += end;
            }
            Step::More | Step::Broken(None, _) => break,
        }
    }
    rows
}

/// Checks and completes the headers: a column without a name gets its number, a repeated name its count.
fn headers(cells: Vec<String>) -> Result<Vec<String>, FileProblem> {
    let used = cells
        .iter()
        .rposition(|c| !c.trim().is_empty())
        .map_or(0, |p| p + 1);
    if used == 0 {
        return Err(FileProblem::refused("file_no_header"));
    }
    if used > MAX_COLUMNS {
        let reason = Reason::new("file_too_many_columns")
            .with("found", used)
            .with("limit", MAX_COLUMNS);
        return Err(reason.into());
    }
    let mut names: Vec<String> = Vec::with_capacity(used);
    for (index, cell) in cells.into_iter().take(used).enumerate() {
        let name = cell
            .trim_start_matches('\u{feff}')
            .trim()
            .trim_end_matches('*')
            .trim();
        let name: String = name.chars().filter(|c| !c.is_control()).take(200).collect();
        let name = if name.is_empty() {
            format!("#{}", index + 1)
        } else {
            name
        };
        let same = |n: &String, count: usize| match count {
            1 => header_key(n) == header_key(&name),
            _ => header_key(n) == header_key(&format!("{name} ({count})")),
        };
        let count = (1..)
            .find(|c| !names.iter().any(|n| same(n, *c)))
            .unwrap_or(1);
        names.push(if count == 1 {
            name
        } else {
            format!("{name} ({count})")
        });
    }
    Ok(names)
}
