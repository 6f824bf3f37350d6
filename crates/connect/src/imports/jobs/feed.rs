//! Reads a file on a thread of its own and hands its rows over in chunks.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::super::model::mapping::{Applied, Plan, Row};
use super::super::model::reader::{Layout, Line, Record};
use super::super::model::{FileProblem, Problem};

/// Rows that are written in one transaction.
pub(super) const CHUNK: usize = 1_000;
/// Characters of the cells of a row that are kept when it is not taken.
const KEPT: usize = 4_000;

/// Some rows of a file in their order.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    /// Rows to import with their cells.
    pub rows: Vec<(Row, Vec<String>)>,
    /// Rows that were not taken, with their cells.
    pub rejected: Vec<(Vec<Problem>, Vec<String>)>,
    /// How many rows the mapping leaves out.
    pub skipped: u64,
    /// Number of the last row.
    pub last: u64,
}

impl Chunk {
    fn len(&self) -> usize {
        self.rows.len() + self.rejected.len()
    }
}

/// The chunks of a file behind a row.
pub(super) fn feed(
    path: PathBuf,
    layout: Layout,
    plan: Arc<Plan>,
    after: u64,
) -> Receiver<Result<Chunk, FileProblem>> {
    let (out, chunks) = channel(2);
    tokio::task::spawn_blocking(move || {
        if let Err(problem) = read(&path, &layout, &plan, after, &out) {
            let _ = out.blocking_send(Err(problem));
        }
    });
    chunks
}

fn read(
    path: &std::path::Path,
    layout: &Layout,
    plan: &Plan,
    after: u64,
    out: &Sender<Result<Chunk, FileProblem>>,
) -> Result<(), FileProblem> {
    let mut reader = layout.open(path)?;
    let mut record = Record::default();
    let mut chunk = Chunk::default();
    while let Some(line) = reader.next(&mut record)? {
        let row = reader.row();
        if row <= after || line == Line::Blank {
            continue;
        }
        chunk.last = row;
        match line {
            Line::Broken(raw, reason) => chunk
                .rejected
                .push((vec![Problem::row(row, reason)], vec![raw])),
            _ => take(plan, row, &record, &mut chunk),
        }
        if chunk.len() >= CHUNK && out.blocking_send(Ok(std::mem::take(&mut chunk))).is_err() {
            return Ok(());
        }
    }
    if chunk.last > 0 {
        let _ = out.blocking_send(Ok(chunk));
    }
    Ok(())
}

fn take(plan: &Plan, number: u64, record: &Record, chunk: &mut Chunk) {
    match plan.apply(number, record) {
        Applied::Row(row) => chunk.rows.push((*row, cells(record))),
        Applied::Rejected(problems) => chunk.rejected.push((problems, cells(record))),
        Applied::Skipped => chunk.skipped += 1,
    }
}

fn cells(record: &Record) -> Vec<String> {
    record
        .iter()
        .map(|cell| cell.chars().take(KEPT).collect())
        .collect()
}
