//! One table as a file of values: row for row as in the workbook, blank rows included, so that a problem
//! names the row that the spreadsheet shows.

use std::io::Write;

use super::{MAX_TABLE, damaged, too_large};
use crate::imports::model::reader::{MAX_COLUMNS, MAX_RECORD};
use crate::imports::model::{FileProblem, Findings};

/// Rows that are looked at for the width of the table.
const HEAD: usize = 80;

/// A table that is being written; its cells come row after row.
pub(super) struct Sheet<W> {
    out: W,
    row: u32,
    cells: Vec<String>,
    size: usize,
    head: Vec<(u32, Vec<String>)>,
    width: Option<usize>,
    next: u32,
    written: u64,
    findings: Findings,
}

impl<W: Write> Sheet<W> {
    pub(super) fn new(out: W) -> Self {
        Self {
            out,
            row: 0,
            cells: Vec::new(),
            size: 0,
            head: Vec::new(),
            width: None,
            next: 0,
            written: 0,
            findings: Findings::default(),
        }
    }

    /// Puts a value into a cell, counted from 0. Rows come in their order. What lies beyond the columns
    /// that an import takes stands in the one behind them, so that its row is refused.
    pub(super) fn cell(&mut self, row: u32, column: u32, text: String) -> Result<(), FileProblem> {
        if text.trim().is_empty() {
            return Ok(());
        }
        if row < self.row {
            return Err(damaged());
        }
        if row > self.row {
            self.close()?;
            self.row = row;
        }
        self.size += text.len();
        if self.size > MAX_RECORD {
            return Err(too_large());
        }
        let at = (column as usize).min(MAX_COLUMNS);
        if self.cells.len() <= at {
            self.cells.resize(at + 1, String::new());
        }
        self.cells[at] = text;
        Ok(())
    }

    /// Whether the cell of the row that is being filled has a value.
    pub(super) fn is_filled(&self, row: u32, column: u32) -> bool {
        let cell = self.cells.get(column as usize);
        row == self.row && cell.is_some_and(|text| !text.is_empty())
    }

    /// Notes what to know about the table.
    pub(super) fn note(&mut self, kind: &str, column: &str, value: &str) {
        self.findings.add(kind, "", column, value, "", 1);
    }

    /// Notes something that concerns several rows; nothing for none.
    pub(super) fn note_several(&mut self, kind: &str, count: u64) {
        if count > 0 {
            self.findings.add(kind, "", "", "", "", count);
        }
    }

    /// Writes what is left; answers the output and what to know.
    pub(super) fn end(mut self) -> Result<(W, Findings), FileProblem> {
        self.close()?;
        self.write_head()?;
        Ok((self.out, self.findings))
    }

    fn close(&mut self) -> Result<(), FileProblem> {
        if self.cells.is_empty() {
            return Ok(());
        }
        let cells = std::mem::take(&mut self.cells);
        self.size = 0;
        if self.width.is_some() {
            return self.write(self.row, &cells);
        }
        self.head.push((self.row, cells));
        match self.head.len() < HEAD {
            true => Ok(()),
            false => self.write_head(),
        }
    }

    fn write_head(&mut self) -> Result<(), FileProblem> {
        if self.width.is_some() {
            return Ok(());
        }
        let head = std::mem::take(&mut self.head);
        let width = width(&head);
        self.width = Some(width);
        let is_table = |cells: &[String]| filled(cells) * 2 > width;
        let begins = head.iter().position(|(_, cells)| is_table(cells));
        for (at, (row, cells)) in head.into_iter().enumerate() {
            if begins.is_some_and(|begins| at < begins) {
                // A title above the table is one value: so the reader knows that it is no header.
                let words: Vec<String> = cells.into_iter().filter(|c| !c.is_empty()).collect();
                self.line(row, &[words.join(" ")])?;
            } else {
                self.write(row, &cells)?;
            }
        }
        Ok(())
    }

    /// A row at its place, as wide as the table: a spreadsheet does not keep empty cells at the end.
    fn write(&mut self, row: u32, cells: &[String]) -> Result<(), FileProblem> {
        let missing = self.width.unwrap_or(0).saturating_sub(cells.len());
        if missing == 0 {
            return self.line(row, cells);
        }
        let mut wide = cells.to_vec();
        wide.resize(cells.len() + missing, String::new());
        self.line(row, &wide)
    }

    fn line(&mut self, row: u32, cells: &[String]) -> Result<(), FileProblem> {
        let mut line = "\n".repeat(row.saturating_sub(self.next) as usize);
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                line.push(',');
            }
            if !cell.is_empty() {
                line.push('"');
                line.extend(cell.chars().filter(|c| *c != '\0').flat_map(doubled));
                line.push('"');
            }
        }
        line.push('\n');
        self.next = row + 1;
        self.written += line.len() as u64;
        if self.written > MAX_TABLE {
            return Err(too_large());
        }
        Ok(self.out.write_all(line.as_bytes())?)
    }
}

fn doubled(c: char) -> impl Iterator<Item = char> {
    std::iter::repeat_n(c, if c == '"' { 2 } else { 1 })
}

fn filled(cells: &[String]) -> usize {
    cells.iter().filter(|cell| !cell.is_empty()).count()
}

/// The width of the widest row, without a remark far beside the table.
fn width(head: &[(u32, Vec<String>)]) -> usize {
    let mut lengths: Vec<usize> = head.iter().map(|(_, cells)| cells.len()).collect();
    lengths.sort_unstable();
    let middle = lengths.get(lengths.len() / 2).copied().unwrap_or(0);
    let usual = lengths.iter().filter(|n| **n <= middle * 2 + 2);
    usual.max().copied().unwrap_or(0)
}
