//! Sums of squares and products over the rows of a model.

use super::matrix::{Matrix, Row, add_scaled};

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

impl Products {
    pub(crate) fn of(matrix: &Matrix) -> Self {
        let (n, m) = (matrix.numbers.len(), matrix.yes.len());
        Self {
            numbers: vec![0.0; n * n],
            cross: vec![0.0; n * m],
            yes: vec![0.0; m * m],
        }
    }

    /// Adds a row with a weight.
    #[inline]
    pub(crate) fn add(&mut self, row: Row<'_>, weight: f64) {
        let n = row.values.len();
        for (at, value) in row.values.iter().enumerate() {
            let line = &mut self.numbers[at * n + at..(at + 1) * n];
            add_scaled(line, &row.values[at..], weight * value);
        }
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
        let mut put = |a: usize, b: usize, sum: f64| {
            square[a * p + b] = sum;
            square[b * p + a] = sum;
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
