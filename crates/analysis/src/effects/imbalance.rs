//! How much those with an activity differ from those without it.

use super::aipw::{Exposure, Sample};
use super::arranged::Arranged;
use super::block::{Block, product_of};
use super::matrix::Matrix;
use super::rows::Each;

/// Spread of a column below which it has none.
const LEAST_SPREAD: f64 = 1e-9;

/// Sums over some cases.
struct Moments {
    count: f64,
    sum: Arranged,
    /// Of the columns with numbers; of the others it is the sum itself.
    squares: Vec<f64>,
}

impl Moments {
    fn of(x: &Matrix) -> Self {
        Self {
            count: 0.0,
            sum: x.nothing(),
            squares: vec![0.0; x.numbers.len()],
        }
    }

    fn add(&mut self, block: &Block<'_>, squares: &[Each], weights: &Each) {
        self.count += weights.iter().sum::<f64>();
        block.add_to(&mut self.sum, weights);
        for (sum, squares) in self.squares.iter_mut().zip(squares) {
            *sum += product_of(squares, weights);
        }
    }

    /// Mean and variance of each column.
    fn told(&self, x: &Matrix) -> Vec<(f64, f64)> {
        let sums = x.in_order(&self.sum);
        let mut squares = sums.clone();
        for (column, square) in x.numbers.iter().zip(&self.squares) {
            if let Some(column) = column {
                squares[*column] = *square;
            }
        }
        let of_column = |(sum, square): (f64, f64)| {
            let mean = sum / self.count;
            (mean, (square / self.count - mean * mean).max(0.0))
        };
        sums.into_iter().zip(squares).map(of_column).collect()
    }
}

/// Largest standardised difference of the means of a column between the exposed and the controls, before
/// and after weighting: |mean₁ − mean₀| over the root of the mean of both variances (Austin 2009).
pub(crate) fn imbalance(sample: &Sample<'_>, exposure: &Exposure) -> (f64, f64) {
    let x = sample.x;
    let [mut exposed, mut plain, mut weighted] = [(); 3].map(|()| Moments::of(x));
    Block::each(x, 0..x.len(), |block| {
        let squares: Vec<Each> = block.numbers.iter().map(|c| c.map(|v| v * v)).collect();
        let (is_exposed, weight) = (block.told(sample.exposed), block.told(&exposure.weight));
        let counts = block.told(sample.weights);
        let own: Each = std::array::from_fn(|at| counts[at] * is_exposed[at]);
        let controls: Each = std::array::from_fn(|at| counts[at] - own[at]);
        let weights = std::array::from_fn(|at| controls[at] * weight[at]);
        exposed.add(block, &squares, &own);
        plain.add(block, &squares, &controls);
        weighted.add(block, &squares, &weights);
    });
    let (mut before, mut after) = (0.0_f64, 0.0_f64);
    let [exposed, plain, weighted] = [exposed, plain, weighted].map(|of| of.told(x));
    for ((exposed, plain), weighted) in exposed.iter().zip(plain).zip(weighted).skip(1) {
        let spread = f64::midpoint(exposed.1, plain.1).sqrt();
        before = before.max(apart(exposed.0, plain.0, spread));
        after = after.max(apart(exposed.0, weighted.0, spread));
    }
    (before, after)
}

/// How far two means are apart in terms of the spread: without end where each side has but one value and they
/// differ, and where nothing can be told.
fn apart(a: f64, b: f64, spread: f64) -> f64 {
    match (a - b).abs() {
        same if same <= LEAST_SPREAD => 0.0,
        far if spread > LEAST_SPREAD && far.is_finite() => far / spread,
        _ => f64::INFINITY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_told_is_far_apart() {
        assert_eq!(apart(1.0, 0.5, 2.0), 0.25);
        assert_eq!(apart(1.0, 1.0, 0.0), 0.0, "the same on both sides");
        assert_eq!(apart(1.0, 0.0, 0.0), f64::INFINITY, "never alike");
        assert_eq!(apart(f64::NAN, 0.0, 1.0), f64::INFINITY);
    }
}
