//! Fits that start from a similar one: the outcome of all cases is modelled once, and the models of those
//! without an activity, which are most of them, start from there.

use super::cholesky::Cholesky;
use super::comparison::Comparison;
use super::matrix::Matrix;
use super::polished::{Step, polished};
use super::prepared::Prepared;
use super::regression::{Fit, Link, climb, fit};
use super::slope::{Slope, gradient, moments, penalise, squares};
use super::thinned::MANY;

/// Activities from which on the model of all cases is worth its cost.
const SEVERAL: usize = 3;

/// Share of the likelihood that the first step gains at most; else the start is not near.
const FAR: f64 = 1e-2;

/// The model of the outcome of all cases by all columns, and what the models of numbers are solved from.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    /// The mean outcome of each kind of cases, and of each placebo.
    y: Vec<f64>,
    placebos: Vec<Vec<f64>>,
    coefficients: Vec<f64>,
    information: Vec<f64>,
    likelihood: f64,
    /// Sums of squares and products of the columns; nothing when there is no placebo.
    square: Vec<f64>,
    /// Of each placebo the products of the columns with it.
    moments: Vec<Vec<f64>>,
}

/// What is known of all cases, seen from those without an activity, which are most of them.
pub(crate) struct Most<'a> {
    known: &'a Known,
    data: &'a Prepared,
    /// Its columns.
    columns: &'a [usize],
    /// The kinds of the other cases, and how many are of each.
    others: Matrix,
    kinds: Vec<usize>,
    counts: Vec<f64>,
}

/// A start for the model of the outcome of those cases.
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
        let (all, counts) = (&data.kinds.all, data.kinds.counts());
        let y = data.kinds.means(&data.y);
        let coefficients = fit(data.link, all, &y, &counts)?.coefficients;
        let slope = Slope::of(all, &y, &counts, &coefficients);
        let placebos = data.placebos.iter();
        let placebos: Vec<Vec<f64>> = placebos.map(|of| data.kinds.means(of)).collect();
        let of_placebo = |placebo: &Vec<f64>| moments(all, placebo, &counts);
        let moments: Vec<Vec<f64>> = placebos.iter().map(of_placebo).collect();
        let square = match moments.is_empty() {
            true => Vec::new(),
            false => squares(all, &counts),
        };
        Some(Self {
            y,
            placebos,
            coefficients,
            information: slope.information,
            likelihood: slope.likelihood,
            square,
            moments,
        })
    }

    /// From the side of those without the activity that is compared; nothing when they are not most of all.
    pub(crate) fn most<'a>(
        &'a self,
        data: &'a Prepared,
        compared: &'a Comparison,
    ) -> Option<Most<'a>> {
        let mut counts = data.kinds.counts();
        for (kind, exposed) in compared.kinds.iter().zip(&compared.exposed) {
            counts[*kind] *= exposed;
        }
        let n: f64 = counts.iter().sum();
        let kinds = (0..counts.len()).filter(|kind| counts[*kind] > 0.0);
        let kinds: Vec<usize> = kinds.collect();
        (n * 2.0 < data.cases() as f64).then(|| Most {
            known: self,
            data,
            columns: &compared.columns,
            others: data.kinds.all.picked(&kinds),
            counts: kinds.iter().map(|kind| counts[*kind]).collect(),
            kinds,
        })
    }
}

impl Most<'_> {
    /// The start for the model of the outcome. What the others add to the information is taken away: where an
    /// activity comes nearly always with another, those without the other say much less about it than all.
    pub(crate) fn near(&self) -> Option<Near> {
        let known = self.known;
        let y = self.of_others(&known.y);
        let others = Slope::of(&self.others, &y, &self.counts, &known.coefficients);
        let mut information = self.without(&known.information, &others.information);
        // It was in both.
        penalise(&mut information, self.columns.len());
        let factor = Cholesky::of(&information, self.columns.len())?;
        Some(Near {
            coefficients: self.started(&others.information, &factor),
            factor,
            likelihood: known.likelihood - others.likelihood,
        })
    }

    /// The coefficients known. What the columns said that are left out, those that go along with them say
    /// instead: to first order `β + I⁻¹·I_left·β_left`.
    fn started(&self, others: &[f64], factor: &Cholesky) -> Vec<f64> {
        let (p, known) = (self.data.kinds.all.columns, self.known);
        let left: Vec<usize> = (0..p).filter(|at| !self.columns.contains(at)).collect();
        let along = |column: &usize| {
            let own = |at: &usize| {
                let place = column * p + at;
                (known.information[place] - others[place]) * known.coefficients[*at]
            };
            left.iter().map(own).sum()
        };
        let mut moved: Vec<f64> = self.columns.iter().map(along).collect();
        factor.solve(&mut moved);
        let own = self.columns.iter().map(|at| known.coefficients[*at]);
        own.zip(moved).map(|(own, moved)| own + moved).collect()
    }

    /// The model of a placebo that is a number.
    pub(crate) fn placebo(&self, at: usize) -> Option<Fit> {
        let others = squares(&self.others, &self.counts);
        let mut square = self.without(&self.known.square, &others);
        penalise(&mut square, self.columns.len());
        let values = self.of_others(&self.known.placebos[at]);
        let others = moments(&self.others, &values, &self.counts);
        let moment = |column: &usize| self.known.moments[at][*column] - others[*column];
        let mut coefficients: Vec<f64> = self.columns.iter().map(moment).collect();
        Cholesky::of(&square, self.columns.len())?.solve(&mut coefficients);
        Some(Fit::linear(coefficients))
    }

    /// Of a number of each kind those of the other cases.
    fn of_others(&self, numbers: &[f64]) -> Vec<f64> {
        self.kinds.iter().map(|kind| numbers[*kind]).collect()
    }

    /// A square of all cases without that of the others, for the columns.
    fn without(&self, all: &[f64], others: &[f64]) -> Vec<f64> {
        let p = self.data.kinds.all.columns;
        let line = |a: &usize| {
            let own = |b: usize| all[a * p + b] - others[a * p + b];
            self.columns
                .iter()
                .map(move |b| own(*b))
                .collect::<Vec<f64>>()
        };
        self.columns.iter().flat_map(line).collect()
    }
}

/// Fits a logistic model to rows that are most of those that the known one is made of: few steps are left, and
/// its information matrix serves for them. Where it does not, the usual steps go on from the place reached, and
/// begin anew where the start is far.
pub(crate) fn fit_near(x: &Matrix, y: &[f64], weights: &[f64], near: &Near) -> Option<Fit> {
    let hits = y.iter().zip(weights).filter(|(_, w)| **w > 0.0);
    if !(hits.clone().any(|(y, _)| *y > 0.0) && hits.clone().any(|(y, _)| *y < 1.0)) {
        return fit(Link::Logistic, x, y, weights);
    }
    let at = gradient(x, y, weights, &near.coefficients);
    let step = Step::of(&near.factor, &at);
    if step.gain > FAR * near.likelihood.abs() {
        // Not near after all: a column was left out that says much.
        return fit(Link::Logistic, x, y, weights);
    }
    let from = (near.likelihood, at.as_slice(), step);
    match polished((x, y, weights), &near.coefficients, from, &near.factor) {
        Ok(top) => Some(Fit::logistic(top)),
        Err(nearer) => climb(x, y, weights, nearer),
    }
}

#[cfg(test)]
mod tests;
