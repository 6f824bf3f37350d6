//! `unisono analyze effects`: two CSV files in, effects with intervals and grades out.

mod cells;
mod holdouts;
mod json;
mod read;
mod spreadsheet;
mod table;

use std::path::PathBuf;

use analysis::business_time::{Calendar, Opening};
use analysis::effects::{self, BusinessDays, Plan, Report, Split};
use clap::Args;
use kernel::{Date, Error, FieldError, Lang, Millis, Result};

use super::super::say;
use cells::Axis;
use read::Given;

/// What each activity changed: exposed cases against cases that were alike before, doubly robust, beside
/// the naive difference; pairs that reinforce each other, orders that matter, hold-outs.
///
/// Times are numbers of days since the beginning of each case, or dates. Without --landmark a case is exposed
/// when it has any event of the activity.
///
/// Example: unisono analyze effects --events events.csv --cases accounts.csv --case account_id --time day
/// --activity activity --outcome won --covariates size,intent_score --holdout newsletter_holdout=newsletter
#[derive(Args)]
pub(crate) struct Effects {
    /// CSV with a line for each event: case, time, activity.
    #[arg(long, value_name = "FILE.csv")]
    events: PathBuf,
    /// CSV with a line for each case: its outcome and what was known before.
    #[arg(long, value_name = "FILE.csv")]
    cases: PathBuf,
    /// Column of the case in both files.
    #[arg(long, default_value = "case", value_name = "COLUMN")]
    case: String,
    /// Column of the time of an event.
    #[arg(long, default_value = "time", value_name = "COLUMN")]
    time: String,
    /// Column of the activity of an event.
    #[arg(long, default_value = "activity", value_name = "COLUMN")]
    activity: String,
    /// Column of the outcome: yes or no, or a number.
    #[arg(long, default_value = "outcome", value_name = "COLUMN")]
    outcome: String,
    /// Column of the value of the outcome.
    #[arg(long, value_name = "COLUMN")]
    value: Option<String>,
    /// Columns known before any activity, to adjust for.
    #[arg(long, value_delimiter = ',', value_name = "COLUMN,…")]
    covariates: Vec<String>,
    /// Days after the beginning at which exposure is decided.
    #[arg(long, value_name = "DAYS", allow_negative_numbers = true)]
    landmark: Option<f64>,
    /// Randomly held out: a yes/no column and the activity that those cases did not get.
    #[arg(long, value_delimiter = ',', value_name = "COLUMN=ACTIVITY")]
    holdout: Vec<String>,
    /// Column of the company; cases of one company are not independent.
    #[arg(long, value_name = "COLUMN")]
    company: Option<String>,
    /// Column of the beginning of a case.
    #[arg(long, value_name = "COLUMN")]
    time_zero: Option<String>,
    /// Column of the time of the outcome; later events do not count.
    #[arg(long, value_name = "COLUMN")]
    outcome_time: Option<String>,
    /// Columns of outcomes that no activity can have caused.
    #[arg(long, value_delimiter = ',', value_name = "COLUMN,…")]
    placebo: Vec<String>,
    /// Columns by whose values the effects are split as well, for example phase and stage.
    #[arg(long, value_delimiter = ',', value_name = "COLUMN,…")]
    split: Vec<String>,
    /// Fewest cases in each group of a pair.
    #[arg(long, default_value_t = 200, value_name = "N")]
    min_n: usize,
    /// Share of false findings accepted among the pairs found.
    #[arg(long, default_value_t = 0.1, value_name = "SHARE")]
    false_share: f64,
    /// Date of day 0, when times are numbers: decides which days are business days.
    #[arg(long, value_name = "DATE")]
    day_zero: Option<Date>,
    /// Dates that are no business days, beside Saturdays and Sundays.
    #[arg(long, value_delimiter = ',', value_name = "DATE,…")]
    holidays: Vec<Date>,
    /// Seed of the bootstrap that small studies need.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Language of texts: de or en.
    #[arg(long)]
    pub(super) language: Option<String>,
    /// Answer as JSON.
    #[arg(long)]
    json: bool,
}

/// Everything that is shown.
struct Findings<'a> {
    command: &'a Effects,
    given: &'a Given,
    report: Report,
    holdouts: Vec<holdouts::Holdout>,
    splits: Vec<(&'a str, Vec<Split>)>,
}

pub(crate) fn run(command: &Effects, lang: Lang) -> Result<()> {
    let landmark = command.landmark.unwrap_or(0.0);
    if !landmark.is_finite() {
        return wrong(
            "landmark",
            "landmark_form",
            &[("value", &landmark.to_string())],
        );
    }
    let given = read::read(command)?;
    let plan = Plan {
        landmark: command.landmark,
        least_cell: command.min_n.max(2),
        business_days: business_days(command, given.axis),
        false_share: command.false_share,
        seed: command.seed,
        ..Plan::default()
    };
    let report = effects::analyse(&given.study, &plan).map_err(|_| {
        // The study has been checked while it was read: only the landmark can leave no case.
        refusal(
            "landmark",
            "no_case_left",
            &[("landmark", &landmark.to_string())],
        )
    })?;
    let mut splits = Vec::new();
    for (column, groups) in &given.groups {
        let split = effects::split(&given.study, &plan, groups).map_err(Error::internal)?;
        splits.push((column.as_str(), split));
    }
    let findings = Findings {
        command,
        holdouts: holdouts::compare(&given, &report),
        report,
        splits,
        given: &given,
    };
    let lines = if command.json {
        String::new()
    } else {
        table::lines(&findings, lang)
    };
    say(command.json, &json::of(&findings, lang), &lines);
    Ok(())
}

/// Monday to Friday without the holidays, on the axis of the times.
fn business_days(command: &Effects, axis: Axis) -> BusinessDays {
    let monday = Date::constant(2026, 11, 23);
    let zero = match axis {
        Axis::Dates => Date::constant(1970, 1, 1),
        Axis::Numbers => command.day_zero.unwrap_or(monday),
    };
    let weekday = zero.weekday().to_monday_zero_offset().unsigned_abs();
    let (Some(first), Some(last)) = (command.holidays.iter().min(), command.holidays.iter().max())
    else {
        return BusinessDays::weekdays(weekday);
    };
    let open = vec![Opening {
        from: 480,
        to: 1020,
    }];
    let week = std::array::from_fn(|day| if day < 5 { open.clone() } else { Vec::new() });
    let Ok(calendar) = Calendar::new("UTC", week) else {
        return BusinessDays::weekdays(weekday);
    };
    let calendar = command
        .holidays
        .iter()
        .fold(calendar, |c, date| c.holiday(*date));
    let day = |date: &Date| Millis::of_date(*date).0 / Millis::DAY;
    let (mut open, mut date) = (Vec::new(), *first);
    while date <= *last {
        open.push(calendar.is_business_day(date));
        let Ok(next) = date.tomorrow() else { break };
        date = next;
    }
    BusinessDays::of(day(first) - day(&zero), &open, weekday)
}

/// A refusal with a text of this command.
fn refusal(option: &str, key: &str, args: &[(&str, &str)]) -> Error {
    let error = FieldError::new(option, &format!("analyze_effects.{key}"));
    let error = args
        .iter()
        .fold(error, |error, (name, value)| error.arg(name, value));
    Error::Invalid(vec![error])
}

fn wrong<T>(option: &str, key: &str, args: &[(&str, &str)]) -> Result<T> {
    Err(refusal(option, key, args))
}
