//! How much memory a workbook of old Excel will take, before it is opened: the size of its sheets as their
//! records state and fill it, and the texts that its cells share ([MS-XLS], records of BIFF8).

use super::{CELL, MAX_CELLS, damaged, too_large};
use crate::imports::model::FileProblem;

/// Sheets of a workbook.
const SHEETS: usize = 500;

const EOF: u16 = 0x000a;
const CONTINUE: u16 = 0x003c;
const BOUND_SHEET: u16 = 0x0085;
const SHARED_TEXTS: u16 = 0x00fc;
const DIMENSIONS: u16 = 0x0200;
const SHARED_TEXT: u16 = 0x00fd;
const MANY_NUMBERS: u16 = 0x00bd;
/// Records of one cell: formula, label, number, text of a formula, truth or error, rich text, short number.
const CELLS: [u16; 7] = [0x0006, 0x0204, 0x0203, 0x0207, 0x0205, 0x00d6, 0x027e];

/// One record: its kind and its data.
type Record<'a> = (u16, &'a [u8]);

/// Refuses a workbook whose cells would take too much.
pub(super) fn measure(stream: &[u8]) -> Result<(), FileProblem> {
    let mut sheets: Vec<usize> = Vec::new();
    let mut shared: Vec<&[u8]> = Vec::new();
    let mut last = 0;
    for (kind, data) in records(stream, 0)? {
        match kind {
            EOF => break,
            BOUND_SHEET => sheets.push(u32_at(data, 0)? as usize),
            SHARED_TEXTS => shared = vec![data],
            CONTINUE if last == SHARED_TEXTS => shared.push(data),
            _ => {}
        }
        last = if kind == CONTINUE { last } else { kind };
    }
    if sheets.len() > SHEETS {
        return Err(too_large());
    }
    let lengths = Texts::new(shared).lengths();
    let mut size = 0u64;
    for at in sheets {
        size += sheet(stream, at, &lengths)?;
        if size > MAX_CELLS {
            return Err(too_large());
        }
    }
    Ok(())
}

fn records(stream: &[u8], from: usize) -> Result<impl Iterator<Item = Record<'_>>, FileProblem> {
    let mut rest = stream.get(from..).ok_or_else(damaged)?;
    Ok(std::iter::from_fn(move || {
        let (kind, length) = (u16_at(rest, 0).ok()?, u16_at(rest, 2).ok()? as usize);
        let data = rest.get(4..4 + length)?;
        rest = &rest[4 + length..];
        Some((kind, data))
    }))
}

/// Bytes of a sheet in memory: a rectangle around its cells, and their texts.
fn sheet(stream: &[u8], at: usize, lengths: &[u64]) -> Result<u64, FileProblem> {
    let (mut declared, mut texts) = (0u64, 0u64);
    let (mut rows, mut columns) = (0u64, 0u64);
    let mut depth = 0u32;
    for (kind, data) in records(stream, at)? {
        match kind {
            0x0809 => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            DIMENSIONS => declared = declared.max(dimensions(data)?),
            _ => {}
        }
        if kind == SHARED_TEXT {
            let text = lengths.get(u32_at(data, 6)? as usize);
            texts += *text.ok_or_else(damaged)?;
        } else if !CELLS.contains(&kind) && kind != MANY_NUMBERS {
            continue;
        } else {
            texts += data.len() as u64 * 3;
        }
        if kind != 0x0207 {
            let wide = if kind == MANY_NUMBERS {
                data.len() as u64 / 6
            } else {
                0
            };
            rows = rows.max(u64::from(u16_at(data, 0)?) + 1);
            columns = columns.max(u64::from(u16_at(data, 2)?) + 1 + wide);
        }
    }
    Ok((rows * columns).max(declared) * CELL + texts)
}

/// Rows times columns as the sheet declares them.
fn dimensions(data: &[u8]) -> Result<u64, FileProblem> {
    let (rows, columns) = match data.len() {
        10 => (
            u64::from(u16_at(data, 2)?).saturating_sub(u16_at(data, 0)?.into()),
            u64::from(u16_at(data, 6)?).saturating_sub(u16_at(data, 4)?.into()),
        ),
        _ => (
            u64::from(u32_at(data, 4)?).saturating_sub(u32_at(data, 0)?.into()),
            u64::from(u16_at(data, 10)?).saturating_sub(u16_at(data, 8)?.into()),
        ),
    };
    Ok(rows * columns)
}

fn u16_at(data: &[u8], at: usize) -> Result<u16, FileProblem> {
    let bytes = data.get(at..at + 2).ok_or_else(damaged)?;
    Ok(u16::from_le_bytes([bytes[0], bytes[1]]))
}

fn u32_at(data: &[u8], at: usize) -> Result<u32, FileProblem> {
    Ok(u32::from(u16_at(data, at)?) | u32::from(u16_at(data, at + 2)?) << 16)
}

/// The table of shared texts, which goes on over several records.
struct Texts<'a> {
    pieces: std::vec::IntoIter<&'a [u8]>,
    piece: &'a [u8],
}

impl<'a> Texts<'a> {
    fn new(pieces: Vec<&'a [u8]>) -> Self {
        let mut pieces = pieces.into_iter();
        let piece = pieces.next().unwrap_or_default();
        Self { pieces, piece }
    }

    /// The length of each text, at most, in bytes of UTF-8.
    fn lengths(mut self) -> Vec<u64> {
        let mut lengths = Vec::new();
        if self.skip(8).is_some() {
            while let Some(length) = self.text() {
                lengths.push(length);
            }
        }
        lengths
    }

    fn text(&mut self) -> Option<u64> {
        let characters = self.number(2)?;
        let flags = self.number(1)?;
        let runs = if flags & 8 > 0 {
            self.number(2)? * 4
        } else {
            0
        };
        let more = if flags & 4 > 0 { self.number(4)? } else { 0 };
        let mut left = characters;
        let mut width = 1 + (flags & 1);
        while left > 0 {
            let here = left.min(self.piece.len() / width);
            self.piece = &self.piece[here * width..];
            left -= here;
            if left > 0 {
                // Where a text goes on in the next record, it says anew how wide its characters are.
                self.piece = self.pieces.next()?;
                width = 1 + (self.number(1)? & 1);
            }
        }
        self.skip(runs)?;
        self.skip(more)?;
        Some(characters as u64 * 3)
    }

    fn number(&mut self, bytes: usize) -> Option<usize> {
        if self.piece.is_empty() {
            self.piece = self.pieces.next()?;
        }
        let (number, rest) = self.piece.split_at_checked(bytes)?;
        self.piece = rest;
        Some(
            number
                .iter()
                .rev()
                .fold(0, |n, byte| n << 8 | usize::from(*byte)),
        )
    }

    fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > self.piece.len() {
            bytes -= self.piece.len();
            self.piece = self.pieces.next()?;
        }
        self.piece = &self.piece[bytes..];
        Some(())
    }
}
