//! Regression of a series whose months resemble their neighbours.
//!
//! The noise of a month is u/√w with weight w and u autoregressive of order one: neighbours that are g months
//! apart correlate by φ^g. For each φ on a grid the coefficients follow by generalised least squares (the
//! Prais–Winsten transformation); the likelihood of φ is the restricted one (Harville 1974), which is the
//! marginal posterior of φ under flat priors (Zellner & Tiao 1964). All answers are mixtures over φ, so that
//! not knowing φ widens the interval. Newey–West errors, the usual choice, cover too seldom in series of two or
//! three years (Turner et al. 2021, BMC Medical Research Methodology 21:181).

use super::super::cholesky::Cholesky;
use super::student::{Mixture, Part};

/// Least and largest correlation of neighbouring months, and the steps between. Negative ones would only
/// narrow intervals.
const GRID: usize = 19;
const STEP: f64 = 0.05;

/// A month of the regression.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// Number of the month.
    pub(super) at: i64,
    /// Its columns.
    pub(super) x: Vec<f64>,
    /// Its value.
    pub(super) y: f64,
    /// The inverse of its variance, up to a factor common to all.
    pub(super) weight: f64,
}

/// What is known for one φ.
struct At {
    share: f64,
    phi: f64,
    coefficients: Vec<f64>,
    factor: Cholesky,
    variance: f64,
}

/// A fitted series.
pub(super) struct Fit {
    freedom: usize,
    each: Vec<At>,
}

impl Fit {
    /// Fits rows in the order of time; nothing when columns cannot be told apart or too few months are left.
    pub(super) fn of(rows: &[Row]) -> Option<Self> {
        let columns = rows.first()?.x.len();
        let freedom = rows.len().checked_sub(columns).filter(|f| *f > 0)?;
        let mut each = Vec::with_capacity(GRID);
        for step in 0..GRID {
            each.push(at(rows, step as f64 * STEP, columns, freedom)?);
        }
        let most = each.iter().map(|a| a.share).fold(f64::MIN, f64::max);
        let sum: f64 = each.iter().map(|a| (a.share - most).exp()).sum();
        for a in &mut each {
            a.share = (a.share - most).exp() / sum;
        }
        sum.is_finite().then_some(Self { freedom, each })
    }

    /// What is known about a combination of the coefficients, with something known added.
    pub(super) fn combination(&self, x: &[f64], added: f64) -> Mixture {
        let one = |a: &At| Part {
            share: a.share,
            middle: added + dot(x, &a.coefficients),
            scale: (a.variance * a.factor.quadratic(x))
                .sqrt()
                .max(f64::MIN_POSITIVE),
        };
        Mixture {
            freedom: self.freedom,
            parts: self.each.iter().map(one).collect(),
        }
    }

    /// The mean correlation of neighbouring months.
    pub(super) fn correlation(&self) -> f64 {
        self.each.iter().map(|a| a.share * a.phi).sum()
    }
}

/// Fits for one φ; the share holds the logarithm of the likelihood for now.
fn at(rows: &[Row], phi: f64, columns: usize, freedom: usize) -> Option<At> {
    let (white, log_r) = whitened(rows, phi);
    let mut information = vec![0.0; columns * columns];
    let mut coefficients = vec![0.0; columns];
    for (x, y) in &white {
        for (i, xi) in x.iter().enumerate() {
            coefficients[i] += xi * y;
            for (j, xj) in x.iter().enumerate() {
                information[i * columns + j] += xi * xj;
            }
        }
    }
    let factor = Cholesky::of(&information, columns)?;
    factor.solve(&mut coefficients);
    let residual = |(x, y): &(Vec<f64>, f64)| (y - dot(x, &coefficients)).powi(2);
    let total: f64 = white.iter().map(|(_, y)| y * y).sum();
    // A line without any noise still has the noise of the arithmetic.
    let rss = white.iter().map(residual).sum::<f64>().max(total * 1e-18);
    let likelihood = -0.5 * (log_r + factor.log_determinant() + freedom as f64 * rss.ln());
    (likelihood.is_finite()).then(|| At {
        share: likelihood,
        phi,
        coefficients,
        variance: rss / freedom as f64,
        factor,
    })
}

/// The rows made independent and alike, and the logarithm of the determinant of their correlations.
fn whitened(rows: &[Row], phi: f64) -> (Vec<(Vec<f64>, f64)>, f64) {
    let scaled = |row: &Row| {
        let root = row.weight.sqrt();
        let x: Vec<f64> = row.x.iter().map(|x| x * root).collect();
        (x, row.y * root)
    };
    let mut log_r = 0.0;
    let mut white = Vec::with_capacity(rows.len());
    let mut before: Option<(i64, (Vec<f64>, f64))> = None;
    for row in rows {
        let now = scaled(row);
        let one = match &before {
            None => now.clone(),
            Some((then, (x, y))) => {
                let tie = phi.powi(i32::try_from(row.at - then).unwrap_or(i32::MAX));
                let rest = (1.0 - tie * tie).sqrt();
                log_r += 2.0 * rest.ln();
                let free = |now: f64, before: f64| (now - tie * before) / rest;
                let x = now.0.iter().zip(x).map(|(n, b)| free(*n, *b)).collect();
                (x, free(now.1, *y))
            }
        };
        white.push(one);
        before = Some((row.at, now));
    }
    (white, log_r)
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(values: &[f64]) -> Vec<Row> {
        let one = |(at, y): (usize, &f64)| Row {
            at: at as i64,
            x: vec![1.0, at as f64],
            y: *y,
            weight: 1.0,
        };
        values.iter().enumerate().map(one).collect()
    }

    #[test]
    fn a_straight_line_is_found_exactly() {
        let fit = Fit::of(&rows(&[1.0, 3.0, 5.0, 7.0, 9.0])).expect("a line");
        let slope = fit.combination(&[0.0, 1.0], 0.0);
        assert!((slope.mean() - 2.0).abs() < 1e-9);
        let (low, high) = slope.interval();
        assert!(high - low < 1e-6);
    }

    #[test]
    fn without_correlation_it_is_the_textbook_regression() {
        // Anscombe's first data set: slope 0.5001, standard error 0.1179, nine degrees of freedom.
        let x = [10.0, 8.0, 13.0, 9.0, 11.0, 14.0, 6.0, 4.0, 12.0, 7.0, 5.0];
        let y = [
            8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68,
        ];
        let rows: Vec<Row> = x
            .iter()
            .zip(y)
            .enumerate()
            .map(|(at, (x, y))| Row {
                at: at as i64,
                x: vec![1.0, *x],
                y,
                weight: 1.0,
            })
            .collect();
        let one = super::at(&rows, 0.0, 2, 9).expect("a fit");
        let error = (one.variance * one.factor.quadratic(&[0.0, 1.0])).sqrt();
        assert!((one.coefficients[1] - 0.5001).abs() < 1e-4);
        assert!((error - 0.1179).abs() < 1e-4);
    }

    #[test]
    fn columns_that_say_the_same_are_refused() {
        let mut same = rows(&[1.0, 2.0, 4.0, 3.0]);
        for row in &mut same {
            row.x.push(row.x[1] * 2.0);
        }
        assert!(Fit::of(&same).is_none());
        assert!(Fit::of(&rows(&[1.0, 2.0])).is_none() && Fit::of(&[]).is_none());
    }
}
