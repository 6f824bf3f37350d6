//! How the likelihood of a logistic model changes with its coefficients: one pass over the rows, in parts.

use std::ops::Range;

use rayon::prelude::*;

use super::arranged::Arranged;
use super::block::Block;
use super::matrix::Matrix;
use super::products::Products;
use super::rows::BLOCK;
use super::told::Told;

/// Penalty on each squared coefficient of a standardised column: a normal prior of variance 10.
const RIDGE: f64 = 0.1;
/// Rows that are summed up at once: whole blocks.
const PART: usize = 256 * BLOCK;

/// The penalised likelihood at some coefficients, and how it changes with them.
pub(crate) struct Slope {
    /// Information matrix.
    pub(crate) information: Vec<f64>,
    pub(super) gradient: Vec<f64>,
    pub(super) likelihood: f64,
}

impl Slope {
    /// In one pass over the rows with a positive weight.
    pub(crate) fn of(x: &Matrix, y: &[f64], weights: &[f64], beta: &[f64]) -> Self {
        let arranged = x.arranged(beta);
        let of_part = |rows: Range<usize>| Sums::of((x, y, weights), &arranged, rows);
        let sums = in_parts(x.len(), of_part);
        let mut sums = sums.into_iter();
        let mut all = sums.next().unwrap_or_else(|| of_part(0..0));
        for part in sums {
            all.products.add_all(&part.products);
            all.gradient.add_all(&part.gradient);
            all.likelihood += part.likelihood;
        }
        let mut information = all.products.square(x);
        penalise(&mut information, x.columns);
        let penalty = beta.iter().skip(1).map(|b| b * b).sum::<f64>();
        Self {
            information,
            gradient: drawn_back(x.in_order(&all.gradient), beta),
            likelihood: all.likelihood - 0.5 * RIDGE * penalty,
        }
    }
}

/// How the likelihood grows with each coefficient, without the information matrix, which is most of the work.
pub(super) fn gradient(x: &Matrix, y: &[f64], weights: &[f64], beta: &[f64]) -> Vec<f64> {
    let arranged = x.arranged(beta);
    let of_part = |rows: Range<usize>| {
        let mut sum = x.nothing();
        Block::counting(x, rows, weights, |block, w| {
            let told = Told::of(block.times(&arranged));
            block.add_to(&mut sum, &told.missed(&block.told(y), w));
        });
        sum
    };
    let mut sum = x.nothing();
    for part in in_parts(x.len(), of_part) {
        sum.add_all(&part);
    }
    drawn_back(x.in_order(&sum), beta)
}

/// The chance of the outcome of every row.
pub(super) fn chances(x: &Matrix, beta: &[f64]) -> Vec<f64> {
    let beta = x.arranged(beta);
    let mut chances = Vec::with_capacity(x.len());
    Block::each(x, 0..x.len(), |block| {
        let told = Told::of(block.times(&beta));
        chances.extend_from_slice(&told.chances[..block.rows.len()]);
    });
    chances
}

/// Sums of squares and products of the columns over rows that count.
pub(super) fn squares(x: &Matrix, counts: &[f64]) -> Vec<f64> {
    let of_part = |rows: Range<usize>| {
        let mut sum = Products::of(x);
        Block::counting(x, rows, counts, |block, own| sum.add(block, own));
        sum
    };
    let mut sum = Products::of(x);
    in_parts(x.len(), of_part)
        .iter()
        .for_each(|part| sum.add_all(part));
    sum.square(x)
}

/// Sums of the products of the columns with numbers over rows that count.
pub(super) fn moments(x: &Matrix, y: &[f64], counts: &[f64]) -> Vec<f64> {
    let of_part = |rows: Range<usize>| {
        let mut sum = x.nothing();
        Block::counting(x, rows, counts, |block, own| {
            let y = block.told(y);
            block.add_to(&mut sum, &std::array::from_fn(|at| own[at] * y[at]));
        });
        sum
    };
    let mut sum = x.nothing();
    in_parts(x.len(), of_part)
        .iter()
        .for_each(|part| sum.add_all(part));
    x.in_order(&sum)
}

/// A gradient with what the ridge takes from it.
fn drawn_back(mut gradient: Vec<f64>, beta: &[f64]) -> Vec<f64> {
    for (g, b) in gradient.iter_mut().zip(beta).skip(1) {
        *g -= RIDGE * b;
    }
    gradient
}

/// Parts of the rows, each on its own: the same parts however many hands there are, so that sums are the same.
fn in_parts<T: Send>(rows: usize, of_part: impl Fn(Range<usize>) -> T + Sync) -> Vec<T> {
    let part = |at: usize| of_part(at * PART..((at + 1) * PART).min(rows));
    (0..rows.div_ceil(PART)).into_par_iter().map(part).collect()
}

/// What some rows add to a slope.
struct Sums {
    products: Products,
    gradient: Arranged,
    likelihood: f64,
}

impl Sums {
    fn of((x, y, weights): (&Matrix, &[f64], &[f64]), beta: &Arranged, rows: Range<usize>) -> Self {
        let mut sums = Self {
            products: Products::of(x),
            gradient: x.nothing(),
            likelihood: 0.0,
        };
        Block::counting(x, rows, weights, |block, w| {
            let (told, y) = (Told::of(block.times(beta)), block.told(y));
            sums.likelihood += told.likelihood(&y, w);
            sums.products.add(block, &told.weights(w));
            block.add_to(&mut sums.gradient, &told.missed(&y, w));
        });
        sums
    }
}

/// Adds the ridge to a square of sums.
pub(crate) fn penalise(square: &mut [f64], p: usize) {
    for at in 1..p {
        square[at * p + at] += RIDGE;
    }
}

#[cfg(test)]
mod tests {
    use super::super::regression::logistic;
    use super::super::rng::Rng;
    use super::*;

    #[test]
    fn many_rows_at_once_say_what_each_says_alone() {
        let mut rng = Rng::new(7);
        // More than are summed up at once, and not whole blocks.
        let rows = PART + 1_000;
        let number: Vec<f64> = (0..rows).map(|_| rng.normal()).collect();
        let yes: Vec<f64> = (0..rows).map(|at| f64::from(at % 3 == 0)).collect();
        let x = Matrix::of(&[&number, &yes], rows);
        let y: Vec<f64> = (0..rows).map(|at| f64::from(at % 7 < 3)).collect();
        // Some rows do not count, some count alike, each outcome on its own or not.
        let weights: Vec<f64> = (0..rows)
            .map(|at| [1.0, 0.0, 4.0, 1.0, 2.5][at % 5])
            .collect();
        for beta in [[0.3, -1.0, 0.5], [200.0, 900.0, -400.0]] {
            let (mut likelihood, mut gradient) = (0.0, [0.0; 3]);
            for at in 0..rows {
                let (x, w) = ([1.0, number[at], yes[at]], weights[at]);
                let score: f64 = beta.iter().zip(x).map(|(b, x)| b * x).sum();
                let surprise = score.max(0.0) + (-score.abs()).exp().ln_1p();
                likelihood += w * (y[at] * score - surprise);
                for (sum, x) in gradient.iter_mut().zip(x) {
                    *sum += w * (y[at] - logistic(score)) * x;
                }
            }
            let slope = Slope::of(&x, &y, &weights, &beta);
            let penalty = RIDGE * (beta[1] * beta[1] + beta[2] * beta[2]) / 2.0;
            let is_near = |a: f64, b: f64| (a - b).abs() <= 1e-11 * b.abs().max(1.0);
            assert!(is_near(slope.likelihood, likelihood - penalty), "{beta:?}");
            for (at, b) in beta.iter().enumerate() {
                let drawn = if at > 0 { RIDGE * b } else { 0.0 };
                assert!(
                    is_near(slope.gradient[at], gradient[at] - drawn),
                    "{beta:?}"
                );
            }
            for (chance, (number, yes)) in chances(&x, &beta).iter().zip(number.iter().zip(&yes)) {
                let score = beta[0] + beta[1] * number + beta[2] * yes;
                assert!((chance - logistic(score)).abs() <= 1e-14);
            }
        }
    }
}
