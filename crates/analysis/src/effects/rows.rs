//! Rows behind matrices: numbers side by side, and the places of what they say yes to.

use std::ops::Range;
use std::sync::Arc;

use super::arranged::Arranged;

/// Rows whose numbers lie side by side.
pub(super) const BLOCK: usize = 64;
/// A number of each row of a block; 0 behind the last row.
pub(super) type Each = [f64; BLOCK];

/// Rows that several matrices may have in common, each with some of their columns. Rows that say yes to the same come
/// in runs: what is summed up of a run is told to its places once.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// Numbers of a row.
    width: usize,
    /// The numbers of a block column by column, block behind block.
    numbers: Arc<Vec<Each>>,
    /// Which run each row is of, and where the rows of each run end.
    runs: Vec<u32>,
    ends: Vec<usize>,
    /// Which of the yes/no places each run says yes to, run behind run; `starts` has where each begins, and the end.
    said: Vec<u16>,
    starts: Vec<usize>,
}

/// A row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    /// The numbers of its block, and its place there.
    numbers: &'a [Each],
    lane: usize,
    pub(super) said: &'a [u16],
}

impl Rows {
    /// Of numbers, without rows: those are put behind one another.
    fn none(width: usize, numbers: Arc<Vec<Each>>, rows: usize) -> Self {
        Self {
            width,
            numbers,
            runs: Vec::with_capacity(rows),
            ends: Vec::new(),
            said: Vec::new(),
            starts: vec![0],
        }
    }

    /// Of columns with numbers, behind an intercept, and of columns that are 0 or 1.
    pub(super) fn of(numbers: &[&[f64]], yes: &[&[bool]], rows: usize) -> Self {
        let width = numbers.len() + 1;
        let mut own = vec![[0.0; BLOCK]; rows.div_ceil(BLOCK) * width];
        for row in 0..rows {
            own[row / BLOCK * width][row % BLOCK] = 1.0;
        }
        for (at, column) in (1..).zip(numbers) {
            for (block, values) in column.chunks(BLOCK).enumerate() {
                own[block * width + at][..values.len()].copy_from_slice(values);
            }
        }
        let mut all = Self::none(width, Arc::new(own), rows);
        let (said, starts) = said(yes, rows);
        for ends in starts.windows(2) {
            all.say(&said[ends[0]..ends[1]], 1);
        }
        all
    }

    /// Puts rows behind the others that say yes to some places.
    fn say(&mut self, said: &[u16], rows: usize) {
        let run = self.ends.len();
        if run == 0 || self.said[self.starts[run - 1]..] != *said {
            self.said.extend_from_slice(said);
            self.starts.push(self.said.len());
            self.ends.push(0);
        }
        let run = self.ends.len() - 1;
        self.runs.resize(self.runs.len() + rows, run as u32);
        self.ends[run] = self.runs.len();
    }

    /// Some rows.
    pub(super) fn some(&self, rows: &[usize]) -> Self {
        let width = self.width;
        let mut own = vec![[0.0; BLOCK]; rows.len().div_ceil(BLOCK) * width];
        for (rows, own) in rows.chunks(BLOCK).zip(own.chunks_mut(width)) {
            for (column, own) in own.iter_mut().enumerate() {
                for (value, at) in own.iter_mut().zip(rows) {
                    *value = self.numbers[at / BLOCK * width + column][at % BLOCK];
                }
            }
        }
        let mut some = Self::none(width, Arc::new(own), rows.len());
        for own in rows.chunk_by(|a, b| self.runs[*a] == self.runs[*b]) {
            some.say(self.said(self.runs[own[0]] as usize), own.len());
        }
        some
    }

    /// With more places behind the others, of which `says` gives those that a row says yes to.
    pub(super) fn with_yes(&self, first: u16, mut says: impl FnMut(usize, &mut Vec<u16>)) -> Self {
        let mut all = Self::none(self.width, self.numbers.clone(), self.len());
        let (mut said, mut added) = (Vec::new(), Vec::new());
        for at in 0..self.len() {
            said.clear();
            said.extend_from_slice(self.row(at).said);
            says(at, &mut added);
            said.extend(added.drain(..).map(|place| first + place));
            all.say(&said, 1);
        }
        all
    }

    pub(super) fn len(&self) -> usize {
        self.runs.len()
    }

    #[inline]
    pub(super) fn row(&self, at: usize) -> Row<'_> {
        Row {
            numbers: self.block(at / BLOCK),
            lane: at % BLOCK,
            said: self.said(self.runs[at] as usize),
        }
    }

    /// Whether a row is the same as the one before it.
    pub(super) fn is_as_before(&self, at: usize) -> bool {
        at > 0
            && self.runs[at] == self.runs[at - 1]
            && self.row(at).values().eq(self.row(at - 1).values())
    }

    /// The numbers of a block, column by column.
    #[inline]
    pub(super) fn block(&self, at: usize) -> &[Each] {
        &self.numbers[at * self.width..(at + 1) * self.width]
    }

    /// The runs of some rows: which of them each has, counted from the first, and what they say yes to.
    pub(super) fn runs(&self, rows: Range<usize>) -> impl Iterator<Item = (Range<usize>, &[u16])> {
        let first = rows.clone().next().map_or(0, |at| self.runs[at] as usize);
        let mut from = rows.start;
        let ends = self.ends[first..].iter().enumerate();
        ends.map_while(move |(at, end)| {
            let own = from..rows.end.min(*end);
            from = own.end;
            let lanes = own.start - rows.start..own.end - rows.start;
            (!own.is_empty()).then(|| (lanes, self.said(first + at)))
        })
    }

    #[inline]
    fn said(&self, run: usize) -> &[u16] {
        &self.said[self.starts[run]..self.starts[run + 1]]
    }
}

impl Row<'_> {
    /// Its numbers.
    #[inline]
    pub(super) fn values(&self) -> impl Iterator<Item = f64> {
        self.numbers.iter().map(|column| column[self.lane])
    }

    /// The product with one number for each column.
    #[inline]
    pub(crate) fn times(&self, numbers: &Arranged) -> f64 {
        let values = self.values().zip(&numbers.numbers);
        let said = self.said.iter().map(|at| numbers.yes[usize::from(*at)]);
        values.map(|(value, number)| value * number).sum::<f64>() + said.sum::<f64>()
    }

    /// Adds the row, times a number, to what was arranged.
    #[inline]
    pub(crate) fn add_to(&self, sum: &mut Arranged, scale: f64) {
        for (sum, value) in sum.numbers.iter_mut().zip(self.values()) {
            *sum += value * scale;
        }
        for at in self.said {
            sum.yes[usize::from(*at)] += scale;
        }
    }
}

/// Which of the columns each row says yes to, row behind row, and where each row begins. Column by column, as they lie
/// in memory.
fn said(columns: &[&[bool]], rows: usize) -> (Vec<u16>, Vec<usize>) {
    let mut starts = vec![0; rows + 1];
    for column in columns {
        for (count, is) in starts[1..].iter_mut().zip(*column) {
            *count += usize::from(*is);
        }
    }
    for row in 0..rows {
        starts[row + 1] += starts[row];
    }
    let (mut said, mut next) = (vec![0; starts[rows]], starts.clone());
    for (number, column) in (0_u16..).zip(columns) {
        for (place, is) in next.iter_mut().zip(*column) {
            if *is {
                said[*place] = number;
                *place += 1;
            }
        }
    }
    (said, starts)
}
