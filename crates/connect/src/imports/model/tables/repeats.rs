//! How much memory an OpenDocument workbook will take, before it is opened: a cell or a row may stand for
//! thousands of itself.

use std::io::{BufReader, Read, Seek};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::archive::{self, unreadable};
use super::{CELL, MAX_CELLS, damaged, too_large};
use crate::imports::model::FileProblem;

/// Rows and columns that a sheet can have.
const ROWS: u64 = 1_048_576;
const COLUMNS: u64 = 16_384;

/// Refuses a workbook whose cells would take too much.
pub(super) fn measure<R: Read + Seek>(input: R) -> Result<(), FileProblem> {
    let mut archive = archive::open(input)?;
    let content = archive.by_name("content.xml").map_err(unreadable)?;
    let mut xml = Reader::from_reader(BufReader::new(content));
    xml.config_mut().expand_empty_elements = true;
    xml.config_mut().check_end_names = false;
    let (mut size, mut buffer) = (Size::default(), Vec::new());
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|_| damaged())? {
            Event::Start(element) => size.begin(&element),
            Event::Text(text) => size.text += text.trim().len() as u64,
            Event::CData(text) => size.text += text.len() as u64,
            Event::End(element) => match element.name().as_ref() {
                "table:table-cell" | "table:covered-table-cell" => size.end_cell(),
                "table:table-row" => size.end_row(),
                "table:table" => size.end_table(),
                _ => {}
            },
            Event::Eof => return Ok(()),
            _ => {}
        }
        if size.total > MAX_CELLS {
            return Err(too_large());
        }
    }
}

#[derive(Default)]
struct Size {
    /// Bytes of the tables so far.
    total: u64,
    /// Bytes and cells of the row, how often it stands, and empty cells that count when another follows.
    row: u64,
    cells: u64,
    rows: u64,
    empty_cells: u64,
    /// The widest row, and empty rows that count when another follows.
    width: u64,
    empty_rows: u64,
    /// The cell: how often it stands, whether it has a value, how long its text is.
    repeats: u64,
    has_value: bool,
    text: u64,
}

impl Size {
    fn begin(&mut self, element: &BytesStart<'_>) {
        match element.name().as_ref() {
            "table:table-row" => {
                self.rows = attribute(element, "table:number-rows-repeated").min(ROWS);
                (self.row, self.cells, self.empty_cells) = (0, 0, 0);
            }
            "table:table-cell" | "table:covered-table-cell" => {
                self.repeats = attribute(element, "table:number-columns-repeated").min(COLUMNS);
                let mut all = element.attributes();
                self.has_value = all.with_checks(false).flatten().any(|a| {
                    let key = a.key.as_ref();
                    key.starts_with("office:")
                        || key.starts_with("calcext:")
                        || key == "table:formula"
                });
                self.text = element.len() as u64;
                if !self.has_value {
                    self.text = 0;
                }
            }
            _ => {}
        }
    }

    fn end_cell(&mut self) {
        if !self.has_value && self.text == 0 {
            self.empty_cells += self.repeats;
            return;
        }
        let before = std::mem::take(&mut self.empty_cells).min(COLUMNS);
        self.cells = (self.cells + before + self.repeats).min(COLUMNS * 2);
        self.row += before * CELL + self.repeats * (CELL + self.text);
    }

    fn end_row(&mut self) {
        if self.row == 0 {
            self.empty_rows = (self.empty_rows + self.rows).min(ROWS);
            return;
        }
        self.width = self.width.max(self.cells);
        let before = std::mem::take(&mut self.empty_rows) * self.width * CELL;
        let rows = self.rows.max(1) * (self.row + self.width * CELL);
        self.total = self.total.saturating_add(before).saturating_add(rows);
    }

    fn end_table(&mut self) {
        (self.width, self.empty_rows) = (0, 0);
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> u64 {
    let mut all = element.attributes();
    let mut all = all.with_checks(false).flatten();
    let found = all.find(|a| a.key.as_ref() == name);
    let number = found.and_then(|a| a.value.trim().parse().ok());
    number.unwrap_or(1)
}
