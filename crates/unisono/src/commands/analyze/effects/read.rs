//! The two files become a study: cases with outcome and covariates, events on one axis of days.

use std::collections::{BTreeSet, HashMap};

use analysis::effects::{Covariate, Event, Study, Values};
use kernel::Result;

use super::cells::{Axis, covariate, day, number, outcome};
use super::spreadsheet::Spreadsheet;
use super::{Effects, refusal, wrong};

/// What was read.
pub(super) struct Given {
    pub(super) study: Study,
    pub(super) axis: Axis,
    /// For each hold-out: its column, its activity, and who is held out.
    pub(super) holdouts: Vec<(String, usize, Vec<bool>)>,
    /// For each column of `--split` the group of each case.
    pub(super) groups: Vec<(String, Vec<String>)>,
    /// Events of cases that are not in the file of cases.
    pub(super) strangers: i64,
    /// Events without a time.
    pub(super) timeless: i64,
}

/// Reads both files.
pub(super) fn read(command: &Effects) -> Result<Given> {
    let mut axis = None;
    let mut cases = cases(command, &mut axis)?;
    let events = events(command, &cases.place, &mut axis)?;
    let mut study = Study {
        activities: events.activities,
        events: events.events,
        ..std::mem::take(&mut cases.study)
    };
    let axis = axis.unwrap_or(Axis::Numbers);
    if axis == Axis::Dates && study.time_zero.is_empty() && command.landmark.is_some() {
        // Dates without a beginning of each case count from the first day there is.
        let first = study.events.iter().map(|event| event.day);
        let first = first.fold(f64::INFINITY, f64::min).floor();
        study.time_zero = vec![if first.is_finite() { first } else { 0.0 }; study.outcome.len()];
    }
    let mut holdouts = Vec::new();
    for (column, activity, held) in cases.holdouts {
        let known = study.activities.iter().position(|name| *name == activity);
        let Some(place) = known else {
            let activities = study.activities.join(", ");
            let args = [("activity", activity.as_str()), ("activities", &activities)];
            return wrong("holdout", "no_activity", &args);
        };
        holdouts.push((column, place, held));
    }
    Ok(Given {
        study,
        axis,
        holdouts,
        groups: cases.groups,
        strangers: events.strangers,
        timeless: events.timeless,
    })
}

#[derive(Default)]
struct Cases {
    study: Study,
    place: HashMap<String, u32>,
    holdouts: Vec<(String, String, Vec<bool>)>,
    groups: Vec<(String, Vec<String>)>,
}

/// Columns of the file of cases.
struct Places {
    case: usize,
    outcome: usize,
    value: Option<usize>,
    company: Option<usize>,
    time_zero: Option<usize>,
    outcome_time: Option<usize>,
    placebo: Vec<usize>,
    holdouts: Vec<usize>,
    words: Vec<usize>,
}

impl Places {
    fn of(command: &Effects, sheet: &Spreadsheet, holdouts: &[(String, String)]) -> Result<Self> {
        let some = |name: &Option<String>| name.as_deref().map(|n| sheet.column(n)).transpose();
        let all = |names: &[String]| names.iter().map(|n| sheet.column(n)).collect::<Result<_>>();
        let mut words: Vec<usize> = all(&command.covariates)?;
        words.extend(all(&command.split)? as Vec<usize>);
        Ok(Self {
            case: sheet.column(&command.case)?,
            outcome: sheet.column(&command.outcome)?,
            value: some(&command.value)?,
            company: some(&command.company)?,
            time_zero: some(&command.time_zero)?,
            outcome_time: some(&command.outcome_time)?,
            placebo: all(&command.placebo)?,
            holdouts: holdouts
                .iter()
                .map(|h| sheet.column(&h.0))
                .collect::<Result<_>>()?,
            words,
        })
    }
}

fn cases(command: &Effects, axis: &mut Option<Axis>) -> Result<Cases> {
    let mut sheet = Spreadsheet::open("cases", &command.cases)?;
    let pairs = command.holdout.iter().map(|text| pair(text));
    let pairs: Vec<(String, String)> = pairs.collect::<Result<_>>()?;
    let places = Places::of(command, &sheet, &pairs)?;
    let mut cases = Cases::default();
    let mut words: Vec<Vec<String>> = vec![Vec::new(); places.words.len()];
    let mut placebos: Vec<Vec<f64>> = vec![Vec::new(); places.placebo.len()];
    let mut held: Vec<Vec<bool>> = vec![Vec::new(); places.holdouts.len()];
    let mut companies = Vec::new();
    while sheet.next()? {
        let id = sheet.cell(places.case);
        let next = cases.place.len() as u32;
        if cases.place.insert(id.clone(), next).is_some() {
            return Err(sheet.refused("twice", &[("case", &id)]));
        }
        one_case(&mut cases.study, &sheet, &places, axis)?;
        companies.push(places.company.map_or(id, |column| sheet.cell(column)));
        for (column, list) in places.words.iter().zip(&mut words) {
            list.push(sheet.cell(*column));
        }
        for (column, list) in places.placebo.iter().zip(&mut placebos) {
            list.push(outcome(&sheet, *column)?);
        }
        for (column, list) in places.holdouts.iter().zip(&mut held) {
            list.push(outcome(&sheet, *column)? != 0.0);
        }
    }
    if cases.place.is_empty() {
        return Err(sheet.refused("no_cases", &[]));
    }
    cases.study.company = numbered(companies);
    let groups = words.split_off(command.covariates.len());
    cases.groups = command.split.iter().cloned().zip(groups).collect();
    let named = |(name, values): (&String, Vec<String>)| covariate(name, values);
    cases.study.covariates = command.covariates.iter().zip(words).map(named).collect();
    let named = |(name, values): (&String, Vec<f64>)| Covariate {
        name: name.clone(),
        values: Values::Numbers(values),
    };
    cases.study.placebos = command.placebo.iter().zip(placebos).map(named).collect();
    let named = pairs.into_iter().zip(held);
    cases.holdouts = named
        .map(|((column, activity), held)| (column, activity, held))
        .collect();
    Ok(cases)
}

fn one_case(
    study: &mut Study,
    sheet: &Spreadsheet,
    places: &Places,
    axis: &mut Option<Axis>,
) -> Result<()> {
    study.outcome.push(outcome(sheet, places.outcome)?);
    if let Some(column) = places.value {
        let empty = sheet.cell(column).is_empty();
        let value = if empty {
            Some(0.0)
        } else {
            number(&sheet.cell(column))
        };
        let value = value.ok_or_else(|| sheet.refused_cell("not_number", column))?;
        study.value.push(value);
    }
    if let Some(column) = places.time_zero {
        study.time_zero.push(day(sheet, column, axis)?);
    }
    if let Some(column) = places.outcome_time {
        let empty = sheet.cell(column).is_empty();
        let day = if empty {
            f64::INFINITY
        } else {
            day(sheet, column, axis)?
        };
        study.outcome_day.push(day);
    }
    Ok(())
}

/// Companies (or cases, each a company of its own) numbered in the order of their names: draws of the
/// bootstrap do not depend on the order of rows.
fn numbered(names: Vec<String>) -> Vec<u32> {
    let mut known: Vec<&String> = names.iter().collect();
    known.sort_unstable();
    known.dedup();
    let place = |name: &String| known.partition_point(|known| *known < name) as u32;
    names.iter().map(place).collect()
}

/// `COLUMN=ACTIVITY`.
fn pair(text: &str) -> Result<(String, String)> {
    let parts = text
        .split_once('=')
        .filter(|(a, b)| !a.is_empty() && !b.is_empty());
    let (column, activity) =
        parts.ok_or_else(|| refusal("holdout", "holdout_form", &[("value", text)]))?;
    Ok((column.to_owned(), activity.to_owned()))
}

#[derive(Default)]
struct Events {
    activities: Vec<String>,
    events: Vec<Event>,
    strangers: i64,
    timeless: i64,
}

fn events(
    command: &Effects,
    place: &HashMap<String, u32>,
    axis: &mut Option<Axis>,
) -> Result<Events> {
    let mut sheet = Spreadsheet::open("events", &command.events)?;
    let (case, time) = (sheet.column(&command.case)?, sheet.column(&command.time)?);
    let activity = sheet.column(&command.activity)?;
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut found = Events::default();
    while sheet.next()? {
        let (Some(case), name) = (place.get(&sheet.cell(case)), sheet.cell(activity)) else {
            found.strangers += 1;
            continue;
        };
        if sheet.cell(time).is_empty() || name.is_empty() {
            found.timeless += 1;
            continue;
        }
        let next = numbers.len() as u32;
        let number = *numbers.entry(name).or_insert(next);
        found.events.push(Event {
            case: *case,
            activity: number,
            day: day(&sheet, time, axis)?,
        });
    }
    // Activities in the order of their names: the result does not depend on the order of rows.
    let names: BTreeSet<&String> = numbers.keys().collect();
    let mut sorted = vec![0; numbers.len()];
    for (at, name) in names.iter().enumerate() {
        sorted[numbers[*name] as usize] = at as u32;
    }
    for event in &mut found.events {
        event.activity = sorted[event.activity as usize];
    }
    found.activities = names.into_iter().cloned().collect();
    Ok(found)
}
