//! Numbers arranged as the rows of a matrix are, and what is summed up in them.

/// One number for each column, arranged as rows are.
#[derive(Clone, Debug)]
pub(crate) struct Arranged {
    pub(super) numbers: Vec<f64>,
    pub(super) yes: Vec<f64>,
}

impl Arranged {
    /// The product with one number for each column.
    pub(crate) fn times(&self, numbers: &Self) -> f64 {
        product(&self.numbers, &numbers.numbers) + product(&self.yes, &numbers.yes)
    }

    /// Adds other numbers.
    pub(crate) fn add_all(&mut self, other: &Self) {
        add_scaled(&mut self.numbers, &other.numbers, 1.0);
        add_scaled(&mut self.yes, &other.yes, 1.0);
    }
}

/// Adds numbers, times one, to as many sums.
#[inline(always)]
pub(super) fn add_scaled(sum: &mut [f64], row: &[f64], scale: f64) {
    for (sum, value) in sum.iter_mut().zip(row) {
        *sum += scale * value;
    }
}

/// Sum of the products of numbers.
#[inline]
pub(super) fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
