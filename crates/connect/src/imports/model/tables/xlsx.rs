//! Workbooks of Excel since 2007: sheets are read cell by cell, only their shared texts are in memory.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek};
use std::path::Path;

use calamine::{Data, Dimensions, Reader, Xlsx, XlsxError};

use super::sheet::Sheet;
use super::{Outlet, archive, cell, damaged, open, shown};
use crate::imports::model::FileProblem;

/// Merged places of a sheet that are filled; with more the file is none of a person.
const MERGED: usize = 100_000;

/// Reads the sheets that the office program shows.
pub(super) fn read(path: &Path, into: &mut Outlet<'_>) -> Result<(), FileProblem> {
    archive::measure(open(path)?, is_held)?;
    let mut book = Xlsx::new(open(path)?).map_err(problem)?;
    let since_1904 = book.has_1904_epoch();
    for name in shown(book.sheets_metadata()) {
        into.table(&name, |sheet| one(&mut book, &name, since_1904, sheet))?;
    }
    Ok(())
}

/// Everything but the sheets is read as a whole, wherever the workbook says that its parts lie.
fn is_held(part: &str) -> bool {
    const WHOLE: [&str; 3] = ["sharedstrings.xml", "styles.xml", "workbook.xml"];
    let name = part.to_ascii_lowercase();
    let is_sheet = name.contains("worksheets/") || name.contains("media/");
    !is_sheet || name.ends_with(".rels") || WHOLE.iter().any(|whole| name.ends_with(whole))
}

fn one(
    book: &mut Xlsx<BufReader<File>>,
    name: &str,
    since_1904: bool,
    sheet: &mut Sheet<BufWriter<File>>,
) -> Result<(), FileProblem> {
    let mut merged = Merged::of(book, name)?;
    let mut cells = book.worksheet_cells_reader(name).map_err(problem)?;
    while let Some(found) = cells.next_cell().map_err(problem)? {
        let (row, column) = found.get_position();
        let value = Data::from(found.get_value().clone());
        merged.fill(row, sheet)?;
        put(sheet, (row, column), value, since_1904, &mut merged)?;
    }
    merged.fill(u32::MAX, sheet)
}

/// Puts a value into its cell; the error of a formula is a finding.
pub(super) fn put(
    sheet: &mut Sheet<BufWriter<File>>,
    (row, column): (u32, u32),
    value: Data,
    since_1904: bool,
    merged: &mut Merged,
) -> Result<(), FileProblem> {
    if let Data::Error(error) = &value {
        sheet.note("formula_error", &letters(column), &error.to_string());
    }
    let text = cell::text(value, since_1904);
    merged.see(row, column, &text);
    sheet.cell(row, column, text)
}

/// The name of a column as spreadsheets show it.
fn letters(column: u32) -> String {
    let (rest, last) = (column / 26, (b'A' + (column % 26) as u8) as char);
    match rest {
        0 => last.to_string(),
        _ => format!("{}{last}", letters(rest - 1)),
    }
}

/// Cells merged downwards: each of their rows has the value of the first. Merged sideways is a layout.
#[derive(Default)]
pub(super) struct Merged {
    /// Last row by first cell.
    waiting: BTreeMap<(u32, u32), u32>,
    /// Last row and value by column.
    open: BTreeMap<u32, (u32, String)>,
    row: u32,
}

impl Merged {
    fn of<R: Read + Seek>(book: &mut Xlsx<R>, name: &str) -> Result<Self, FileProblem> {
        let places = book.merge_cells_by_sheet_name(name).map_err(problem)?;
        Ok(Self::from(&places))
    }

    /// The merged places of a sheet.
    pub(super) fn from(places: &[Dimensions]) -> Self {
        let down = places.iter().filter(|place| place.end.0 > place.start.0);
        Self {
            waiting: down.take(MERGED).map(|p| (p.start, p.end.0)).collect(),
            ..Self::default()
        }
    }

    fn see(&mut self, row: u32, column: u32, text: &str) {
        // An empty place fills nothing, however far a file says that it reaches.
        if let Some(last) = self.waiting.remove(&(row, column))
            && !text.trim().is_empty()
        {
            self.open.insert(column, (last, text.to_owned()));
        }
    }

    /// Fills the rows before this one, and those cells of it that come first.
    pub(super) fn fill(
        &mut self,
        row: u32,
        sheet: &mut Sheet<BufWriter<File>>,
    ) -> Result<(), FileProblem> {
        while self.row < row && !self.open.is_empty() {
            let at = self.row;
            self.open.retain(|_, (last, _)| *last >= at);
            for (column, (_, text)) in &self.open {
                if !sheet.is_filled(at, *column) {
                    sheet.cell(at, *column, text.clone())?;
                }
            }
            self.row += 1;
        }
        self.row = self.row.max(row);
        Ok(())
    }
}

fn problem(error: XlsxError) -> FileProblem {
    if matches!(error, XlsxError::Password) {
        return FileProblem::refused("workbook_password");
    }
    tracing::info!(%error, "a workbook cannot be read");
    damaged()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merged_place_without_a_value_is_not_walked_along() {
        let to_the_end = Dimensions {
            start: (0, 0),
            end: (u32::MAX, 0),
        };
        let mut merged = Merged::from(&[to_the_end]);
        merged.see(0, 0, "  ");
        assert!(merged.open.is_empty());
        let mut merged = Merged::from(&[to_the_end]);
        merged.see(0, 0, "Vertrieb");
        assert_eq!(merged.open.len(), 1);
    }
}
