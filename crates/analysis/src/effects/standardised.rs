//! What a model says about everybody with and without one thing (standardisation, "g-computation"; Robins
//! 1986): `θ = mean[m(x, 1) − m(x, 0)]` from a model of the outcome whose last column is compared.
//!
//! Used where no case of a kind went without, so that weighting is impossible, but the model can carry over
//! from others. The influence of each case includes what it does to the coefficients,
//! `m(x, d) − μ_d + ∇μ_dᵀ·A⁻¹·x·(y − m)` with `A` the information for each case (sandwich estimate).

use super::aipw::Arms;
use super::cholesky::Cholesky;
use super::matrix::Matrix;
use super::regression::{Fit, Link, fit, logistic};
use super::slope::{Slope, penalise, squares};

/// Mean outcome of all rows with the last column at one and at zero.
pub(crate) fn with_and_without(link: Link, x: &Matrix, y: &[f64]) -> Option<Arms> {
    let ones = vec![1.0; y.len()];
    let fit = fit(link, x, y, &ones)?;
    let factor = Cholesky::of(&hessian(link, x, y, &fit), x.columns)?;
    let with = Side::of(link, x, &fit, 1.0);
    let without = Side::of(link, x, &fit, 0.0);
    let errors = y.iter().zip(fit.expected(x));
    let errors: Vec<f64> = errors.map(|(y, expected)| y - expected).collect();
    Some(Arms {
        influence_with: with.influence(x, &factor, &errors),
        influence_without: without.influence(x, &factor, &errors),
        with: with.mean,
        without: without.mean,
    })
}

/// With the ridge of the fit: columns of words of which the rows lack the most frequent one add up to the first
/// column.
fn hessian(link: Link, x: &Matrix, y: &[f64], fit: &Fit) -> Vec<f64> {
    let ones = vec![1.0; y.len()];
    match link {
        Link::Logistic => Slope::of(x, y, &ones, &fit.coefficients).information,
        Link::Linear => {
            let mut square = squares(x, &ones);
            penalise(&mut square, x.columns);
            square
        }
    }
}

/// All rows with the last column set to one value.
struct Side {
    expected: Vec<f64>,
    mean: f64,
    /// Gradient of the sum of the expected outcomes by the coefficients.
    gradient: Vec<f64>,
}

impl Side {
    fn of(link: Link, x: &Matrix, fit: &Fit, value: f64) -> Self {
        let last = x.columns - 1;
        let mut others = fit.coefficients.clone();
        others[last] = 0.0;
        let (others, set) = (x.arranged(&others), value * fit.coefficients[last]);
        let mut gradient = x.nothing();
        let (mut expected, mut slopes) = (Vec::with_capacity(x.len()), 0.0);
        for row in x.rows() {
            let score = row.times(&others) + set;
            let (outcome, slope) = match link {
                Link::Logistic => (logistic(score), logistic(score) * logistic(-score)),
                Link::Linear => (score, 1.0),
            };
            row.add_to(&mut gradient, slope);
            slopes += slope;
            expected.push(outcome);
        }
        let mut gradient = x.in_order(&gradient);
        gradient[last] = value * slopes;
        Self {
            mean: expected.iter().sum::<f64>() / expected.len() as f64,
            expected,
            gradient,
        }
    }

    fn influence(&self, x: &Matrix, factor: &Cholesky, errors: &[f64]) -> Vec<f64> {
        // Gradient of the mean times the inverse of the information for each case: the counts cancel.
        let mut direction = self.gradient.clone();
        factor.solve(&mut direction);
        let of_model = x.times(&direction);
        let each = of_model.iter().zip(errors).zip(&self.expected);
        each.map(|((of_model, error), expected)| expected - self.mean + of_model * error)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::effect::Effect;
    use super::super::rng::Rng;
    use super::*;

    /// One invented comparison: the true difference and what was found.
    fn one(seed: u64, link: Link) -> (f64, Effect) {
        let mut rng = Rng::new(seed);
        let n = 800;
        let x: Vec<f64> = (0..n).map(|_| rng.normal()).collect();
        // The compared column hangs together with x, so that ignoring the model would be too sure.
        let d: Vec<f64> = x
            .iter()
            .map(|x| f64::from(x + 0.8 * rng.normal() > 0.0))
            .collect();
        let chance = |x: f64, d: f64| 1.0 / (1.0 + (0.5 - 0.8 * x - 0.6 * d).exp());
        let mut truth = 0.0;
        let mut y = Vec::with_capacity(n);
        for i in 0..n {
            let (with, without) = match link {
                Link::Logistic => (chance(x[i], 1.0), chance(x[i], 0.0)),
                Link::Linear => (x[i] + 0.5, x[i]),
            };
            truth += (with - without) / n as f64;
            let mean = without + d[i] * (with - without);
            y.push(match link {
                Link::Logistic => f64::from(rng.uniform() < mean),
                Link::Linear => mean + rng.normal(),
            });
        }
        let company: Vec<u32> = (0..n as u32).collect();
        let arms = with_and_without(link, &Matrix::of(&[&x, &d], n), &y).expect("a fit");
        (truth, Effect::of(&arms, &company, n).expect("an effect"))
    }

    #[test]
    fn intervals_hold_the_truth_as_often_as_they_say() {
        for link in [Link::Logistic, Link::Linear] {
            let inside = (0..300).filter(|seed| {
                let (truth, found) = one(*seed, link);
                found.ci.0 <= truth && truth <= found.ci.1
            });
            let inside = inside.count();
            assert!((275..=296).contains(&inside), "{link:?}: {inside} of 300");
        }
    }
    #[test]
    fn columns_that_add_up_to_one_are_no_obstacle() {
        let n = 300;
        let column =
            |of: &dyn Fn(usize) -> bool| -> Vec<f64> { (0..n).map(|i| f64::from(of(i))).collect() };
        let kinds = [0, 1, 2].map(|kind| column(&|i| i % 3 == kind));
        let compared = column(&|i| i.is_multiple_of(2));
        let y = column(&|i| i % 10 < if i.is_multiple_of(2) { 6 } else { 3 });
        let all = Matrix::of(&[&kinds[0], &kinds[1], &kinds[2], &compared], n);
        let fewer = Matrix::of(&[&kinds[1], &kinds[2], &compared], n);
        for link in [Link::Logistic, Link::Linear] {
            let of = |x: &Matrix| {
                let arms = with_and_without(link, x, &y).expect("a fit");
                arms.with - arms.without
            };
            assert!((of(&all) - of(&fewer)).abs() < 1e-3, "{link:?}");
        }
    }
}
