//! What stands in the cells of both files: outcomes, times on one axis of days, numbers and words.

use analysis::effects::{Covariate, Values};
use kernel::{Millis, Result};

use super::spreadsheet::Spreadsheet;

/// What the times of the files are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axis {
    /// Numbers of days.
    Numbers,
    /// Dates, counted in days since 1970.
    Dates,
}

/// A column of numbers when every value is one, otherwise of words.
pub(super) fn covariate(name: &str, values: Vec<String>) -> Covariate {
    let read = |text: &String| {
        if text.is_empty() {
            Some(f64::NAN)
        } else {
            number(text)
        }
    };
    let numbers: Option<Vec<f64>> = values.iter().map(read).collect();
    Covariate {
        name: name.to_owned(),
        values: numbers.map_or_else(|| Values::Words(values.iter().collect()), Values::Numbers),
    }
}

/// Yes or no as a word or a number, or any other number.
pub(super) fn outcome(sheet: &Spreadsheet, column: usize) -> Result<f64> {
    let text = sheet.cell(column);
    let word = match text.to_lowercase().as_str() {
        "true" | "yes" | "ja" | "wahr" => Some(1.0),
        "false" | "no" | "nein" | "falsch" => Some(0.0),
        _ => number(&text),
    };
    word.ok_or_else(|| sheet.refused_cell("not_outcome", column))
}

/// A number with a point or a comma before its decimals.
pub(super) fn number(text: &str) -> Option<f64> {
    let read: Option<f64> = text.parse().ok();
    let read = read.or_else(|| text.replacen(',', ".", 1).parse().ok());
    read.filter(|number| number.is_finite())
}

/// A time as a day on the axis, which the first time decides.
pub(super) fn day(sheet: &Spreadsheet, column: usize, axis: &mut Option<Axis>) -> Result<f64> {
    let text = sheet.cell(column);
    let date = || Millis::parse(&text).or_else(|| Some(Millis::of_date(text.parse().ok()?)));
    let (kind, day) = match number(&text) {
        Some(number) => (Axis::Numbers, number),
        None => match date() {
            Some(at) => (Axis::Dates, at.0 as f64 / Millis::DAY as f64),
            None => return Err(sheet.refused_cell("not_time", column)),
        },
    };
    match *axis.get_or_insert(kind) == kind {
        true => Ok(day),
        false => Err(sheet.refused_cell("mixed_times", column)),
    }
}
