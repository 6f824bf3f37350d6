//! Contribution (I8): what would not have come without it, and "without us".

use analysis::effects::{
    ActivityEffect, BusinessDays, Estimate, MOST_PLAYERS, Plan, Reason, Study, Values,
    contributions,
};
use kernel::Result;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::{Costs, DEFINITION, Gathered, Places};
use crate::effects::{Cases, Dimension};

/// A number with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Number {
    /// The estimate: minor units for money, else outcomes.
    pub value: f64,
    /// 95 % interval; none when there are too few companies.
    pub ci: Option<(f64, f64)>,
}

impl From<&Estimate> for Number {
    fn from(estimate: &Estimate) -> Self {
        Self {
            value: estimate.value,
            ci: estimate.ci,
        }
    }
}

/// How much stands behind a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The interval leaves out nothing, and the checks allow it.
    Shown,
    /// The interval contains zero.
    Open,
    /// More than one check failed.
    Weak,
    /// Fewer than ten cases had it.
    FewWith,
    /// Fewer than ten cases did not have it: there is nobody to compare with.
    FewWithout,
    /// No case had it.
    Absent,
    /// The models have no solution, or those with and without it are too different to compare.
    Incomparable,
    /// Only the twelve rows with most cases take part in the game of contributions.
    Rarer,
}

/// What is known about the effect of a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OfPlace {
    /// Contribution to the total.
    pub contribution: Option<Number>,
    /// How much stands behind it.
    pub standing: Standing,
    /// Evidence grade: A, B, C or D.
    pub grade: char,
    /// Cases with it before the landmark.
    pub exposed: usize,
    /// Cases without it to compare with.
    pub controls: usize,
    /// Difference of the outcome between cases with and without it, not adjusted.
    pub naive: Option<f64>,
    /// The same, adjusted (effect on those who had it), with its interval.
    pub adjusted: Option<Number>,
    /// The checks that failed, by word.
    pub failed: Vec<String>,
}

/// The contributions of all rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Effects {
    /// One for each row.
    pub rows: Vec<OfPlace>,
    /// What would have come without any of the rows that have a contribution: "without us".
    pub baseline: Option<Number>,
    /// What came out of cases: baseline and contributions.
    pub of_cases: f64,
    /// What came out without being a case: decided before the landmark, or of companies not known then.
    pub apart: f64,
    /// What came out in all: `of_cases` and `apart`.
    pub total: f64,
    /// Cases from which was learned.
    pub cases: usize,
    /// Cases of the period.
    pub counted: usize,
    /// Days from time zero to the landmark.
    pub landmark_days: i64,
}

/// How a study is read. Without bootstrap: the contributions have their intervals from the jackknife, and
/// those of the effects beside them come from the influence function.
#[must_use]
pub fn plan(landmark_days: i64) -> Plan {
    Plan {
        landmark: Some(landmark_days as f64),
        samples: 0,
        business_days: BusinessDays::weekdays(0),
        on_all: false,
        ..Plan::default()
    }
}

/// What identifies the cases that effects are estimated from: equal ones have equal effects.
#[must_use]
pub fn study_hash(study: &Study, cases: &Cases) -> String {
    let mut hash = Xxh3::new();
    hash.update(DEFINITION.as_bytes());
    hash.update(&cases.total.to_le_bytes());
    hash.update(&cases.landmark_days.to_le_bytes());
    for name in &study.activities {
        hash.update(name.as_bytes());
        hash.update(&[0]);
    }
    for column in [
        &study.outcome,
        &study.worth,
        &study.time_zero,
        &study.outcome_day,
    ] {
        for value in column {
            hash.update(&value.to_le_bytes());
        }
    }
    for event in &study.events {
        hash.update(&event.case.to_le_bytes());
        hash.update(&event.activity.to_le_bytes());
        hash.update(&event.day.to_le_bytes());
    }
    for covariate in study.covariates.iter().chain(&study.placebos) {
        hash.update(covariate.name.as_bytes());
        match &covariate.values {
            Values::Numbers(numbers) => {
                let each = numbers.iter();
                each.for_each(|number| hash.update(&number.to_le_bytes()));
            }
            Values::Words(words) => {
                let names = words.names().iter();
                names.for_each(|name| hash.update(format!("{name}\0").as_bytes()));
                let each = words.codes().iter();
                each.for_each(|code| hash.update(&code.to_le_bytes()));
            }
        }
    }
    format!("{:032x}", hash.digest128())
}

/// What identifies everything that went into an answer: the cases, the journeys with their rows, and what
/// each row cost.
#[must_use]
pub fn input_hash(
    study_hash: &str,
    gathered: &Gathered,
    by: Dimension,
    places: &Places,
    costs: &Costs,
) -> String {
    let mut hash = Xxh3::new();
    hash.update(study_hash.as_bytes());
    hash.update(&costs.elsewhere.to_le_bytes());
    for cost in &costs.rows {
        hash.update(&cost.minor.to_le_bytes());
        hash.update(&cost.touchpoints.to_le_bytes());
    }
    for taken in &gathered.list {
        hash.update(&taken.end.id.0.to_le_bytes());
        hash.update(&taken.end.value_minor.to_le_bytes());
        hash.update(&[u8::from(taken.happened)]);
        for touch in &taken.journey.touches {
            hash.update(&touch.id.to_le_bytes());
            hash.update(&touch.time.to_le_bytes());
            hash.update(&places.row_of(by, touch).to_le_bytes());
        }
    }
    format!("{:032x}", hash.digest128())
}

/// Works out the contributions of all rows.
///
/// # Errors
/// `Internal` when the columns do not fit together.
pub fn effects(study: &Study, cases: &Cases) -> Result<Effects> {
    let rows = study.activities.len();
    let found = match contributions(study, &plan(cases.landmark_days)) {
        Ok(found) => found,
        Err(analysis::effects::Fault::NoCases) => return Ok(nothing(rows, cases)),
        Err(fault) => return Err(kernel::Error::internal(fault)),
    };
    let game = found.game.as_ref();
    let contribution = |row: usize| {
        let game = game?;
        let one = game.contributions.iter().find(|(place, _)| *place == row);
        one.map(|(_, estimate)| Number::from(estimate))
    };
    let is_full = game.is_some_and(|game| game.contributions.len() == MOST_PLAYERS);
    let of_place = |effect: &ActivityEffect| place(effect, contribution(effect.activity), is_full);
    let of_cases = game.map_or(0.0, |game| game.total);
    Ok(Effects {
        rows: found.activities.iter().map(of_place).collect(),
        baseline: game.map(|game| Number::from(&game.baseline)),
        of_cases,
        apart: cases.total - of_cases,
        total: cases.total,
        cases: found.tally.at_risk,
        counted: game.map_or(0, |game| game.counted),
        landmark_days: cases.landmark_days,
    })
}

fn nothing(rows: usize, cases: &Cases) -> Effects {
    let absent = OfPlace {
        contribution: None,
        standing: Standing::Absent,
        grade: 'D',
        exposed: 0,
        controls: 0,
        naive: None,
        adjusted: None,
        failed: Vec::new(),
    };
    Effects {
        rows: vec![absent; rows],
        baseline: None,
        of_cases: 0.0,
        apart: cases.total,
        total: cases.total,
        cases: 0,
        counted: 0,
        landmark_days: cases.landmark_days,
    }
}

fn place(effect: &ActivityEffect, contribution: Option<Number>, is_full: bool) -> OfPlace {
    let (grade, failed, adjusted) = match &effect.adjusted {
        Ok(found) => {
            let failed = found.checks.failed();
            let failed = failed
                .iter()
                .map(|check| format!("{check:?}").to_lowercase());
            let number = Number {
                value: found.exposed.difference,
                ci: Some(found.exposed.ci),
            };
            (found.grade.letter(), failed.collect(), Some(number))
        }
        Err(_) => ('D', Vec::new(), None),
    };
    OfPlace {
        standing: standing(effect, contribution, grade, is_full),
        contribution,
        grade,
        exposed: effect.exposed,
        controls: effect.controls,
        naive: effect.naive_difference,
        adjusted,
        failed,
    }
}

fn standing(
    effect: &ActivityEffect,
    contribution: Option<Number>,
    grade: char,
    is_full: bool,
) -> Standing {
    if effect.exposed == 0 {
        return Standing::Absent;
    }
    match (&effect.adjusted, contribution) {
        (Err(Reason::FewExposed), _) => Standing::FewWith,
        (Err(Reason::FewControls), _) => Standing::FewWithout,
        (Ok(_), None) if is_full && effect.is_comparable() => Standing::Rarer,
        (Err(_), _) | (_, None) => Standing::Incomparable,
        (Ok(_), Some(number)) => match number.ci {
            Some((low, high)) if low > 0.0 || high < 0.0 => match grade {
                'D' => Standing::Weak,
                _ => Standing::Shown,
            },
            _ => Standing::Open,
        },
    }
}
