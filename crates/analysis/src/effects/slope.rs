//! How the likelihood of a logistic model changes with its coefficients: one pass over the rows, in parts.

use std::ops::Range;

use rayon::prelude::*;

use super::matrix::{Arranged, Matrix};
use super::products::Products;
use super::regression::logistic;

/// Penalty on each squared coefficient of a standardised column: a normal prior of variance 10.
const RIDGE: f64 = 0.1;
/// Rows that are summed up at once.
const PART: usize = 16_384;
/// Least weight of a row whose outcome is as good as certain.
pub(crate) const LEAST_WEIGHT: f64 = 1e-12;

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
        for at in rows.filter(|at| weights[*at] > 0.0) {
            let row = x.row(at);
            row.add_to(
                &mut sum,
                weights[at] * (y[at] - logistic(row.times(&arranged))),
            );
        }
        sum
    };
    let mut sum = x.nothing();
    for part in in_parts(x.len(), of_part) {
        sum.add_all(&part);
    }
    drawn_back(x.in_order(&sum), beta)
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
        for at in rows {
            let (y, w) = (y[at], weights[at]);
            if w > 0.0 {
                let row = x.row(at);
                let score = row.times(beta);
                let e = (-score.abs()).exp();
                let larger = 1.0 / (1.0 + e);
                let expected = if score >= 0.0 { larger } else { e * larger };
                // y·s − ln(1 + e^s), written so that it does not overflow
                sums.likelihood += w * (y * score - score.max(0.0) - e.ln_1p());
                let weight = w * (expected * (1.0 - expected)).max(LEAST_WEIGHT);
                sums.products.add(row, weight);
                row.add_to(&mut sums.gradient, w * (y - expected));
            }
        }
        sums
    }
}

/// Adds the ridge to a square of sums.
pub(crate) fn penalise(square: &mut [f64], p: usize) {
    for at in 1..p {
        square[at * p + at] += RIDGE;
    }
}
