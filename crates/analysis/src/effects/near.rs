//! Fits that start from a similar one: the outcome of all cases is modelled once, and the models of those
//! without an activity, which are most of them, start from there.

use super::cholesky::Cholesky;
use super::matrix::Matrix;
use super::prepared::Prepared;
use super::regression::{Fit, Link, MANY, Step, climb, fit, polished};
use super::slope::{Slope, gradient, penalise};

/// Activities from which on the model of all cases is worth its cost.
const SEVERAL: usize = 3;

/// The model of the outcome of all cases by all columns.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    coefficients: Vec<f64>,
    information: Vec<f64>,
    likelihood: f64,
}

/// The same for some of the columns and cases.
#[derive(Clone, Debug)]
pub(crate) struct Near {
    coefficients: Vec<f64>,
    factor: Cholesky,
    likelihood: f64,
}

impl Known {
    /// Of a yes/no outcome of many cases with several activities; else it would not save anything.
    pub(crate) fn of(data: &Prepared) -> Option<Self> {
        let is_worth = data.link == Link::Logistic && data.activities >= SEVERAL;
        if !is_worth || data.cases() < MANY {
            return None;
        }
        let ones = vec![1.0; data.cases()];
        let coefficients = fit(data.link, &data.all, &data.y, &ones)?.coefficients;
        let slope = Slope::of(&data.all, &data.y, &ones, &coefficients);
        Some(Self {
            coefficients,
            information: slope.information,
            likelihood: slope.likelihood,
        })
    }

    /// The start for a model of some of the columns and of the cases that are `inside`, which are most of them.
    /// What the others add to the information is taken away: where an activity comes nearly always with
    /// another, those without the other say much less about it than all.
    pub(crate) fn near(&self, data: &Prepared, columns: &[usize], inside: &[bool]) -> Option<Near> {
        let outside: Vec<f64> = inside.iter().map(|is| f64::from(!is)).collect();
        let others = Slope::of(&data.all, &data.y, &outside, &self.coefficients);
        let all = self.coefficients.len();
        let mut information = Vec::with_capacity(columns.len() * columns.len());
        for a in columns {
            let own = |b: &usize| self.information[a * all + b] - others.information[a * all + b];
            information.extend(columns.iter().map(own));
        }
        // It was in both.
        penalise(&mut information, columns.len());
        Some(Near {
            coefficients: columns.iter().map(|at| self.coefficients[*at]).collect(),
            factor: Cholesky::of(&information, columns.len())?,
            likelihood: self.likelihood - others.likelihood,
        })
    }
}

/// Fits a logistic model to rows that are most of those that the known one is made of: few steps are left, and
/// its information matrix serves for them. Where it does not, the usual steps go on from the place reached.
pub(crate) fn fit_near(x: &Matrix, y: &[f64], weights: &[f64], near: &Near) -> Option<Fit> {
    let hits = y.iter().zip(weights).filter(|(_, w)| **w > 0.0);
    if !(hits.clone().any(|(y, _)| *y > 0.0) && hits.clone().any(|(y, _)| *y < 1.0)) {
        return fit(Link::Logistic, x, y, weights);
    }
    let step = Step::of(&near.factor, &gradient(x, y, weights, &near.coefficients));
    let from = (near.likelihood, step);
    match polished((x, y, weights), &near.coefficients, from, &near.factor) {
        Ok(top) => Some(Fit::logistic(top)),
        Err(nearer) => climb(x, y, weights, nearer),
    }
}

#[cfg(test)]
mod tests {
    use super::super::regression::logistic;
    use super::super::rng::Rng;
    use super::super::study::{Covariate, Event, Plan, Study, Values};
    use super::*;

    /// Cases with one number and four activities: a rare one, two of which the second hardly ever comes without
    /// the first and then means the opposite, and one in most cases.
    fn data(cases: u32) -> Prepared {
        let mut rng = Rng::new(11);
        let mut study = Study {
            activities: ["fair", "call", "offer", "mail"]
                .map(str::to_owned)
                .to_vec(),
            ..Study::default()
        };
        let mut size = Vec::new();
        for case in 0..cases {
            size.push(rng.normal());
            let mut score = -1.5 + 0.7 * size[case as usize];
            let is_called = rng.uniform() < 0.3;
            let (offered, offer) = if is_called { (0.9, 1.2) } else { (0.001, -1.5) };
            let called = f64::from(is_called);
            let all = [(0.02, 1.0), (called, -0.6), (offered, offer), (0.8, 0.2)];
            for (activity, (share, effect)) in (0..).zip(all) {
                if rng.uniform() < share {
                    score += effect;
                    study.events.push(Event {
                        case,
                        activity,
                        day: 1.0,
                    });
                }
            }
            study
                .outcome
                .push(f64::from(rng.uniform() < logistic(score)));
        }
        study.covariates.push(Covariate {
            name: "size".to_owned(),
            values: Values::Numbers(size),
        });
        Prepared::of(&study, &Plan::default()).expect("cases")
    }

    /// The model of those without an activity, from the start and from the model of all.
    fn both(data: &Prepared, known: &Known, activity: usize) -> [Vec<f64>; 2] {
        let rows: Vec<usize> = (0..data.cases()).collect();
        let own = data.covariates.len() + 1 + activity;
        let (x, columns) = data.all.part(&rows, |column| column != own);
        let inside: Vec<bool> = data.present[activity].iter().map(|t| *t == 0.0).collect();
        let without: Vec<f64> = inside.iter().map(|is| f64::from(*is)).collect();
        let near = known.near(data, &columns, &inside).expect("a start");
        let plain = fit(Link::Logistic, &x, &data.y, &without);
        let near = fit_near(&x, &data.y, &without, &near);
        [plain, near].map(|fit| fit.expect("a fit").coefficients)
    }

    #[test]
    fn a_start_from_the_model_of_all_leads_to_the_same_model() {
        let data = data(30_000);
        let known = Known::of(&data).expect("many cases");
        for activity in 0..4 {
            let [plain, near] = both(&data, &known, activity);
            for (a, b) in plain.iter().zip(&near) {
                assert!((a - b).abs() < 1e-4, "{activity}: {plain:?} {near:?}");
            }
        }
    }

    #[test]
    fn an_arm_without_outcomes_is_expected_never_and_few_cases_have_no_start() {
        let mut data = data(30_000);
        let known = Known::of(&data).expect("many cases");
        data.y = data.present[1].clone();
        let [plain, near] = both(&data, &known, 1);
        assert_eq!((plain[0], &plain), (-35.0, &near));
        assert!(Known::of(&self::data(1_000)).is_none());
    }
}
