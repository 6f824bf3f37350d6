//! The cases in which an activity can be compared, with the columns of the models.

use super::aipw::Sample;
use super::matrix::Matrix;
use super::prepared::Prepared;

/// The part of the data in which an activity can be compared.
pub(crate) struct Comparison {
    x: Matrix,
    /// Which columns of all of them `x` has.
    pub(crate) columns: Vec<usize>,
    pub(crate) exposed: Vec<f64>,
    /// Column of each other activity in `x`.
    pub(crate) others: Vec<(usize, usize)>,
    /// Company of each case.
    pub(crate) company: Vec<u32>,
}

impl Comparison {
    pub(crate) fn of(data: &Prepared, activity: usize, rows: &[usize]) -> Self {
        let first = data.covariates.len() + 1;
        let (x, places) = data.all.part(rows, |column| data.adjusts(activity, column));
        let others = places.iter().enumerate();
        let others = others.filter_map(|(at, place)| Some((at, place.checked_sub(first)?)));
        Self {
            others: others.collect(),
            columns: places,
            x,
            exposed: data.shown(activity, rows),
            company: rows.iter().map(|i| data.company[*i]).collect(),
        }
    }

    pub(crate) fn sample<'a>(&'a self, weights: &'a [f64]) -> Sample<'a> {
        Sample {
            x: &self.x,
            exposed: &self.exposed,
            weights,
        }
    }
}
