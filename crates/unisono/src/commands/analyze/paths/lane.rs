//! Lines of a file of paths into sums: one lane of several.

use std::ops::Range;

use analysis::attribution::{Aggregate, Journey, Spec, Splitter};
use csv::ByteRecord;

use super::chunks::Piece;
use super::columns::{Columns, builder};

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
    cells: Vec<Range<usize>>,
}

/// The bytes of a line or of more, and where its cells stand in them.
struct Cells<'a>(&'a [u8], &'a [Range<usize>]);

impl<'a> Cells<'a> {
    fn at(&self, at: usize) -> &'a [u8] {
        &self.0[self.1[at].clone()]
    }
}

impl Lane {
    pub(super) fn new(models: &[Spec], has_pairs: bool, columns: &Columns) -> Self {
        Self {
            sums: Aggregate::new(models, has_pairs),
            names: Splitter::new(&columns.separator),
            wrong: None,
            codes: Vec::new(),
            cells: Vec::new(),
        }
    }

    /// Reads a piece up to the first line that is wrong.
    pub(super) fn read(&mut self, piece: &Piece, columns: &Columns) {
        let read = match memchr::memchr2(b'"', b'\r', &piece.bytes) {
            None => self.read_plain(piece, columns),
            Some(_) => self.read_quoted(piece, columns),
        };
        self.wrong = read.err();
    }

    /// A piece without quotes: cells end at the next delimiter or line break, whatever stands before.
    fn read_plain(&mut self, piece: &Piece, columns: &Columns) -> std::result::Result<(), Wrong> {
        let bytes = piece.bytes.as_slice();
        let ends = memchr::memchr2_iter(columns.delimiter, b'\n', bytes);
        let (mut cells, mut from, mut line) = (std::mem::take(&mut self.cells), 0, piece.line);
        for end in ends.chain((bytes.last() != Some(&b'\n')).then_some(bytes.len())) {
            cells.push(from..end);
            from = end + 1;
            if bytes.get(end) == Some(&columns.delimiter) {
                continue;
            }
            if !matches!(&cells[..], [only] if only.is_empty()) {
                self.line(&Cells(bytes, &cells), line, columns)?;
            }
            cells.clear();
            line += 1;
        }
        self.cells = cells;
        Ok(())
    }

    fn read_quoted(&mut self, piece: &Piece, columns: &Columns) -> std::result::Result<(), Wrong> {
        let mut reader = builder(columns.delimiter).from_reader(piece.bytes.as_slice());
        let mut record = ByteRecord::new();
        while reader.read_byte_record(&mut record).unwrap_or(false) {
            let line = record.position().map_or(0, |at| line_of(&piece.bytes, at)) - 1 + piece.line;
            self.cells.clear();
            let cells = (0..record.len()).filter_map(|at| record.range(at));
            self.cells.extend(cells);
            let cells = std::mem::take(&mut self.cells);
            self.line(&Cells(record.as_slice(), &cells), line, columns)?;
            self.cells = cells;
        }
        Ok(())
    }

    fn line(
        &mut self,
        cells: &Cells<'_>,
        line: u64,
        columns: &Columns,
    ) -> std::result::Result<(), Wrong> {
        if cells.1.len() != columns.count {
            return Err(Wrong {
                line,
                column: "CSV".to_owned(),
                key: "analyze.error.width",
                text: cells.1.len().to_string(),
            });
        }
        let wrong = |at: usize, key| Wrong {
            line,
            column: columns.names[at].clone(),
            key,
            text: String::from_utf8_lossy(cells.at(at))
                .chars()
                .take(40)
                .collect(),
        };
        let count = |at: Option<usize>, missing: u32| match at {
            None => Ok(missing),
            Some(at) => whole(cells.at(at)).ok_or_else(|| wrong(at, "analyze.error.count")),
        };
        let (conversions, nulls) = (count(columns.conversions, 1)?, count(columns.nulls, 0)?);
        let value = match columns.value {
            None => 0.0,
            Some(at) => number(cells.at(at)).ok_or_else(|| wrong(at, "analyze.error.number"))?,
        };
        self.split(cells.at(columns.path));
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

/// The line of a record: its position is that of the line break and the empty lines before it.
fn line_of(bytes: &[u8], position: &csv::Position) -> u64 {
    let rest = bytes.get(position.byte() as usize..).unwrap_or_default();
    let before = rest.iter().take_while(|b| matches!(b, b'\n' | b'\r'));
    position.line() + before.filter(|b| **b == b'\n').count() as u64
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

#[cfg(test)]
mod tests {
    use analysis::attribution::Totals;
    use proptest::prelude::*;

    use super::super::Paths;
    use super::*;

    fn command() -> Paths {
        Paths {
            file: "-".to_owned(),
            path: "path".to_owned(),
            separator: ">".to_owned(),
            conversions: None,
            value: None,
            nulls: Some("total_null".to_owned()),
            models: Vec::new(),
            pairs: false,
            language: None,
            json: false,
        }
    }

    /// Names, sums and what is wrong.
    type Said = (Vec<String>, Totals, Option<(u64, &'static str, String)>);

    /// What one way of reading says.
    fn read(
        text: &str,
        how: fn(&mut Lane, &Piece, &Columns) -> std::result::Result<(), Wrong>,
    ) -> Said {
        let header = "path,total_conversions,total_conversion_value,total_null\n";
        let bytes = format!("{header}{text}").into_bytes();
        let mut piece = Piece { bytes, line: 1 };
        let columns = Columns::find(&mut piece, &command()).expect("the header is there");
        let mut lane = Lane::new(&[], false, &columns);
        let wrong = how(&mut lane, &piece, &columns).err();
        let wrong = wrong.map(|wrong| (wrong.line, wrong.key, wrong.text));
        (lane.names.names().to_vec(), lane.sums.totals(), wrong)
    }

    proptest! {
        #[test]
        fn without_quotes_both_ways_of_reading_say_the_same(
            lines in prop::collection::vec(
                prop_oneof![
                    8 => "[ab >]{0,20},[0-3],[0-9]{0,2},[0-2]",
                    1 => "[ab >,1-]{1,20}",
                    1 => "",
                    1 => "mail > Gespr\u{e4}ch,1,2[.]5,1",
                ],
                0..12,
            ),
            end in prop::sample::select(vec!["", "\n"]),
        ) {
            let text = lines.join("\n") + end;
            prop_assert_eq!(read(&text, Lane::read_plain), read(&text, Lane::read_quoted));
        }
    }

    #[test]
    fn empty_lines_and_a_missing_last_line_break_do_not_count() {
        let (names, totals, wrong) = read("\na > b,1,2,0\n\n\nb,0,,3", Lane::read_plain);
        assert_eq!((names.len(), totals.journeys, totals.nulls), (2, 2, 3));
        assert_eq!(wrong, None);
        let (_, _, wrong) = read("a,1,1,1\r\n\r\n\"b\",1", Lane::read_quoted);
        assert_eq!(wrong, Some((4, "analyze.error.width", "2".to_owned())));
        let (_, _, wrong) = read("\n\na,1", Lane::read_plain);
        assert_eq!(wrong, Some((4, "analyze.error.width", "2".to_owned())));
    }
}
