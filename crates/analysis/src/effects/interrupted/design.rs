//! The columns of the regression: level, trend, step and season.

use super::fit::{Fit, Row};
use super::series::{Joined, Value};

/// Months from which on the season of the year can be told.
const SEASONAL: usize = 24;
/// Months of a year.
const YEAR: f64 = 12.0;

/// How the columns of the regression are made.
#[derive(Clone, Copy)]
pub(super) struct Design {
    pub(super) first_after: i64,
    pub(super) seasonal: bool,
}

impl Design {
    /// Level, trend per year, the step, and one pair of waves of a year.
    pub(super) fn row(self, at: i64, step: f64) -> Vec<f64> {
        let years = (at - self.first_after) as f64 / YEAR;
        let mut x = vec![1.0, years, step];
        if self.seasonal {
            let (sine, cosine) = (years * std::f64::consts::TAU).sin_cos();
            x.extend([sine, cosine]);
        }
        x
    }

    /// The combination of coefficients that is the step.
    pub(super) fn step(self) -> Vec<f64> {
        let mut x = vec![0.0; if self.seasonal { 5 } else { 3 }];
        x[2] = 1.0;
        x
    }

    fn fit(self, joined: &Joined) -> Option<Fit> {
        let step = |at: i64| f64::from(u8::from(at >= self.first_after));
        let row = |m: &Value| Row {
            at: m.at,
            x: self.row(m.at, step(m.at)),
            y: m.value - m.comparison,
            weight: m.weight,
        };
        let rows: Vec<Row> = joined.values.iter().map(row).collect();
        Fit::of(&rows)
    }
}

/// The fit with season where the months are enough, else without.
pub(super) fn fitted(joined: &Joined, first_after: i64) -> Option<(Design, Fit)> {
    let with = |seasonal| {
        let design = Design {
            first_after,
            seasonal,
        };
        design.fit(joined).map(|fit| (design, fit))
    };
    let seasonal = joined.values.len() >= SEASONAL;
    let found = seasonal.then(|| with(true)).flatten();
    found.or_else(|| with(false))
}
