//! What goes in: cases with time zero, outcomes, covariates from before, and exposures with their day.

use std::fmt;

/// Something that was done for a case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event {
    /// Place of the case in the columns of the study.
    pub case: u32,
    /// Place of the activity in [`Study::activities`].
    pub activity: u32,
    /// Days since time zero of the case.
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
    Words(Vec<String>),
}

/// The cases as plain columns of equal length. Empty `outcome_day`, `value` and `company` mean: not known,
/// none, each case is a company of its own.
#[derive(Clone, Debug, Default)]
pub struct Study {
    /// Names of the activities.
    pub activities: Vec<String>,
    /// Outcome of each case: 0 or 1, or any number.
    pub outcome: Vec<f64>,
    /// Day of the outcome since time zero; infinite where it has not happened or is not known.
    pub outcome_day: Vec<f64>,
    /// Value of each outcome (for example margin).
    pub value: Vec<f64>,
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
    /// Day at which exposure is decided: only what happened until then counts, and only cases whose outcome
    /// came later. Without it, a case is exposed when there is any event.
    pub landmark: Option<f64>,
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
            least_cell: 200,
            business_days: BusinessDays::weekdays(0),
            false_share: 0.1,
            seed: 1,
            samples: 400,
        }
    }
}

/// Business days as a running count over whole days.
#[derive(Clone, Debug)]
pub struct BusinessDays {
    first: i64,
    /// Number of business days from `first` up to and including each day.
    count: Vec<u32>,
    /// Weekday of day 0, Monday 0, for days outside of the count.
    monday_offset: i64,
}

impl BusinessDays {
    /// Monday to Friday, when day 0 is the weekday given (Monday 0).
    #[must_use]
    pub fn weekdays(of_day_zero: u8) -> Self {
        Self {
            first: 0,
            count: Vec::new(),
            monday_offset: i64::from(of_day_zero),
        }
    }

    /// The business days among `open`, the first of which is day `first`; Monday to Friday outside, when
    /// day 0 is the weekday given.
    #[must_use]
    pub fn of(first: i64, open: &[bool], of_day_zero: u8) -> Self {
        let mut sum = 0;
        let count = open.iter().map(|open| {
            sum += u32::from(*open);
            sum
        });
        Self {
            first,
            count: count.collect(),
            monday_offset: i64::from(of_day_zero),
        }
    }

    /// Business days after the day of `from` up to and including the day of `to`.
    #[must_use]
    pub fn between(&self, from: f64, to: f64) -> i64 {
        self.until(to.floor() as i64) - self.until(from.floor() as i64)
    }

    /// Business days up to and including a day, counted from an arbitrary beginning.
    fn until(&self, day: i64) -> i64 {
        let last = self.first + self.count.len() as i64 - 1;
        let inside = day.clamp(self.first - 1, last.max(self.first - 1));
        let counted = match usize::try_from(inside - self.first) {
            Ok(at) => i64::from(self.count.get(at).copied().unwrap_or(0)),
            Err(_) => 0,
        };
        counted + self.weekdays_until(day) - self.weekdays_until(inside)
    }

    fn weekdays_until(&self, day: i64) -> i64 {
        let since_monday = day + self.monday_offset;
        since_monday.div_euclid(7) * 5 + (since_monday.rem_euclid(7) + 1).min(5)
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
        fits("value", self.value.len(), true)?;
        fits("company", self.company.len(), true)?;
        for covariate in self.covariates.iter().chain(&self.placebos) {
            fits(&covariate.name, covariate.values.len(), false)?;
        }
        let number = |name: &str, fine: bool| {
            fine.then_some(())
                .ok_or_else(|| Fault::NotANumber(name.to_owned()))
        };
        number("outcome", self.outcome.iter().all(|y| y.is_finite()))?;
        number("value", self.value.iter().all(|v| v.is_finite()))?;
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

impl Values {
    pub(crate) fn len(&self) -> usize {
        match self {
            Values::Numbers(values) => values.len(),
            Values::Words(values) => values.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn business_days_between_two_days() {
        let days = BusinessDays::weekdays(0);
        assert_eq!(days.between(4.0, 8.0), 2, "Friday to Tuesday");
        assert_eq!(days.between(4.9, 7.1), 1, "Friday to Monday");
        assert_eq!(days.between(5.0, 6.0), 0, "the weekend");
        assert_eq!(days.between(-3.0, 0.0), 1, "Friday before to Monday");
        assert_eq!(days.between(8.0, 4.0), -2);
        assert_eq!(BusinessDays::weekdays(4).between(0.0, 4.0), 2);
        let with_holiday = BusinessDays::of(0, &[true, false, true], 0);
        assert_eq!(with_holiday.between(0.0, 3.0), 2, "Tuesday is a holiday");
        assert_eq!(with_holiday.between(-7.0, 9.0), 11);
    }

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
