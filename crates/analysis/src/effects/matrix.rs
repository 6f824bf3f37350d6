//! The rows of a model: numbers side by side, and of yes/no columns only those that say yes.
//!
//! Most columns of our models are yes/no (words, activities, pairs of them) and mostly no. What is no costs
//! nothing here, neither in a product of a row with coefficients nor in the sums of squares and products.

use std::sync::{Arc, OnceLock};

use super::arranged::Arranged;
use super::block::Block;
use super::columns::Column;
use super::rows::{Row, Rows};

/// Rows of numbers. Column 0 is the intercept (1 everywhere).
#[derive(Clone, Debug, Default)]
pub(crate) struct Matrix {
    /// Columns, the intercept included.
    pub(crate) columns: usize,
    /// Column of each number in a row, the intercept first; nothing for a number that is left out.
    pub(super) numbers: Vec<Option<usize>>,
    /// Column of each of the places that are 0 or 1; nothing for one that is left out.
    pub(super) yes: Vec<Option<usize>>,
    pub(super) rows: Arc<Rows>,
    /// Which columns have more than one value, once somebody asked.
    varies: OnceLock<Vec<bool>>,
}

impl Matrix {
    /// Puts columns side by side behind an intercept.
    pub(crate) fn of(columns: &[&[f64]], rows: usize) -> Self {
        let is_yes_no = |column: &[f64]| column.iter().all(|v| *v == 0.0 || *v == 1.0);
        let column = |column: &&[f64]| match is_yes_no(column) {
            true => Column::Yes(column.iter().map(|v| *v == 1.0).collect()),
            false => Column::Numbers(column.to_vec()),
        };
        Self::of_columns(&columns.iter().map(column).collect::<Vec<_>>(), rows)
    }

    /// The same of columns of which it is known whether they are 0 or 1.
    pub(crate) fn of_columns(columns: &[Column], rows: usize) -> Self {
        let (mut numbers, mut yes) = ((vec![Some(0)], Vec::new()), (Vec::new(), Vec::new()));
        for (at, column) in (1..).zip(columns) {
            match column {
                Column::Numbers(own) => {
                    numbers.0.push(Some(at));
                    numbers.1.push(own.as_slice());
                }
                Column::Yes(own) => {
                    yes.0.push(Some(at));
                    yes.1.push(own.as_slice());
                }
            }
        }
        Self {
            columns: columns.len() + 1,
            numbers: numbers.0,
            yes: yes.0,
            rows: Arc::new(Rows::of(&numbers.1, &yes.1, rows)),
            varies: OnceLock::new(),
        }
    }

    /// Some rows, each once and in their order, with the columns for which `keeps` holds and that have more than
    /// one value among them, and the places that these columns had. All rows are not copied but shared.
    pub(crate) fn part(&self, rows: &[usize], keeps: impl Fn(usize) -> bool) -> (Self, Vec<usize>) {
        debug_assert!(
            rows.is_sorted_by(|a, b| a < b),
            "each row once, in their order"
        );
        if rows.len() < self.len() {
            return self.picked(rows).keeping(keeps);
        }
        self.keeping(keeps)
    }

    /// The same rows without the columns that have but one value or for which `keeps` does not hold.
    fn keeping(&self, keeps: impl Fn(usize) -> bool) -> (Self, Vec<usize>) {
        let varying = self.varies.get_or_init(|| self.varying());
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
        (part, places)
    }

    /// Some rows with all columns.
    pub(crate) fn picked(&self, rows: &[usize]) -> Self {
        Self {
            columns: self.columns,
            numbers: self.numbers.clone(),
            yes: self.yes.clone(),
            rows: Arc::new(self.rows.some(rows)),
            varies: OnceLock::new(),
        }
    }

    /// With more columns behind the others that are 0 or 1: of each row in turn `says` gives those that it says
    /// yes to, in their order and counted from 0.
    pub(crate) fn with_yes(&self, more: usize, says: impl FnMut(usize, &mut Vec<u16>)) -> Self {
        let behind = self.columns..self.columns + more;
        Self {
            columns: self.columns + more,
            numbers: self.numbers.clone(),
            yes: self.yes.iter().copied().chain(behind.map(Some)).collect(),
            rows: Arc::new(self.rows.with_yes(self.yes.len() as u16, says)),
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

    /// Which columns have more than one value.
    fn varying(&self) -> Vec<bool> {
        let mut differs = vec![false; self.numbers.len()];
        let mut counts = vec![0_usize; self.yes.len()];
        let first = (self.len() > 0).then(|| self.row(0).values().collect());
        let first: Vec<f64> = first.unwrap_or_default();
        Block::each(self, 0..self.len(), |block| {
            let columns = block.numbers.iter().zip(&first);
            for ((column, first), differs) in columns.zip(&mut differs) {
                let own = &column[..block.rows.len()];
                *differs |= own.iter().fold(false, |is, value| is | (value != first));
            }
            for (rows, said) in &block.runs {
                for at in *said {
                    counts[usize::from(*at)] += rows.len();
                }
            }
        });
        let mixed = counts.iter().map(|count| *count > 0 && *count < self.len());
        let mut varying = vec![false; self.columns];
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
        self.rows.len()
    }

    /// Whether a row is the same in all columns as the one before it.
    pub(crate) fn is_as_before(&self, row: usize) -> bool {
        self.rows.is_as_before(row)
    }

    /// The row at a place.
    pub(crate) fn row(&self, at: usize) -> Row<'_> {
        self.rows.row(at)
    }

    /// Every row in turn.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.len()).map(|at| self.row(at))
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
            numbers: vec![0.0; self.numbers.len()],
            yes: vec![0.0; self.yes.len()],
        }
    }

    /// The product of every row with one number for each column.
    pub(crate) fn times(&self, numbers: &[f64]) -> Vec<f64> {
        let numbers = self.arranged(numbers);
        let mut products = Vec::with_capacity(self.len());
        Block::each(self, 0..self.len(), |block| {
            products.extend_from_slice(&block.times(&numbers)[..block.rows.len()]);
        });
        products
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

#[cfg(test)]
mod tests;
