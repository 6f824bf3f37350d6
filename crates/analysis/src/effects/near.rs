//! Fits that start from a similar one: the outcome of all cases is modelled once, and the models of those
//! without an activity, which are most of them, start from there.

use super::cholesky::Cholesky;
use super::matrix::Matrix;
use super::prepared::Prepared;
use super::regression::{Fit, Link, MANY, Step, climb, fit, polished};
use super::slope::{Slope, gradient};

/// Activities from which on the model of all cases is worth its cost.
const SEVERAL: usize = 3;

/// The model of the outcome of all cases by all columns.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    coefficients: Vec<f64>,
    information: Vec<f64>,
    likelihood: f64,
}

/// The same for some of the columns.
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

    /// The start for a model of some of the columns.
    pub(crate) fn near(&self, columns: &[usize]) -> Option<Near> {
        let all = self.coefficients.len();
        let mut information = Vec::with_capacity(columns.len() * columns.len());
        for a in columns {
            information.extend(columns.iter().map(|b| self.information[a * all + b]));
        }
        Some(Near {
            coefficients: columns.iter().map(|at| self.coefficients[*at]).collect(),
            factor: Cholesky::of(&information, columns.len())?,
            likelihood: self.likelihood,
        })
    }
}

/// Fits a logistic model to rows most of which the known one is made of too: from there few steps are left,
/// and its information matrix serves for them. Where it does not, the usual steps go on from the place reached.
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

    /// Cases with one number and three activities, the first rare and the last in most cases.
    fn data(cases: u32) -> Prepared {
        let mut rng = Rng::new(11);
        let mut study = Study {
            activities: ["fair", "call", "mail"].map(str::to_owned).to_vec(),
            ..Study::default()
        };
        let mut size = Vec::new();
        for case in 0..cases {
            size.push(rng.normal());
            let mut score = -1.5 + 0.7 * size[case as usize];
            for (activity, (share, effect)) in (0..).zip([(0.02, 1.0), (0.3, -0.6), (0.8, 0.2)]) {
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
        let without: Vec<f64> = data.present[activity].iter().map(|t| 1.0 - t).collect();
        let near = known.near(&columns).expect("a start");
        let plain = fit(Link::Logistic, &x, &data.y, &without);
        let near = fit_near(&x, &data.y, &without, &near);
        [plain, near].map(|fit| fit.expect("a fit").coefficients)
    }

    #[test]
    fn a_start_from_the_model_of_all_leads_to_the_same_model() {
        let data = data(30_000);
        let known = Known::of(&data).expect("many cases");
        for activity in 0..3 {
            let [plain, near] = both(&data, &known, activity);
            for (a, b) in plain.iter().zip(&near) {
                assert!((a - b).abs() < 1e-5, "{activity}: {plain:?} {near:?}");
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
