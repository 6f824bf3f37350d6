//! The rows of a model: numbers side by side, and of yes/no columns only those that say yes.
//!
//! Most columns of our models are yes/no (words, activities, pairs of them) and mostly no. What is no costs
//! nothing here, neither in a product of a row with coefficients nor in the sums of squares and products.

use std::ops::Range;
use std::sync::OnceLock;

/// Rows of numbers. Column 0 is the intercept (1 everywhere).
#[derive(Clone, Debug, Default)]
pub(crate) struct Matrix {
    /// Columns, the intercept included.
    pub(crate) columns: usize,
    /// Places of the columns with numbers, the intercept first.
    pub(super) numbers: Vec<usize>,
    /// Places of the columns that are 0 or 1.
    pub(super) yes: Vec<usize>,
    /// The numbers, row behind row.
    values: Vec<f64>,
    /// Which of `yes` a row says yes to, row behind row; `starts` has where each begins, and the end.
    said: Vec<u16>,
    starts: Vec<usize>,
    /// Which columns have more than one value, once somebody asked.
    varies: OnceLock<Vec<bool>>,
}

/// A row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    pub(super) values: &'a [f64],
    pub(super) said: &'a [u16],
}

/// One number for each column, arranged as rows are.
#[derive(Clone, Debug)]
pub(crate) struct Arranged {
    numbers: Vec<f64>,
    yes: Vec<f64>,
}

impl Matrix {
    /// Puts columns side by side behind an intercept.
    pub(crate) fn of(columns: &[&[f64]], rows: usize) -> Self {
        let is_yes_no = |column: &&[f64]| column.iter().all(|v| *v == 0.0 || *v == 1.0);
        let (yes, numbers): (Vec<usize>, Vec<usize>) =
            (0..columns.len()).partition(|at| is_yes_no(&columns[*at]));
        let width = numbers.len() + 1;
        let mut values = vec![1.0; rows * width];
        for (at, column) in numbers.iter().enumerate() {
            for (row, value) in columns[*column].iter().enumerate() {
                values[row * width + at + 1] = *value;
            }
        }
        let (said, starts) = said(columns, &yes, rows);
        Self {
            columns: columns.len() + 1,
            numbers: std::iter::once(0)
                .chain(numbers.iter().map(|at| at + 1))
                .collect(),
            yes: yes.iter().map(|at| at + 1).collect(),
            values,
            said,
            starts,
            varies: OnceLock::new(),
        }
    }

    /// Some rows, each once, with the columns for which `keeps` holds and that have more than one value among them, and
    /// the places that these columns had.
    pub(crate) fn part(&self, rows: &[usize], keeps: impl Fn(usize) -> bool) -> (Self, Vec<usize>) {
        let varying = match rows.len() == self.len() {
            true => self.varies.get_or_init(|| self.varying(rows)).clone(),
            false => self.varying(rows),
        };
        let kept = |at: usize| at == 0 || varying[at] && keeps(at);
        let places: Vec<usize> = (0..self.columns).filter(|at| kept(*at)).collect();
        let own = |of: &[usize]| -> Vec<usize> {
            of.iter()
                .filter_map(|at| places.binary_search(at).ok())
                .collect()
        };
        let numbers: Vec<usize> = (0..self.numbers.len())
            .filter(|at| kept(self.numbers[*at]))
            .collect();
        let mut moved = vec![None; self.yes.len()];
        let left = (0..self.yes.len()).filter(|at| kept(self.yes[*at]));
        for (new, old) in (0_u16..).zip(left) {
            moved[old] = Some(new);
        }
        let mut part = Self {
            columns: places.len(),
            numbers: own(&self.numbers),
            yes: own(&self.yes),
            values: Vec::with_capacity(rows.len() * numbers.len()),
            said: Vec::new(),
            starts: Vec::with_capacity(rows.len() + 1),
            varies: OnceLock::new(),
        };
        part.starts.push(0);
        for at in rows {
            let row = self.row(*at);
            part.values.extend(numbers.iter().map(|at| row.values[*at]));
            part.said
                .extend(row.said.iter().filter_map(|at| moved[usize::from(*at)]));
            part.starts.push(part.said.len());
        }
        (part, places)
    }

    /// Which columns have more than one value among some rows.
    fn varying(&self, rows: &[usize]) -> Vec<bool> {
        let mut varying = vec![false; self.columns];
        let Some(first) = rows.first().map(|at| self.row(*at)) else {
            return varying;
        };
        let mut counts = vec![0_usize; self.yes.len()];
        for at in rows {
            let row = self.row(*at);
            for ((value, first), place) in row.values.iter().zip(first.values).zip(&self.numbers) {
                varying[*place] |= value != first;
            }
            for at in row.said {
                counts[usize::from(*at)] += 1;
            }
        }
        for (count, place) in counts.iter().zip(&self.yes) {
            varying[*place] = *count > 0 && *count < rows.len();
        }
        varying
    }

    /// Number of rows.
    pub(crate) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The row at a place.
    pub(crate) fn row(&self, at: usize) -> Row<'_> {
        let width = self.numbers.len();
        Row {
            values: &self.values[at * width..(at + 1) * width],
            said: &self.said[self.starts[at]..self.starts[at + 1]],
        }
    }

    /// Every row in turn.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let values = self.values.chunks_exact(self.numbers.len().max(1));
        let ends = self.starts.windows(2).map(|ends| ends[0]..ends[1]);
        let row = |(values, said): (_, Range<usize>)| Row {
            values,
            said: &self.said[said],
        };
        values.zip(ends).map(row)
    }

    /// One number for each column, arranged as the rows are.
    pub(crate) fn arranged(&self, numbers: &[f64]) -> Arranged {
        let of = |places: &[usize]| places.iter().map(|at| numbers[*at]).collect();
        Arranged {
            numbers: of(&self.numbers),
            yes: of(&self.yes),
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
        self.rows().map(|row| row.times(&numbers)).collect()
    }

    /// What was arranged, in the order of columns.
    pub(crate) fn in_order(&self, arranged: &Arranged) -> Vec<f64> {
        let mut numbers = vec![0.0; self.columns];
        let places = self.numbers.iter().chain(&self.yes);
        for (at, number) in places.zip(arranged.numbers.iter().chain(&arranged.yes)) {
            numbers[*at] = *number;
        }
        numbers
    }
}

impl Arranged {
    /// The product with one number for each column.
    pub(crate) fn times(&self, numbers: &Self) -> f64 {
        let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        product(&self.numbers, &numbers.numbers) + product(&self.yes, &numbers.yes)
    }

    /// Adds other numbers.
    pub(crate) fn add_all(&mut self, other: &Self) {
        add_scaled(&mut self.numbers, &other.numbers, 1.0);
        add_scaled(&mut self.yes, &other.yes, 1.0);
    }
}

impl Row<'_> {
    /// The product with one number for each column.
    #[inline]
    pub(crate) fn times(&self, numbers: &Arranged) -> f64 {
        let own = self.values.iter().zip(&numbers.numbers);
        let own: f64 = own.map(|(x, b)| x * b).sum();
        let said = self.said.iter().map(|at| numbers.yes[usize::from(*at)]);
        own + said.sum::<f64>()
    }

    /// Adds the row, times a number, to what was arranged.
    #[inline]
    pub(crate) fn add_to(&self, sum: &mut Arranged, scale: f64) {
        add_scaled(&mut sum.numbers, self.values, scale);
        for at in self.said {
            sum.yes[usize::from(*at)] += scale;
        }
    }

    /// Shows each value that is not nothing, with the place of its column.
    pub(crate) fn each(&self, of: &Matrix, mut show: impl FnMut(usize, f64)) {
        for (at, value) in of.numbers.iter().zip(self.values) {
            show(*at, *value);
        }
        for at in self.said {
            show(of.yes[usize::from(*at)], 1.0);
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

/// Adds numbers, times one, to as many sums.
#[inline]
pub(crate) fn add_scaled(sum: &mut [f64], row: &[f64], scale: f64) {
    for (sum, value) in sum.iter_mut().zip(row) {
        *sum += scale * value;
    }
}

#[cfg(test)]
mod tests;
