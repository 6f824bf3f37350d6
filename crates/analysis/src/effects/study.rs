//! What goes in: cases with time zero, outcomes, covariates from before, and exposures with their day.

use std::fmt;

use super::business_days::BusinessDays;
use super::words::Words;

/// Something that was done for a case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event {
    /// Place of the case in the columns of the study.
    pub case: u32,
    /// Place of the activity in [`Study::activities`].
    pub activity: u32,
    /// Its day on the common axis of days; fractions are times of day.
    pub day: f64,
}

/// A fact about each case that was known before any exposure.
#[derive(Clone, Debug, PartialEq)]
pub struct Covariate {
    /// Its name.
    pub name: String,
    /// One value for each case.
    pub values: Values,
}

/// Values of a covariate.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Numbers; NaN where the value is missing.
    Numbers(Vec<f64>),
    /// Words; empty where the value is missing, which is a value of its own.
    Words(Words),
}

/// The cases as plain columns of equal length. Empty `time_zero`, `outcome_day`, `value`, `worth` and `company`
/// mean: day 0 with everything before it counting as well, not known, none, 1, each case is a company of its own.
#[derive(Clone, Debug, Default)]
pub struct Study {
    /// Names of the activities.
    pub activities: Vec<String>,
    /// Outcome of each case: 0 or 1, or any number.
    pub outcome: Vec<f64>,
    /// Day on which each case began; what was done before is no exposure.
    pub time_zero: Vec<f64>,
    /// Day of the outcome; infinite where it has not happened or is not known.
    pub outcome_day: Vec<f64>,
    /// Value of each outcome (for example margin).
    pub value: Vec<f64>,
    /// What the outcome of each case is worth in the game of contributions. Cases worth 0 teach the model
    /// and are not counted.
    pub worth: Vec<f64>,
    /// Company of each case; cases of one company are not independent.
    pub company: Vec<u32>,
    /// What was known before.
    pub covariates: Vec<Covariate>,
    /// Outcomes that no activity can have caused.
    pub placebos: Vec<Covariate>,
    /// What was done.
    pub events: Vec<Event>,
}

/// How the study is read.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Days after time zero at which exposure is decided: only what happened until then counts, and only
    /// cases whose outcome came later. Without it, a case is exposed when there is any event.
    pub landmark: Option<f64>,
    /// Whether pairs are looked at in each order and at each lag too, beside pairs in any order.
    pub orders: bool,
    /// Whether the outcome may come right after the landmark, so that the fresher of two activities counts
    /// more: orders are then compared beyond what freshness alone explains.
    pub beyond_freshness: bool,
    /// Whether effects on all comparable cases are told too, beside those on the exposed.
    pub on_all: bool,
    /// Fewest cases in each exposed cell of a pair (200 by the definition of synergy).
    pub least_cell: usize,
    /// Which days are business days.
    pub business_days: BusinessDays,
    /// Largest share of false findings among the pairs found.
    pub false_share: f64,
    /// Seed of the bootstrap.
    pub seed: u64,
    /// Bootstrap samples for small studies.
    pub samples: usize,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            landmark: None,
            orders: true,
            beyond_freshness: false,
            on_all: true,
            least_cell: 200,
            business_days: BusinessDays::weekdays(0),
            false_share: 0.1,
            seed: 1,
            samples: 400,
        }
    }
}

/// Why a study cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There is no case.
    NoCases,
    /// A column has another number of values than there are cases.
    Length(String),
    /// An outcome, value or day is not a number.
    NotANumber(String),
    /// An event names a case or an activity that does not exist.
    Stranger,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::NoCases => write!(f, "there are no cases"),
            Fault::Length(column) => write!(f, "{column} has another length than the outcome"),
            Fault::NotANumber(column) => write!(f, "{column} holds something that is no number"),
            Fault::Stranger => write!(f, "an event names an unknown case or activity"),
        }
    }
}

impl std::error::Error for Fault {}

impl Study {
    /// Checks that the columns fit together.
    ///
    /// # Errors
    /// The first [`Fault`] found.
    pub fn check(&self) -> Result<(), Fault> {
        let cases = self.outcome.len();
        if cases == 0 {
            return Err(Fault::NoCases);
        }
        let fits = |name: &str, length: usize, may_be_empty: bool| {
            let fits = length == cases || (may_be_empty && length == 0);
            fits.then_some(())
                .ok_or_else(|| Fault::Length(name.to_owned()))
        };
        fits("outcome_day", self.outcome_day.len(), true)?;
        fits("time_zero", self.time_zero.len(), true)?;
        fits("value", self.value.len(), true)?;
        fits("worth", self.worth.len(), true)?;
        fits("company", self.company.len(), true)?;
        for covariate in self.covariates.iter().chain(&self.placebos) {
            fits(&covariate.name, covariate.values.len(), false)?;
        }
        let number = |name: &str, fine: bool| {
            fine.then_some(())
                .ok_or_else(|| Fault::NotANumber(name.to_owned()))
        };
        number("outcome", self.outcome.iter().all(|y| y.is_finite()))?;
        number("time_zero", self.time_zero.iter().all(|d| d.is_finite()))?;
        number("value", self.value.iter().all(|v| v.is_finite()))?;
        let is_worth = |w: &f64| w.is_finite() && *w >= 0.0;
        number("worth", self.worth.iter().all(is_worth))?;
        number("outcome_day", !self.outcome_day.iter().any(|d| d.is_nan()))?;
        number("day", self.events.iter().all(|e| e.day.is_finite()))?;
        let known =
            |e: &Event| (e.case as usize) < cases && (e.activity as usize) < self.activities.len();
        self.events
            .iter()
            .all(known)
            .then_some(())
            .ok_or(Fault::Stranger)
    }
}

impl Study {
    /// The study of some of its cases.
    #[must_use]
    pub fn take(&self, cases: &[usize]) -> Self {
        let mut place = vec![None; self.outcome.len()];
        for (at, case) in cases.iter().enumerate() {
            place[*case] = Some(at as u32);
        }
        let covariates = |all: &[Covariate]| {
            let taken = all.iter().map(|c| Covariate {
                name: c.name.clone(),
                values: c.values.take(cases),
            });
            taken.collect()
        };
        let moved = |event: &Event| place[event.case as usize].map(|case| Event { case, ..*event });
        Self {
            activities: self.activities.clone(),
            outcome: picked(&self.outcome, cases),
            time_zero: picked(&self.time_zero, cases),
            outcome_day: picked(&self.outcome_day, cases),
            value: picked(&self.value, cases),
            worth: picked(&self.worth, cases),
            company: picked(&self.company, cases),
            covariates: covariates(&self.covariates),
            placebos: covariates(&self.placebos),
            events: self.events.iter().filter_map(moved).collect(),
        }
    }
}

impl Values {
    pub(crate) fn len(&self) -> usize {
        match self {
            Values::Numbers(values) => values.len(),
            Values::Words(words) => words.codes().len(),
        }
    }

    fn take(&self, cases: &[usize]) -> Self {
        match self {
            Values::Numbers(values) => Values::Numbers(picked(values, cases)),
            Values::Words(words) => Values::Words(words.take(cases)),
        }
    }
}

/// Values of some cases; an empty column stays empty.
fn picked<T: Clone>(column: &[T], cases: &[usize]) -> Vec<T> {
    let kept = cases.iter().filter(|_| !column.is_empty());
    kept.map(|case| column[*case].clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_together_is_named() {
        let study = |outcome: &[f64]| Study {
            activities: vec!["call".into()],
            outcome: outcome.to_vec(),
            ..Study::default()
        };
        assert_eq!(study(&[]).check(), Err(Fault::NoCases));
        assert!(study(&[1.0]).check().is_ok());
        assert!(study(&[f64::NAN]).check().is_err());
        let mut stranger = study(&[1.0]);
        stranger.events = vec![Event {
            case: 1,
            activity: 0,
            day: 0.0,
        }];
        assert_eq!(stranger.check(), Err(Fault::Stranger));
        let mut short = study(&[1.0, 0.0]);
        short.value = vec![1.0];
        assert_eq!(short.check(), Err(Fault::Length("value".into())));
    }
}
