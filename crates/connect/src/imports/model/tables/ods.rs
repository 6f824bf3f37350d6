//! Workbooks of LibreOffice and OpenOffice. Their sheets are read as a whole, so they are measured before.

use std::path::Path;

use calamine::{Ods, OdsError, Reader};

use super::xls::whole;
use super::xlsx::Merged;
use super::{Outlet, archive, damaged, open, repeats, shown};
use crate::imports::model::FileProblem;

/// Reads the sheets that the office program shows.
pub(super) fn read(path: &Path, into: &mut Outlet<'_>) -> Result<(), FileProblem> {
    archive::measure(open(path)?, |part| part.ends_with(".xml"))?;
    repeats::measure(open(path)?)?;
    let mut book: Ods<_> = Ods::new(open(path)?).map_err(problem)?;
    for name in shown(book.sheets_metadata()) {
        let range = book.worksheet_range(&name).map_err(problem)?;
        into.table(&name, |sheet| whole(range, Merged::default(), false, sheet))?;
    }
    Ok(())
}

fn problem(error: OdsError) -> FileProblem {
    if matches!(error, OdsError::Password) {
        return FileProblem::refused("workbook_password");
    }
    tracing::info!(%error, "a workbook cannot be read");
    damaged()
}
