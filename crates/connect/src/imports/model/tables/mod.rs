//! Files that hold tables without being text: workbooks of spreadsheet programs and contact cards.
//!
//! Each of their tables becomes a file of values (UTF-8, commas, every value quoted) with the same rows,
//! and is read like any other from there. What comes in may be hostile: everything that a library keeps
//! in memory is measured before it is opened, and what cannot be read is a reason, never a fault.

mod archive;
mod biff;
mod cards;
mod cell;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod ods;
mod repeats;
mod sheet;
#[cfg(test)]
mod tests;
mod xls;
mod xlsx;

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use calamine::{SheetType, SheetVisible};

use super::reader::{TextSource, detect, read_full};
use super::{FileProblem, Findings};

/// Bytes that the parts of a workbook may unpack to.
pub const MAX_UNPACKED: u64 = 1024 * 1024 * 1024;
/// Bytes that the parts beside the sheets may unpack to: they are held in memory, above all the texts that
/// cells share.
pub const MAX_HELD: u64 = 128 * 1024 * 1024;
/// Bytes that all cells of a workbook may come to in memory, where a format is not read row by row.
pub const MAX_CELLS: u64 = 256 * 1024 * 1024;
/// Bytes that a cell takes in memory besides its text.
const CELL: u64 = 56;
/// Bytes of values that one table may come to.
pub const MAX_TABLE: u64 = 1024 * 1024 * 1024;
/// Tables taken out of one file; more are named and left out.
pub const MAX_TABLES: usize = 50;

/// What a file is that holds tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A workbook of Excel since 2007.
    Xlsx,
    /// A workbook of Excel up to 2003.
    Xls,
    /// A workbook of LibreOffice or OpenOffice.
    Ods,
    /// Contact cards.
    Cards,
}

/// A table that was taken out of a file.
#[derive(Debug)]
pub struct Table {
    /// Where its values lie.
    pub path: PathBuf,
    /// Its name in the file; empty when the file has but one.
    pub name: String,
    /// What to know about it.
    pub findings: Findings,
}

/// The tables of a file, in their order.
#[derive(Debug, Default)]
pub struct Unfolded {
    /// Tables with values.
    pub tables: Vec<Table>,
    /// They are sheets of a workbook, of which perhaps not all are meant.
    pub are_sheets: bool,
    /// Names of tables that were left out because there are too many.
    pub left_out: Vec<String>,
}

/// What the bytes say the file is; `None` when it is to be read as text.
///
/// # Errors
/// `Refused` when it is a workbook that nobody can read (encrypted, damaged, of a kind not supported).
pub fn holder(path: &Path) -> Result<Option<Holder>, FileProblem> {
    let mut magic = [0u8; 8];
    let mut file = File::open(path)?;
    let found = read_full(&mut file, &mut magic)?;
    file.rewind()?;
    match &magic[..found] {
        [b'P', b'K', 3, 4, ..] => archive::holder(file),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => xls::holder(file).map(Some),
        _ => Ok(is_card(path)?.then_some(Holder::Cards)),
    }
}

/// Whether the text begins as a card does, in any encoding.
fn is_card(path: &Path) -> Result<bool, FileProblem> {
    let detected = detect(&mut File::open(path)?.take(64 * 1024))?;
    let mut head = String::new();
    TextSource::new(File::open(path)?, detected.encoding).fill(&mut head)?;
    Ok(cards::begins(head.trim_start()))
}

/// Takes the tables out of a file; `place` names where the next one is to lie.
///
/// # Errors
/// `Refused` with the reason, `Io` when the disk fails.
pub fn unfold(
    path: &Path,
    holder: Holder,
    place: &mut dyn FnMut() -> PathBuf,
) -> Result<Unfolded, FileProblem> {
    let read = |into: &mut Outlet<'_>| match holder {
        Holder::Xlsx => xlsx::read(path, into),
        Holder::Xls => xls::read(path, into),
        Holder::Ods => ods::read(path, into),
        Holder::Cards => cards::read(path, into),
    };
    let mut into = Outlet {
        place,
        unfolded: Unfolded {
            are_sheets: holder != Holder::Cards,
            ..Unfolded::default()
        },
    };
    // The libraries that read workbooks are good, yet written for files of office programs. A file made
    // to break one of them is a damaged file, and nobody else notices.
    let done = catch_unwind(AssertUnwindSafe(|| read(&mut into)));
    done.unwrap_or_else(|_| Err(damaged()))?;
    match into.unfolded.tables.is_empty() {
        true => Err(FileProblem::refused("file_empty")),
        false => Ok(into.unfolded),
    }
}

fn damaged() -> FileProblem {
    FileProblem::refused("workbook_damaged")
}

fn too_large() -> FileProblem {
    FileProblem::refused("workbook_too_large")
}

/// Where the tables of a file go.
struct Outlet<'a> {
    place: &'a mut dyn FnMut() -> PathBuf,
    unfolded: Unfolded,
}

impl Outlet<'_> {
    /// Writes one table; without any value nothing stays of it. `fill` answers what to know about it.
    fn table(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut sheet::Sheet<BufWriter<File>>) -> Result<(), FileProblem>,
    ) -> Result<(), FileProblem> {
        if self.unfolded.tables.len() >= MAX_TABLES {
            self.unfolded.left_out.push(name.to_owned());
            return Ok(());
        }
        let path = (self.place)();
        let mut sheet = sheet::Sheet::new(BufWriter::new(File::create(&path)?));
        fill(&mut sheet)?;
        let (mut out, findings) = sheet.end()?;
        std::io::Write::flush(&mut out)?;
        out.get_ref().sync_all()?;
        match out.get_ref().metadata()?.len() {
            0 => std::fs::remove_file(&path)?,
            _ => self.unfolded.tables.push(Table {
                path,
                name: name.to_owned(),
                findings,
            }),
        }
        Ok(())
    }
}

/// The names of the sheets that the office program shows.
fn shown(sheets: &[calamine::Sheet]) -> Vec<String> {
    let is_shown = |sheet: &&calamine::Sheet| {
        sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet
    };
    let shown = sheets.iter().filter(is_shown);
    shown.map(|sheet| sheet.name.clone()).collect()
}

fn open(path: &Path) -> std::io::Result<BufReader<File>> {
    Ok(BufReader::new(File::open(path)?))
}
