//! The rows of a model: numbers side by side, and of yes/no columns only those that say yes.
//!
//! Most columns of our models are yes/no (words, activities, pairs of them) and mostly no. What is no costs
//! nothing here, neither in a product of a row with coefficients nor in the sums of squares and products.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::arranged::{Arranged, add_scaled, product};

/// Rows of numbers. Column 0 is the intercept (1 everywhere).
#[derive(Clone, Debug, Default)]
pub(crate) struct Matrix {
    /// Columns, the intercept included.
    pub(crate) columns: usize,
    /// Column of each number in a row, the intercept first; nothing for a number that is left out.
    pub(super) numbers: Vec<Option<usize>>,
    /// Column of each of the places that are 0 or 1; nothing for one that is left out.
    pub(super) yes: Vec<Option<usize>>,
    rows: Arc<Rows>,
    /// Which columns have more than one value, once somebody asked.
    varies: OnceLock<Vec<bool>>,
}

/// Rows that several matrices may have in common, each with some of their columns.
#[derive(Debug, Default)]
struct Rows {
    /// Numbers of a row.
    width: usize,
    /// The numbers, row behind row.
    values: Arc<Vec<f64>>,
    /// Which of the yes/no places a row says yes to, row behind row; `starts` has where each begins, and the end.
    said: Vec<u16>,
    starts: Vec<usize>,
}

/// A row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    pub(super) values: &'a [f64],
    pub(super) said: &'a [u16],
}

impl Matrix {
    /// Puts columns side by side behind an intercept.
    pub(crate) fn of(columns: &[&[f64]], rows: usize) -> Self {
        let is_yes_no = |column: &&[f64]| column.iter().all(|v| *v == 0.0 || *v == 1.0);
        let (yes, numbers): (Vec<usize>, Vec<usize>) =
            (0..columns.len()).partition(|at| is_yes_no(&columns[*at]));
        let width = numbers.len() + 1;
        let mut values = vec![1.0; rows * width];
        for (at, column) in (1..).zip(&numbers) {
            for (row, value) in columns[*column].iter().enumerate() {
                values[row * width + at] = *value;
            }
        }
        let (said, starts) = said(columns, &yes, rows);
        let behind = |at: &usize| Some(at + 1);
        Self {
            columns: columns.len() + 1,
            numbers: std::iter::once(Some(0))
                .chain(numbers.iter().map(behind))
                .collect(),
            yes: yes.iter().map(behind).collect(),
            rows: Arc::new(Rows {
                width,
                values: Arc::new(values),
                said,
                starts,
            }),
            varies: OnceLock::new(),
        }
    }

    /// Some rows, each once and in their order, with the columns for which `keeps` holds and that have more than one value among them, and
    /// the places that these columns had. All rows are not copied: the others have them in common.
    pub(crate) fn part(&self, rows: &[usize], keeps: impl Fn(usize) -> bool) -> (Self, Vec<usize>) {
        debug_assert!(rows.is_sorted(), "rows are taken in their order");
        let is_whole = rows.len() == self.len();
        let varying = match is_whole {
            true => self.varies.get_or_init(|| self.varying(rows)).clone(),
            false => self.varying(rows),
        };
        let kept = |at: usize| at == 0 || varying[at] && keeps(at);
        let places: Vec<usize> = (0..self.columns).filter(|at| kept(*at)).collect();
        let own = |of: &[Option<usize>]| -> Vec<Option<usize>> {
            let new = |at: &Option<usize>| places.binary_search(&(*at)?).ok();
            of.iter().map(new).collect()
        };
        let part = Self {
            columns: places.len(),
            numbers: own(&self.numbers),
            yes: own(&self.yes),
            rows: self.rows.clone(),
            varies: OnceLock::new(),
        };
        match is_whole {
            true => (part, places),
            false => (part.copied(rows), places),
        }
    }

    /// Some rows for themselves, without what is left out.
    fn copied(&self, rows: &[usize]) -> Self {
        let numbers: Vec<usize> = (0..self.numbers.len())
            .filter(|at| self.numbers[*at].is_some())
            .collect();
        let mut moved = vec![None; self.yes.len()];
        let left = (0..self.yes.len()).filter(|at| self.yes[*at].is_some());
        for (new, old) in (0_u16..).zip(left) {
            moved[old] = Some(new);
        }
        let mut values = Vec::with_capacity(rows.len() * numbers.len());
        let (mut said, mut starts) = (Vec::new(), Vec::with_capacity(rows.len() + 1));
        starts.push(0);
        for at in rows {
            let row = self.row(*at);
            values.extend(numbers.iter().map(|at| row.values[*at]));
            said.extend(row.said.iter().filter_map(|at| moved[usize::from(*at)]));
            starts.push(said.len());
        }
        let own = |of: &[Option<usize>]| of.iter().copied().filter(Option::is_some).collect();
        Self {
            columns: self.columns,
            numbers: own(&self.numbers),
            yes: own(&self.yes),
            rows: Arc::new(Rows {
                width: numbers.len(),
                values: Arc::new(values),
                said,
                starts,
            }),
            varies: OnceLock::new(),
        }
    }

    /// With more columns behind the others that are 0 or 1: of each row in turn `says` gives those that it says
    /// yes to, in their order and counted from 0.
    pub(crate) fn with_yes(&self, more: usize, mut says: impl FnMut(usize, &mut Vec<u16>)) -> Self {
        let first = self.yes.len() as u16;
        let own = self.rows.said.len();
        let (mut said, mut starts) = (Vec::with_capacity(own * 2), vec![0]);
        let mut added = Vec::new();
        for (at, row) in self.rows().enumerate() {
            said.extend_from_slice(row.said);
            says(at, &mut added);
            said.extend(added.drain(..).map(|place| first + place));
            starts.push(said.len());
        }
        let behind = self.columns..self.columns + more;
        Self {
            columns: self.columns + more,
            numbers: self.numbers.clone(),
            yes: self.yes.iter().copied().chain(behind.map(Some)).collect(),
            rows: Arc::new(Rows {
                width: self.rows.width,
                values: self.rows.values.clone(),
                said,
                starts,
            }),
            varies: OnceLock::new(),
        }
    }

    /// The same rows with some of the columns in another order: `places` has where each was, the intercept first.
    pub(crate) fn ordered(&self, places: &[usize]) -> Self {
        let mut new = vec![None; self.columns];
        for (now, before) in places.iter().enumerate() {
            new[*before] = Some(now);
        }
        let moved = |of: &[Option<usize>]| of.iter().map(|at| new[(*at)?]).collect();
        Self {
            columns: places.len(),
            numbers: moved(&self.numbers),
            yes: moved(&self.yes),
            rows: self.rows.clone(),
            varies: OnceLock::new(),
        }
    }

    /// Which columns have more than one value among some rows.
    fn varying(&self, rows: &[usize]) -> Vec<bool> {
        let mut varying = vec![false; self.columns];
        let Some(first) = rows.first().map(|at| self.row(*at)) else {
            return varying;
        };
        let mut differs = vec![false; self.numbers.len()];
        let mut counts = vec![0_usize; self.yes.len()];
        for at in rows {
            let row = self.row(*at);
            let pairs = row.values.iter().zip(first.values);
            for ((value, first), differs) in pairs.zip(&mut differs) {
                *differs |= value != first;
            }
            for at in row.said {
                counts[usize::from(*at)] += 1;
            }
        }
        let mixed = counts.iter().map(|count| *count > 0 && *count < rows.len());
        let numbers = self.numbers.iter().zip(differs);
        for (column, is) in numbers.chain(self.yes.iter().zip(mixed)) {
            if let Some(column) = column {
                varying[*column] = is;
            }
        }
        varying
    }

    /// Number of rows.
    pub(crate) fn len(&self) -> usize {
        self.rows.starts.len().saturating_sub(1)
    }

    /// The row at a place.
    pub(crate) fn row(&self, at: usize) -> Row<'_> {
        let rows = &*self.rows;
        Row {
            values: &rows.values[at * rows.width..(at + 1) * rows.width],
            said: &rows.said[rows.starts[at]..rows.starts[at + 1]],
        }
    }

    /// Every row in turn.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let rows = &*self.rows;
        let values = rows.values.chunks_exact(rows.width.max(1));
        let ends = rows.starts.windows(2).map(|ends| ends[0]..ends[1]);
        let row = |(values, said): (_, Range<usize>)| Row {
            values,
            said: &rows.said[said],
        };
        values.zip(ends).map(row)
    }

    /// One number for each column, arranged as the rows are; nothing for what is left out.
    pub(crate) fn arranged(&self, numbers: &[f64]) -> Arranged {
        let of = |column: &Option<usize>| column.map_or(0.0, |at| numbers[at]);
        Arranged {
            numbers: self.numbers.iter().map(of).collect(),
            yes: self.yes.iter().map(of).collect(),
        }
    }

    /// Nothing yet for each column.
    pub(crate) fn nothing(&self) -> Arranged {
        Arranged {
            numbers: vec![0.0; self.rows.width],
            yes: vec![0.0; self.yes.len()],
        }
    }

    /// The product of every row with one number for each column.
    pub(crate) fn times(&self, numbers: &[f64]) -> Vec<f64> {
        let numbers = self.arranged(numbers);
        self.rows().map(|row| row.times(&numbers)).collect()
    }

    /// What was arranged, in the order of columns.
    pub(crate) fn in_order(&self, arranged: &Arranged) -> Vec<f64> {
        let mut numbers = vec![0.0; self.columns];
        let own = self.numbers.iter().zip(&arranged.numbers);
        for (column, number) in own.chain(self.yes.iter().zip(&arranged.yes)) {
            if let Some(column) = column {
                numbers[*column] = *number;
            }
        }
        numbers
    }
}

impl Row<'_> {
    /// The product with one number for each column.
    #[inline]
    pub(crate) fn times(&self, numbers: &Arranged) -> f64 {
        let said = self.said.iter().map(|at| numbers.yes[usize::from(*at)]);
        product(self.values, &numbers.numbers) + said.sum::<f64>()
    }

    /// Adds the row, times a number, to what was arranged.
    #[inline]
    pub(crate) fn add_to(&self, sum: &mut Arranged, scale: f64) {
        add_scaled(&mut sum.numbers, self.values, scale);
        for at in self.said {
            sum.yes[usize::from(*at)] += scale;
        }
    }
}

/// Which of the columns `yes` each row says yes to, row behind row, and where each row begins. Column by column,
/// as they lie in memory.
fn said(columns: &[&[f64]], yes: &[usize], rows: usize) -> (Vec<u16>, Vec<usize>) {
    let mut starts = vec![0; rows + 1];
    for at in yes {
        for (count, value) in starts[1..].iter_mut().zip(columns[*at]) {
            *count += usize::from(*value == 1.0);
        }
    }
    for row in 0..rows {
        starts[row + 1] += starts[row];
    }
    let (mut said, mut next) = (vec![0; starts[rows]], starts.clone());
    for (number, at) in (0_u16..).zip(yes) {
        for (place, value) in next.iter_mut().zip(columns[*at]) {
            if *value == 1.0 {
                said[*place] = number;
                *place += 1;
            }
        }
    }
    (said, starts)
}

#[cfg(test)]
mod tests;
