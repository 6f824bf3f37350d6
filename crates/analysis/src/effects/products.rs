//! Sums of squares and products over the rows of a model.

use pulp::NullaryFnOnce;

use super::arranged::add_scaled;
use super::block::{Block, product_of};
use super::matrix::Matrix;
use super::rows::{BLOCK, Each};
use crate::widest::widest;

/// Sums of products of columns over rows: Σ w·row·rowᵀ, each product once.
#[derive(Clone, Debug)]
pub(crate) struct Products {
    /// Numbers with numbers, the upper triangle.
    numbers: Vec<f64>,
    /// Each yes with the numbers.
    cross: Vec<f64>,
    /// Yes with yes, the upper triangle.
    yes: Vec<f64>,
    /// Room for the sums of the numbers of each run of a block.
    of_runs: Vec<f64>,
}

impl Products {
    pub(crate) fn of(matrix: &Matrix) -> Self {
        let (n, m) = (matrix.numbers.len(), matrix.yes.len());
        Self {
            numbers: vec![0.0; n * n],
            cross: vec![0.0; n * m],
            yes: vec![0.0; m * m],
            of_runs: Vec::new(),
        }
    }

    /// Adds rows, each with a weight.
    pub(super) fn add(&mut self, block: &Block<'_>, weights: &Each) {
        widest(Add(self, block, weights));
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

struct Add<'a, 'b>(&'a mut Products, &'a Block<'b>, &'a Each);

impl NullaryFnOnce for Add<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self(sums, block, weights) = self;
        let n = block.numbers.len();
        let mut weighted = [0.0; BLOCK];
        sums.of_runs.resize(n * block.runs.len(), 0.0);
        for (at, column) in block.numbers.iter().enumerate() {
            for ((weighted, value), weight) in weighted.iter_mut().zip(column).zip(weights) {
                *weighted = value * weight;
            }
            let products = &mut sums.numbers[at * n + at..(at + 1) * n];
            for (b, sum) in block.numbers[at..].iter().zip(products) {
                *sum += product_of(&weighted, b);
            }
            let own = sums.of_runs[at..].iter_mut().step_by(n);
            for (sum, (rows, _)) in own.zip(&block.runs) {
                *sum = weighted[rows.clone()].iter().sum();
            }
        }
        let m = sums.cross.len() / n;
        for ((_, said), own) in block.runs.iter().zip(sums.of_runs.chunks(n)) {
            for (place, at) in said.iter().enumerate() {
                let at = usize::from(*at);
                add_scaled(&mut sums.cross[at * n..(at + 1) * n], own, 1.0);
                for other in &said[place..] {
                    // The intercept of each row is 1.
                    sums.yes[at * m + usize::from(*other)] += own[0];
                }
            }
        }
    }
}
