//! Blocking: records that agree in a key are compared. Several passes; what each leaves out is said.

use super::super::compare::Facts;
use super::super::keys::{KEYS, mix, part_keys, row_keys};
use super::super::model::{Part, Pass, Shape};
use super::super::table::{Table, Texts};
use rayon::prelude::*;

/// Blocks beyond this are divided by further parts before they are compared.
const LARGEST: usize = 250;
/// A pass of more pairs than this is divided further.
pub const MOST_PAIRS: u64 = 50_000_000;
/// Blocks that nothing divides: every record is compared with so many neighbours.
const WINDOW: usize = 10;

/// The blocks of one pass.
#[derive(Debug, Default)]
pub struct Blocks {
    /// Rows in blocks, one block behind the other.
    pub rows: Vec<u32>,
    /// Where each block begins; the last one ends with the rows.
    pub starts: Vec<u32>,
    /// Blocks from this one on are windows: only neighbours are compared.
    pub windows_from: usize,
    /// Pairs of blocks that were too large and in which the division kept the records apart.
    pub left_out: u64,
    /// The keys of each row after division; 0 is none.
    keys: Vec<[u64; KEYS]>,
    single: Vec<u64>,
}

impl Blocks {
    /// The rows of a block.
    #[must_use]
    pub fn block(&self, at: usize) -> &[u32] {
        let end = self
            .starts
            .get(at + 1)
            .map_or(self.rows.len(), |end| *end as usize);
        &self.rows[self.starts[at] as usize..end]
    }

    /// How many blocks there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// How far each record of the block looks.
    #[must_use]
    pub fn reach(&self, at: usize) -> usize {
        if at >= self.windows_from {
            WINDOW
        } else {
            usize::MAX
        }
    }

    /// Whether the pass brings the two rows together.
    #[must_use]
    pub fn meet(&self, a: u32, b: u32) -> bool {
        let (a, b) = (a as usize, b as usize);
        if !self.single.is_empty() {
            return self.single[a] != 0 && self.single[a] == self.single[b];
        }
        if self.keys.is_empty() {
            return false;
        }
        self.keys[a]
            .iter()
            .any(|key| *key != 0 && self.keys[b].contains(key))
    }
}

/// Divides the rows of a table into the blocks of a pass.
#[must_use]
pub fn blocks(table: &Table, facts: &Facts, shape: Shape, pass: &Pass) -> Blocks {
    let texts = table.texts();
    let several = pass
        .parts
        .iter()
        .any(|p| matches!(p, Part::Mailbox | Part::Phone | Part::FirmNumber));
    let mut keys: Vec<[u64; KEYS]> = Vec::new();
    let mut single: Vec<u64> = Vec::new();
    let mut sorted: Vec<(u64, u32)> = match several {
        true => {
            keys = table
                .rows
                .par_iter()
                .map(|row| row_keys(row, &texts, facts, pass))
                .collect();
            let all = keys
                .iter()
                .zip(0u32..)
                .flat_map(|(keys, row)| keys.map(|key| (key, row)));
            all.filter(|(key, _)| *key != 0).collect()
        }
        false => {
            single = table
                .rows
                .par_iter()
                .map(|row| row_keys(row, &texts, facts, pass)[0])
                .collect();
            single
                .iter()
                .copied()
                .zip(0u32..)
                .filter(|(key, _)| *key != 0)
                .collect()
        }
    };
    sorted.par_sort_unstable();
    let mut divider = Divider {
        table,
        facts,
        texts,
        shape,
        largest: LARGEST,
    };
    loop {
        let divided = divider.divide(&sorted);
        let pairs: u64 = divided
            .whole
            .iter()
            .map(|block| pairs_of(block.len()))
            .sum();
        if pairs <= MOST_PAIRS || divider.largest <= 2 {
            return finish(divided, keys, single);
        }
        divider.largest /= 2;
    }
}

fn pairs_of(records: usize) -> u64 {
    let records = records as u64;
    records * records.saturating_sub(1) / 2
}

fn finish(divided: Divided, mut keys: Vec<[u64; KEYS]>, mut single: Vec<u64>) -> Blocks {
    let mut blocks = Blocks {
        left_out: divided.left_out,
        ..Blocks::default()
    };
    for (old, new, rows) in &divided.renamed {
        for row in rows {
            let row = *row as usize;
            match single.is_empty() {
                false => single[row] = *new,
                true => keys[row]
                    .iter_mut()
                    .filter(|key| *key == old)
                    .for_each(|key| *key = *new),
            }
        }
    }
    for block in divided.whole.iter().map(Block::rows) {
        blocks.starts.push(blocks.rows.len() as u32);
        blocks.rows.extend(block);
    }
    blocks.windows_from = blocks.starts.len();
    for block in &divided.windows {
        blocks.starts.push(blocks.rows.len() as u32);
        blocks.rows.extend(block);
    }
    (blocks.keys, blocks.single) = (keys, single);
    blocks
}

/// A block: a piece of the sorted keys, or rows that a division brought together.
enum Block<'a> {
    Piece(&'a [(u64, u32)]),
    Rows(Vec<u32>),
}

impl Block<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Piece(piece) => piece.len(),
            Self::Rows(rows) => rows.len(),
        }
    }

    fn rows(&self) -> Vec<u32> {
        match self {
            Self::Piece(piece) => piece.iter().map(|(_, row)| *row).collect(),
            Self::Rows(rows) => rows.clone(),
        }
    }
}

#[derive(Default)]
struct Divided<'a> {
    whole: Vec<Block<'a>>,
    windows: Vec<Vec<u32>>,
    /// Old key, new key, rows: the division gives new keys; windows have none.
    renamed: Vec<(u64, u64, Vec<u32>)>,
    left_out: u64,
}

struct Divider<'a> {
    table: &'a Table,
    facts: &'a Facts,
    texts: Texts<'a>,
    shape: Shape,
    largest: usize,
}

impl Divider<'_> {
    fn divide<'k>(&self, sorted: &'k [(u64, u32)]) -> Divided<'k> {
        let mut out = Divided::default();
        for piece in sorted
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|piece| piece.len() > 1)
        {
            if piece.len() <= self.largest {
                out.whole.push(Block::Piece(piece));
                continue;
            }
            let rows: Vec<u32> = piece.iter().map(|(_, row)| *row).collect();
            let before = pairs_of(rows.len());
            let compared = self.refine(
                piece[0].0,
                piece[0].0,
                rows,
                self.shape.refinements(),
                &mut out,
            );
            out.left_out += before.saturating_sub(compared);
        }
        out
    }

    /// Divides a block by the next part; returns how many pairs are compared.
    fn refine(
        &self,
        first: u64,
        key: u64,
        mut rows: Vec<u32>,
        parts: &[Part],
        out: &mut Divided<'_>,
    ) -> u64 {
        if rows.len() < 2 {
            out.renamed.push((first, 0, rows));
            return 0;
        }
        if rows.len() <= self.largest {
            let pairs = pairs_of(rows.len());
            out.renamed.push((first, key, rows.clone()));
            out.whole.push(Block::Rows(rows));
            return pairs;
        }
        let Some((part, rest)) = parts.split_first() else {
            // Nothing tells them apart any more: neighbours in the order of content.
            rows.sort_unstable();
            let pairs = (rows.len() * WINDOW) as u64;
            out.renamed.push((first, 0, rows.clone()));
            out.windows.push(rows);
            return pairs;
        };
        let value = |row: &u32| {
            part_keys(
                *part,
                &self.table.rows[*row as usize],
                &self.texts,
                self.facts,
            )[0]
        };
        let mut valued: Vec<(u64, u32)> = rows.iter().map(|row| (value(row), *row)).collect();
        valued.sort_unstable();
        let groups = valued.chunk_by(|a, b| a.0 == b.0);
        groups
            .map(|group| {
                let rows = group.iter().map(|(_, row)| *row).collect();
                self.refine(first, mix(key, group[0].0), rows, rest, out)
            })
            .sum()
    }
}
