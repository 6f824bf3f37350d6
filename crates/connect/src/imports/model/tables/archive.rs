//! The archive around the parts of a workbook: which kind it is, and whether it unpacks to a sound size.
//!
//! Sizes that an archive declares are not believed: every part is unpacked once into nothing.

use std::fs::File;
use std::io::{self, BufReader, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Holder, MAX_HELD, MAX_UNPACKED, damaged, too_large};
use crate::imports::model::FileProblem;

/// Parts of a workbook; office programs make a few per sheet.
const PARTS: usize = 10_000;
const ODS: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";

/// The kind of workbook in the archive.
pub(super) fn holder(file: File) -> Result<Option<Holder>, FileProblem> {
    let mut archive = open(BufReader::new(file))?;
    let has = |name: &str| archive.index_for_name(name).is_some();
    if has("xl/workbook.bin") {
        return Err(FileProblem::refused("workbook_binary"));
    }
    let is_excel = has("xl/workbook.xml")
        || (has("[Content_Types].xml") && has("_rels/.rels") && !has("word/document.xml"));
    if is_excel {
        return Ok(Some(Holder::Xlsx));
    }
    let mut kind = Vec::new();
    if let Ok(part) = archive.by_name("mimetype") {
        part.take(128)
            .read_to_end(&mut kind)
            .map_err(|_| damaged())?;
    }
    match kind.starts_with(ODS) {
        true => Ok(Some(Holder::Ods)),
        false => Err(FileProblem::refused("file_not_text")),
    }
}

pub(super) fn open<R: Read + io::Seek>(input: R) -> Result<ZipArchive<R>, FileProblem> {
    let archive = ZipArchive::new(input).map_err(|error| match error {
        ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => error.into(),
        _ => damaged(),
    })?;
    match archive.len() <= PARTS {
        true => Ok(archive),
        false => Err(too_large()),
    }
}

/// Unpacks everything once and counts. Parts for which `is_held` answers yes will be in memory as a whole.
pub(super) fn measure<R: Read + io::Seek>(
    input: R,
    is_held: fn(&str) -> bool,
) -> Result<(), FileProblem> {
    let mut archive = open(input)?;
    let (mut unpacked, mut held) = (0u64, 0u64);
    for number in 0..archive.len() {
        let part = archive.by_index(number).map_err(unreadable)?;
        let counts = part.name().map_or(true, |name| is_held(&name));
        let size = size(part, MAX_UNPACKED - unpacked)?;
        unpacked += size;
        held += if counts { size } else { 0 };
        if unpacked >= MAX_UNPACKED || held > MAX_HELD {
            return Err(too_large());
        }
    }
    Ok(())
}

/// The size of a part, counted up to the limit.
fn size(part: impl Read, limit: u64) -> Result<u64, FileProblem> {
    io::copy(&mut part.take(limit), &mut io::sink()).map_err(|_| damaged())
}

pub(super) fn unreadable(error: ZipError) -> FileProblem {
    match error {
        ZipError::UnsupportedArchive(text) if text == ZipError::PASSWORD_REQUIRED => {
            FileProblem::refused("workbook_password")
        }
        _ => damaged(),
    }
}
