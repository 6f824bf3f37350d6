//! Workbooks of Excel up to 2003. Their sheets are read as a whole, so they are measured before.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek};
use std::path::Path;

use calamine::{Reader, Xls, XlsError};
use cfb::CompoundFile;

use super::sheet::Sheet;
use super::xlsx::{Merged, put};
use super::{Holder, Outlet, biff, damaged, open, shown};
use crate::imports::model::FileProblem;

/// The kind of workbook in the compound file; an encrypted one of today's Excel is such a file too.
pub(super) fn holder(file: File) -> Result<Holder, FileProblem> {
    let compound = compound(BufReader::new(file))?;
    if compound.exists("/EncryptedPackage") {
        return Err(FileProblem::refused("workbook_password"));
    }
    let is_excel = compound.exists("/Workbook") || compound.exists("/Book");
    match is_excel {
        true => Ok(Holder::Xls),
        false => Err(FileProblem::refused("file_not_text")),
    }
}

fn compound<R: Read + Seek>(input: R) -> Result<CompoundFile<R>, FileProblem> {
    CompoundFile::open(input).map_err(|_| damaged())
}

fn measure<R: Read + Seek>(compound: &mut CompoundFile<R>) -> Result<(), FileProblem> {
    let name = ["/Workbook", "/Book"]
        .into_iter()
        .find(|name| compound.exists(name));
    let mut stream = compound
        .open_stream(name.unwrap_or("/Workbook"))
        .map_err(|_| damaged())?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).map_err(|_| damaged())?;
    biff::measure(&bytes)
}

/// Reads the sheets that the office program shows.
pub(super) fn read(path: &Path, into: &mut Outlet<'_>) -> Result<(), FileProblem> {
    measure(&mut compound(open(path)?)?)?;
    let mut book: Xls<_> = Xls::new(open(path)?).map_err(problem)?;
    let since_1904 = book.has_1904_epoch();
    for name in shown(book.sheets_metadata()) {
        let range = book.worksheet_range(&name).map_err(problem)?;
        let places = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        into.table(&name, |sheet| {
            whole(range, Merged::from(&places), since_1904, sheet)
        })?;
    }
    Ok(())
}

/// Writes a sheet that is in memory.
pub(super) fn whole(
    range: calamine::Range<calamine::Data>,
    mut merged: Merged,
    since_1904: bool,
    sheet: &mut Sheet<BufWriter<File>>,
) -> Result<(), FileProblem> {
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        let (row, column) = (top + row as u32, left + column as u32);
        merged.fill(row, sheet)?;
        put(sheet, (row, column), value.clone(), since_1904, &mut merged)?;
    }
    merged.fill(u32::MAX, sheet)
}

fn problem(error: XlsError) -> FileProblem {
    if matches!(error, XlsError::Password) {
        return FileProblem::refused("workbook_password");
    }
    tracing::info!(%error, "a workbook cannot be read");
    damaged()
}
