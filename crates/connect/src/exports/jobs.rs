//! Writing exports: page by page, into a folder or into an answer.

use std::io::Write;
use std::path::Path;

use kernel::{Error, Id, Result};
use serde::Serialize;
use store::Db;

use super::model::{Column, Format, Reader, SHEETS, Sheet, encode};
use super::store::{id_of, page};

/// One sheet on its way, in one format, for one reader.
pub(super) struct Writing {
    sheet: &'static Sheet,
    format: Format,
    /// Positions of the columns that the reader sees.
    seen: Vec<usize>,
    after: Option<Id>,
    ended: bool,
    /// Records written so far.
    pub records: u64,
}

impl Writing {
    pub fn new(sheet: &'static Sheet, format: Format, reader: &Reader) -> Self {
        let columns = sheet.columns.iter().enumerate();
        let seen = columns
            .filter(|(_, c)| reader.sees(c.needs))
            .map(|(at, _)| at)
            .collect();
        Self {
            sheet,
            format,
            seen,
            after: None,
            ended: false,
            records: 0,
        }
    }

    /// The next piece of the file; `None` behind its end.
    pub async fn next(&mut self, db: &Db) -> Result<Option<Vec<u8>>> {
        if self.ended {
            return Ok(None);
        }
        let first = self.after.is_none();
        let mut rows = page(db, self.sheet, self.after.unwrap_or(Id(i64::MIN))).await?;
        self.after = rows.last().and_then(|r| id_of(r)).or(self.after);
        self.ended = rows.is_empty();
        self.records += rows.len() as u64;
        for row in &mut rows {
            *row = self
                .seen
                .iter()
                .filter_map(|at| row.get(*at).cloned())
                .collect();
        }
        let columns: Vec<&Column> = self
            .seen
            .iter()
            .filter_map(|at| self.sheet.columns.get(*at))
            .collect();
        let mut piece = encode(self.format, &columns, &rows, first)?;
        if self.ended && self.format == Format::Json {
            piece.extend(if first { "[]\n" } else { "\n]\n" }.as_bytes());
        }
        Ok(Some(piece))
    }
}

/// The sheets that a reader sees.
pub(super) fn sheets(reader: &Reader) -> impl Iterator<Item = &'static Sheet> {
    SHEETS.iter().filter(|sheet| reader.sees(sheet.needs))
}

/// A file that was written.
#[derive(Debug, Serialize)]
pub struct Written {
    /// Its name.
    pub file: String,
    /// How many records are in it.
    pub records: u64,
}

/// Writes every sheet as CSV and JSON into a folder.
///
/// # Errors
/// `Conflict` when the folder holds something else; as the store.
pub async fn into_folder(db: &Db, folder: &Path) -> Result<Vec<Written>> {
    std::fs::create_dir_all(folder)?;
    let mut written = Vec::new();
    for sheet in sheets(&Reader::Operator) {
        for format in Format::ALL {
            let file = format!("{}.{}", sheet.kind, format.ending());
            let records = into_file(db, sheet, format, &folder.join(&file)).await?;
            written.push(Written { file, records });
        }
    }
    Ok(written)
}

async fn into_file(db: &Db, sheet: &'static Sheet, format: Format, path: &Path) -> Result<u64> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    let mut writing = Writing::new(sheet, format, &Reader::Operator);
    while let Some(piece) = writing.next(db).await? {
        file.write_all(&piece)?;
    }
    file.flush().map_err(Error::from)?;
    Ok(writing.records)
}
