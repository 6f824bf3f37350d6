//! Sums of squares and products over the rows of a model.

use super::arranged::add_scaled;
use super::matrix::Matrix;
use super::rows::Row;

/// Rows whose numbers are laid side by side to be multiplied.
const BLOCK: usize = 64;
/// Sums that grow side by side.
const LANES: usize = 8;

/// Sums of products of columns over rows: Σ w·row·rowᵀ, each product once.
#[derive(Clone, Debug)]
pub(crate) struct Products {
    /// Numbers with numbers, the upper triangle.
    numbers: Vec<f64>,
    /// Each yes with the numbers.
    cross: Vec<f64>,
    /// Yes with yes, the upper triangle.
    yes: Vec<f64>,
}

/// The same for many rows, block by block: with less to fetch and to store.
pub(crate) struct Blocks<'a> {
    sums: Products,
    /// Rows that wait, with their weights.
    rows: Vec<(Row<'a>, f64)>,
    /// Their numbers column by column.
    plain: Vec<[f64; BLOCK]>,
    /// The same times the weights.
    weighted: Vec<[f64; BLOCK]>,
}

impl Products {
    pub(crate) fn of(matrix: &Matrix) -> Self {
        let (n, m) = (matrix.numbers.len(), matrix.yes.len());
        Self {
            numbers: vec![0.0; n * n],
            cross: vec![0.0; n * m],
            yes: vec![0.0; m * m],
        }
    }

    #[inline]
    fn add_said(&mut self, row: Row<'_>, weight: f64) {
        let n = row.values.len();
        let m = self.cross.len() / n.max(1);
        for (place, at) in row.said.iter().enumerate() {
            let at = usize::from(*at);
            add_scaled(&mut self.cross[at * n..(at + 1) * n], row.values, weight);
            for other in &row.said[place..] {
                self.yes[at * m + usize::from(*other)] += weight;
            }
        }
    }

    /// Adds other sums.
    pub(crate) fn add_all(&mut self, other: &Self) {
        add_scaled(&mut self.numbers, &other.numbers, 1.0);
        add_scaled(&mut self.cross, &other.cross, 1.0);
        add_scaled(&mut self.yes, &other.yes, 1.0);
    }

    /// The sums as a square in the order of columns, both triangles.
    pub(crate) fn square(&self, of: &Matrix) -> Vec<f64> {
        let (p, n, m) = (of.columns, of.numbers.len(), of.yes.len());
        let mut square = vec![0.0; p * p];
        let mut put = |a: Option<usize>, b: Option<usize>, sum: f64| {
            if let (Some(a), Some(b)) = (a, b) {
                square[a * p + b] = sum;
                square[b * p + a] = sum;
            }
        };
        for i in 0..n {
            for j in i..n {
                put(of.numbers[i], of.numbers[j], self.numbers[i * n + j]);
            }
        }
        for i in 0..m {
            for j in 0..n {
                put(of.yes[i], of.numbers[j], self.cross[i * n + j]);
            }
            for j in i..m {
                put(of.yes[i], of.yes[j], self.yes[i * m + j]);
            }
        }
        square
    }
}

impl<'a> Blocks<'a> {
    pub(crate) fn of(matrix: &Matrix) -> Self {
        let n = matrix.numbers.len();
        Self {
            sums: Products::of(matrix),
            rows: Vec::with_capacity(BLOCK),
            plain: vec![[0.0; BLOCK]; n],
            weighted: vec![[0.0; BLOCK]; n],
        }
    }

    /// Adds a row with a weight.
    #[inline]
    pub(crate) fn add(&mut self, row: Row<'a>, weight: f64) {
        let at = self.rows.len();
        let columns = self.plain.iter_mut().zip(&mut self.weighted);
        for ((plain, weighted), value) in columns.zip(row.values) {
            plain[at] = *value;
            weighted[at] = weight * value;
        }
        self.rows.push((row, weight));
        if self.rows.len() == BLOCK {
            self.sum_up();
        }
    }

    /// The sums over all rows.
    pub(crate) fn done(mut self) -> Products {
        let waiting = self.rows.len();
        for column in &mut self.weighted {
            column[waiting..].fill(0.0);
        }
        self.sum_up();
        self.sums
    }

    fn sum_up(&mut self) {
        let n = self.plain.len();
        for (at, a) in self.weighted.iter().enumerate() {
            let sums = &mut self.sums.numbers[at * n + at..(at + 1) * n];
            for (b, sum) in self.plain[at..].iter().zip(sums) {
                *sum += product_of(a, b);
            }
        }
        for (row, weight) in self.rows.drain(..) {
            self.sums.add_said(row, weight);
        }
    }
}

/// Sum of the products of two columns of a block.
#[inline]
fn product_of(a: &[f64; BLOCK], b: &[f64; BLOCK]) -> f64 {
    let mut sums = [0.0; LANES];
    for (a, b) in a
        .as_chunks::<LANES>()
        .0
        .iter()
        .zip(b.as_chunks::<LANES>().0)
    {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum()
}
