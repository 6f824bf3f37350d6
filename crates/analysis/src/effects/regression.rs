//! Logistic and linear regression with a small ridge.
//!
//! Logistic: iteratively reweighted least squares (Newton) on the penalised likelihood, with halved steps
//! when a step does not help (le Cessie & van Houwelingen 1992). The ridge keeps the answer finite under
//! perfect separation and collinear columns; the intercept (column 0) is free, so predictions sum to what
//! was observed.

use super::cholesky::Cholesky;
use super::matrix::Matrix;
use super::polished::{Step, moved, polished};
use super::slope::{Slope, chances, moments, penalise, squares};
use super::thinned::{MANY, thinned};

const STEPS: usize = 60;
/// Share of the likelihood from which the last steps are taken without a new information matrix.
const NEAR: f64 = 1e-3;
/// How an outcome is modelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// Outcome 0 or 1: log-odds are linear.
    Logistic,
    /// Any number: the mean is linear.
    Linear,
}

/// A fitted model.
#[derive(Clone, Debug)]
pub(crate) struct Fit {
    link: Link,
    pub(crate) coefficients: Vec<f64>,
}

impl Fit {
    pub(super) fn logistic(coefficients: Vec<f64>) -> Self {
        Self {
            link: Link::Logistic,
            coefficients,
        }
    }

    pub(super) fn linear(coefficients: Vec<f64>) -> Self {
        Self {
            link: Link::Linear,
            coefficients,
        }
    }

    /// The expected outcome of every row.
    pub(crate) fn expected(&self, x: &Matrix) -> Vec<f64> {
        match self.link {
            Link::Logistic => chances(x, &self.coefficients),
            Link::Linear => x.times(&self.coefficients),
        }
    }

    /// Squared standard errors of the coefficients of a logistic model, by the model, on what it was fitted to.
    pub(crate) fn variances(&self, x: &Matrix, y: &[f64], weights: &[f64]) -> Option<Vec<f64>> {
        let slope = Slope::of(x, y, weights, &self.coefficients);
        let factor = Cholesky::of(&slope.information, x.columns)?;
        Some(factor.inverse_diagonal())
    }
}

/// 1 / (1 + e^−x), without overflow.
pub(crate) fn logistic(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + (-x).exp())
    } else {
        let e = x.exp();
        e / (1.0 + e)
    }
}

/// Fits a model to the rows with a positive weight. Nothing when there is no such row or the system
/// cannot be solved.
pub(crate) fn fit(link: Link, x: &Matrix, y: &[f64], weights: &[f64]) -> Option<Fit> {
    let total: f64 = weights.iter().sum();
    if total <= 0.0 {
        return None;
    }
    match link {
        Link::Linear => linear(x, y, weights),
        Link::Logistic => {
            let hits: f64 = y.iter().zip(weights).map(|(y, w)| y * w).sum();
            let rate = hits / total;
            if rate <= 0.0 || rate >= 1.0 {
                return Some(constant(x.columns, rate));
            }
            newton(x, y, weights, (rate, total))
        }
    }
}

/// The model of an outcome that never or always happens: no more than a thousandth of a case away.
fn constant(columns: usize, rate: f64) -> Fit {
    let mut coefficients = vec![0.0; columns];
    coefficients[0] = if rate <= 0.0 { -35.0 } else { 35.0 };
    Fit::logistic(coefficients)
}

fn linear(x: &Matrix, y: &[f64], weights: &[f64]) -> Option<Fit> {
    let mut square = squares(x, weights);
    penalise(&mut square, x.columns);
    let factor = Cholesky::of(&square, x.columns)?;
    let mut coefficients = moments(x, y, weights);
    factor.solve(&mut coefficients);
    Some(Fit::linear(coefficients))
}

fn newton(x: &Matrix, y: &[f64], weights: &[f64], (rate, total): (f64, f64)) -> Option<Fit> {
    let at = |beta: Vec<f64>| {
        let slope = Slope::of(x, y, weights, &beta);
        (beta, slope)
    };
    let mut plain = vec![0.0; x.columns];
    plain[0] = (rate / (1.0 - rate)).ln();
    let of_plain = total * (rate * rate.ln() + (1.0 - rate) * (1.0 - rate).ln());
    let is_many = weights.iter().filter(|w| **w > 0.0).count() >= MANY;
    let from = is_many.then(|| thinned(x, y, weights, &plain));
    let from = from.flatten().map(at);
    // A start from a few rows that says less than none at all is not used.
    let from = from.filter(|(_, slope)| slope.likelihood > of_plain);
    climb_from((x, y, weights), from.unwrap_or_else(|| at(plain)))
}

/// Newton steps from a start.
pub(super) fn climb(x: &Matrix, y: &[f64], weights: &[f64], beta: Vec<f64>) -> Option<Fit> {
    let slope = Slope::of(x, y, weights, &beta);
    climb_from((x, y, weights), (beta, slope))
}

fn climb_from(model: Model<'_>, from: (Vec<f64>, Slope)) -> Option<Fit> {
    let last = |beta: &[f64], at: &Slope, step: &Step, factor: &Cholesky| {
        let from = (at.likelihood, at.gradient.as_slice(), step.clone());
        polished(model, beta, from, factor)
    };
    steps(model, from, last).map(Fit::logistic)
}

/// Newton steps from a start, until one gains next to nothing.
pub(super) fn rough(x: &Matrix, y: &[f64], weights: &[f64], beta: Vec<f64>) -> Option<Vec<f64>> {
    let slope = Slope::of(x, y, weights, &beta);
    let last = |beta: &[f64], _: &Slope, step: &Step, _: &Cholesky| Ok(moved(beta, &step.by, 1.0));
    steps((x, y, weights), (beta, slope), last)
}

/// Rows, outcomes and what each row counts.
type Model<'a> = (&'a Matrix, &'a [f64], &'a [f64]);

/// Newton steps until one gains next to nothing: from there `last` leads to the top, or tells a place nearer to it.
fn steps(
    (x, y, weights): Model<'_>,
    (mut beta, mut at): (Vec<f64>, Slope),
    last: impl Fn(&[f64], &Slope, &Step, &Cholesky) -> Result<Vec<f64>, Vec<f64>>,
) -> Option<Vec<f64>> {
    for _ in 0..STEPS {
        let factor = Cholesky::of(&at.information, x.columns)?;
        let step = Step::of(&factor, &at.gradient);
        if step.gain <= NEAR * at.likelihood.abs() {
            let nearer = match last(&beta, &at, &step, &factor) {
                Ok(top) => return Some(top),
                Err(nearer) => nearer,
            };
            let then = Slope::of(x, y, weights, &nearer);
            if then.likelihood > at.likelihood {
                (beta, at) = (nearer, then);
                continue;
            }
        }
        match uphill((x, y, weights), &beta, &at, &step) {
            Some(higher) => (beta, at) = higher,
            None => break,
        }
    }
    Some(beta)
}

/// The place after a step, halved until it gains; nothing when no part of it does.
fn uphill(
    (x, y, weights): Model<'_>,
    beta: &[f64],
    at: &Slope,
    step: &Step,
) -> Option<(Vec<f64>, Slope)> {
    let mut share = 1.0;
    for _ in 0..=20 {
        let next = moved(beta, &step.by, share);
        let then = Slope::of(x, y, weights, &next);
        if then.likelihood >= at.likelihood {
            return Some((next, then));
        }
        share /= 2.0;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::rng::Rng;
    use super::*;

    #[test]
    fn the_planted_coefficients_come_back() {
        let mut rng = Rng::new(3);
        let n = 20_000;
        let a: Vec<f64> = (0..n).map(|_| rng.normal()).collect();
        let b: Vec<f64> = (0..n).map(|_| f64::from(rng.uniform() < 0.3)).collect();
        let x = Matrix::of(&[&a, &b], n);
        let y: Vec<f64> = (0..n)
            .map(|i| f64::from(rng.uniform() < logistic(-1.0 + 0.8 * a[i] - 0.5 * b[i])))
            .collect();
        let fit = fit(Link::Logistic, &x, &y, &vec![1.0; n]).expect("a fit");
        let variances = fit.variances(&x, &y, &vec![1.0; n]).expect("variances");
        for (found, (wanted, variance)) in fit
            .coefficients
            .iter()
            .zip([-1.0, 0.8, -0.5].iter().zip(&variances))
        {
            assert!((found - wanted).abs() < 4.0 * variance.sqrt(), "{found}");
        }
        let expected: f64 = fit.expected(&x).iter().sum();
        assert!((expected - y.iter().sum::<f64>()).abs() < 1e-3);
    }

    #[test]
    fn separation_and_collinear_columns_stay_finite() {
        let a: Vec<f64> = (0..100).map(|i| f64::from(i) / 50.0 - 1.0).collect();
        let y: Vec<f64> = a.iter().map(|a| f64::from(*a > 0.0)).collect();
        let x = Matrix::of(&[&a, &a], 100);
        let found = fit(Link::Logistic, &x, &y, &[1.0; 100]).expect("a fit");
        assert!(found.coefficients.iter().all(|b| b.is_finite()));
        let found = fit(Link::Linear, &x, &y, &[1.0; 100]).expect("a fit");
        assert!(found.coefficients.iter().all(|b| b.is_finite()));
    }

    #[test]
    fn an_outcome_that_never_happens_is_expected_never() {
        let x = Matrix::of(&[], 10);
        let found = fit(Link::Logistic, &x, &[0.0; 10], &[1.0; 10]).expect("a fit");
        assert!(found.expected(&x)[0] < 1e-12);
        assert!(fit(Link::Logistic, &x, &[0.0; 10], &[0.0; 10]).is_none());
    }
}
