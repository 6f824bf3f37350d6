//! Logistic and linear regression with a small ridge.
//!
//! Logistic: iteratively reweighted least squares (Newton) on the penalised likelihood, with halved steps
//! when a step does not help (le Cessie & van Houwelingen 1992). The ridge keeps the answer finite under
//! perfect separation and collinear columns; the intercept (column 0) is free, so predictions sum to what
//! was observed.

use super::cholesky::Cholesky;

/// Penalty on each squared coefficient of a standardised column: a normal prior of variance 10.
const RIDGE: f64 = 0.1;
const STEPS: usize = 60;

/// Rows of numbers, one behind the other. Column 0 is the intercept (1 everywhere).
#[derive(Clone, Debug, Default)]
pub(crate) struct Matrix {
    pub(crate) columns: usize,
    pub(crate) data: Vec<f64>,
}

impl Matrix {
    /// Puts columns side by side behind an intercept.
    pub(crate) fn of(columns: &[&[f64]], rows: usize) -> Self {
        let width = columns.len() + 1;
        let mut data = vec![1.0; rows * width];
        for (at, column) in columns.iter().enumerate() {
            for (row, value) in column.iter().enumerate() {
                data[row * width + at + 1] = *value;
            }
        }
        Self {
            columns: width,
            data,
        }
    }

    pub(crate) fn rows(&self) -> std::slice::ChunksExact<'_, f64> {
        self.data.chunks_exact(self.columns)
    }
}

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
    /// Squared standard errors of the coefficients (model-based; for `Linear` with residual variance 1).
    pub(crate) variances: Vec<f64>,
}

impl Fit {
    /// The linear predictor of a row.
    pub(crate) fn score(&self, row: &[f64]) -> f64 {
        row.iter().zip(&self.coefficients).map(|(x, b)| x * b).sum()
    }

    /// The expected outcome of a row.
    pub(crate) fn predict(&self, row: &[f64]) -> f64 {
        match self.link {
            Link::Logistic => logistic(self.score(row)),
            Link::Linear => self.score(row),
        }
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
            newton(x, y, weights, rate)
        }
    }
}

/// The model of an outcome that never or always happens: no more than a thousandth of a case away.
fn constant(columns: usize, rate: f64) -> Fit {
    let mut coefficients = vec![0.0; columns];
    coefficients[0] = if rate <= 0.0 { -35.0 } else { 35.0 };
    Fit {
        link: Link::Logistic,
        coefficients,
        variances: vec![f64::INFINITY; columns],
    }
}

fn linear(x: &Matrix, y: &[f64], weights: &[f64]) -> Option<Fit> {
    let p = x.columns;
    let (mut gram, mut moment) = (vec![0.0; p * p], vec![0.0; p]);
    for ((row, y), w) in x.rows().zip(y).zip(weights) {
        if *w > 0.0 {
            add_outer(&mut gram, row, *w);
            add_scaled(&mut moment, row, w * y);
        }
    }
    penalise(&mut gram, p);
    let factor = Cholesky::of(&gram, p)?;
    factor.solve(&mut moment);
    Some(Fit {
        link: Link::Linear,
        coefficients: moment,
        variances: factor.inverse_diagonal(),
    })
}

fn newton(x: &Matrix, y: &[f64], weights: &[f64], rate: f64) -> Option<Fit> {
    let mut beta = vec![0.0; x.columns];
    beta[0] = (rate / (1.0 - rate)).ln();
    let mut likelihood = penalised_likelihood(x, y, weights, &beta);
    let mut last = None;
    for _ in 0..STEPS {
        let (information, mut step) = information(x, y, weights, &beta);
        let factor = Cholesky::of(&information, x.columns)?;
        factor.solve(&mut step);
        let mut share = 1.0;
        let (mut next, mut better) = (moved(&beta, &step, share), f64::NEG_INFINITY);
        for _ in 0..20 {
            better = penalised_likelihood(x, y, weights, &next);
            if better >= likelihood {
                break;
            }
            share /= 2.0;
            next = moved(&beta, &step, share);
        }
        last = Some(factor);
        if better < likelihood {
            break;
        }
        let gain = better - likelihood;
        (beta, likelihood) = (next, better);
        if gain <= 1e-12 * likelihood.abs() {
            break;
        }
    }
    Some(Fit {
        link: Link::Logistic,
        coefficients: beta,
        variances: last?.inverse_diagonal(),
    })
}

/// Information matrix (upper triangle) and gradient of the penalised likelihood.
pub(crate) fn information(
    x: &Matrix,
    y: &[f64],
    weights: &[f64],
    beta: &[f64],
) -> (Vec<f64>, Vec<f64>) {
    let p = x.columns;
    let (mut gram, mut gradient) = (vec![0.0; p * p], vec![0.0; p]);
    for ((row, y), w) in x.rows().zip(y).zip(weights) {
        if *w > 0.0 {
            let score: f64 = row.iter().zip(beta).map(|(x, b)| x * b).sum();
            let expected = logistic(score);
            add_outer(&mut gram, row, w * (expected * (1.0 - expected)).max(1e-12));
            add_scaled(&mut gradient, row, w * (y - expected));
        }
    }
    penalise(&mut gram, p);
    for (g, b) in gradient.iter_mut().zip(beta).skip(1) {
        *g -= RIDGE * b;
    }
    (gram, gradient)
}

fn penalised_likelihood(x: &Matrix, y: &[f64], weights: &[f64], beta: &[f64]) -> f64 {
    let mut sum = 0.0;
    for ((row, y), w) in x.rows().zip(y).zip(weights) {
        if *w > 0.0 {
            let score: f64 = row.iter().zip(beta).map(|(x, b)| x * b).sum();
            // y·s − ln(1 + e^s), written so that it does not overflow
            sum += w * (y * score - score.max(0.0) - (-score.abs()).exp().ln_1p());
        }
    }
    sum - 0.5 * RIDGE * beta.iter().skip(1).map(|b| b * b).sum::<f64>()
}

fn moved(beta: &[f64], step: &[f64], share: f64) -> Vec<f64> {
    beta.iter().zip(step).map(|(b, s)| b + share * s).collect()
}

/// Adds w·row·rowᵀ to the upper triangle.
pub(crate) fn add_outer(gram: &mut [f64], row: &[f64], w: f64) {
    let p = row.len();
    for (at, value) in row.iter().enumerate() {
        let scaled = w * value;
        if scaled != 0.0 {
            add_scaled(&mut gram[at * p + at..(at + 1) * p], &row[at..], scaled);
        }
    }
}

pub(crate) fn add_scaled(sum: &mut [f64], row: &[f64], scale: f64) {
    for (sum, value) in sum.iter_mut().zip(row) {
        *sum += scale * value;
    }
}

fn penalise(gram: &mut [f64], p: usize) {
    for at in 1..p {
        gram[at * p + at] += RIDGE;
    }
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
        for (found, (wanted, variance)) in fit
            .coefficients
            .iter()
            .zip([-1.0, 0.8, -0.5].iter().zip(&fit.variances))
        {
            assert!((found - wanted).abs() < 4.0 * variance.sqrt(), "{found}");
        }
        let expected: f64 = x.rows().map(|row| fit.predict(row)).sum();
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
        assert!(found.predict(&[1.0]) < 1e-12);
        assert!(fit(Link::Logistic, &x, &[0.0; 10], &[0.0; 10]).is_none());
    }
}
