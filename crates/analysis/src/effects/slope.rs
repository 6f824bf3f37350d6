//! How the likelihood of a logistic model changes with its coefficients: one pass over the rows, in parts.

use std::ops::Range;

use rayon::prelude::*;

use super::arranged::Arranged;
use super::matrix::Matrix;
use super::products::{Blocks, Products};
use super::rows::Row;

/// Penalty on each squared coefficient of a standardised column: a normal prior of variance 10.
const RIDGE: f64 = 0.1;
/// Rows that are summed up at once.
const PART: usize = 16_384;
/// Least weight of a row whose outcome is as good as certain.
pub(crate) const LEAST_WEIGHT: f64 = 1e-12;

/// Products beyond this one are not multiplied on, so that none is too large for a number.
const LARGE: f64 = 1e300;

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
        each((x, weights), &arranged, rows, |at, row, told| {
            row.add_to(&mut sum, weights[at] * (y[at] - told.chance()));
        });
        sum
    };
    let mut sum = x.nothing();
    for part in in_parts(x.len(), of_part) {
        sum.add_all(&part);
    }
    drawn_back(x.in_order(&sum), beta)
}

/// Sums of squares and products of the columns over rows that count.
pub(super) fn squares(x: &Matrix, counts: &[f64]) -> Vec<f64> {
    let of_part = |rows: Range<usize>| {
        let mut sum = Blocks::of(x);
        let inside = rows.filter(|at| counts[*at] > 0.0);
        inside.for_each(|at| sum.add(x.row(at), counts[at]));
        sum.done()
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
        let inside = rows.filter(|at| counts[*at] > 0.0);
        inside.for_each(|at| x.row(at).add_to(&mut sum, counts[at] * y[at]));
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
        // ln(1 + e^s) of many rows is the logarithm of a product
        let mut product = 1.0;
        let mut products = Blocks::of(x);
        each((x, weights), beta, rows, |at, row, told| {
            let (y, w, chance) = (y[at], weights[at], told.chance());
            // y·s − ln(1 + e^s), written so that it does not overflow
            sums.likelihood += w * (y * told.score - told.score.max(0.0));
            match w == 1.0 {
                true => product *= 1.0 + told.e,
                false => sums.likelihood -= w * told.e.ln_1p(),
            }
            if product > LARGE {
                sums.likelihood -= product.ln();
                product = 1.0;
            }
            let weight = w * (chance * (1.0 - chance)).max(LEAST_WEIGHT);
            products.add(row, weight);
            row.add_to(&mut sums.gradient, w * (y - chance));
        });
        sums.products = products.done();
        sums.likelihood -= product.ln();
        sums
    }
}

/// What a model says about a row.
struct Told {
    /// The linear predictor.
    score: f64,
    /// e^−|score|
    e: f64,
}

impl Told {
    /// 1 / (1 + e^−score)
    #[inline]
    fn chance(&self) -> f64 {
        let larger = 1.0 / (1.0 + self.e);
        match self.score >= 0.0 {
            true => larger,
            false => self.e * larger,
        }
    }
}

/// Shows every row with a positive weight, and what a model says about it.
#[inline]
fn each<'a>(
    (x, weights): (&'a Matrix, &[f64]),
    beta: &Arranged,
    rows: Range<usize>,
    mut show: impl FnMut(usize, Row<'a>, Told),
) {
    for at in rows.filter(|at| weights[*at] > 0.0) {
        let row = x.row(at);
        let score = row.times(beta);
        show(
            at,
            row,
            Told {
                score,
                e: (-score.abs()).exp(),
            },
        );
    }
}

/// Adds the ridge to a square of sums.
pub(crate) fn penalise(square: &mut [f64], p: usize) {
    for at in 1..p {
        square[at * p + at] += RIDGE;
    }
}
