//! The survey: one pass over a file that counts its rows and finds out, per column, which comes first in
//! dates and which mark numbers use. What the values cannot tell becomes a question.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::FileProblem;
use super::mapping::Plan;
use super::reader::{Layout, Line, Record, header_key};
use super::values::{DateOrder, DateShape, Decimal, NumberShape, date_shape, number_shape, tidy};

const SAMPLES: usize = 3;

/// What is known about the columns of a file, by header.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conventions {
    /// Order of day and month.
    #[serde(default)]
    pub date_order: BTreeMap<String, DateOrder>,
    /// Decimal mark.
    #[serde(default)]
    pub decimal: BTreeMap<String, Decimal>,
}

/// What a reader or the command line said in advance.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// For every column of dates.
    #[serde(default)]
    pub date_order: Option<DateOrder>,
    /// For every column of numbers.
    #[serde(default)]
    pub decimal: Option<Decimal>,
    /// For single columns.
    #[serde(default)]
    pub columns: Conventions,
}

/// What a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// Day or month first?
    DateOrder,
    /// Decimal point or comma?
    Decimal,
}

/// Something only a person can tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Header of the column.
    pub column: String,
    /// What it is about.
    pub kind: QuestionKind,
    /// The values contradict each other (some rows will be problems either way).
    pub mixed: bool,
    /// Some of the values.
    pub samples: Vec<String>,
}

/// The outcome of a survey.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// Rows with values.
    pub rows: u64,
    /// What is known.
    pub conventions: Conventions,
    /// What must be asked.
    pub questions: Vec<Question>,
}

#[derive(Default)]
struct Evidence {
    first: bool,
    second: bool,
    ambiguous: bool,
    samples: Vec<String>,
}

/// Surveys the file for the columns that the plan needs.
///
/// # Errors
/// When the file cannot be read.
pub fn survey(
    path: &Path,
    layout: &Layout,
    plan: &Plan,
    answers: &Answers,
) -> Result<Survey, FileProblem> {
    let columns = plan.columns_to_survey();
    let mut evidence: Vec<Evidence> = columns.iter().map(|_| Evidence::default()).collect();
    let mut reader = layout.open(path)?;
    let mut record = Record::default();
    let mut survey = Survey::default();
    while let Some(line) = reader.next(&mut record)? {
        match line {
            Line::Blank => continue,
            Line::Broken(..) => survey.rows += 1,
            Line::Row => {
                survey.rows += 1;
                for ((index, dates), evidence) in columns.iter().zip(&mut evidence) {
                    evidence.add(tidy(record.get(*index)), *dates);
                }
            }
        }
    }
    for ((index, dates), evidence) in columns.iter().zip(evidence) {
        let header = &layout.headers[*index];
        match dates {
            true => settle_dates(&mut survey, header, evidence, answers),
            false => settle_numbers(&mut survey, header, evidence, answers),
        }
    }
    Ok(survey)
}

impl Evidence {
    fn add(&mut self, cell: &str, dates: bool) {
        let (first, second, ambiguous) = match dates {
            true => {
                let shape = date_shape(cell);
                (
                    shape == DateShape::DayFirst,
                    shape == DateShape::MonthFirst,
                    shape == DateShape::Ambiguous,
                )
            }
            false => {
                let shape = number_shape(cell);
                (
                    shape == NumberShape::Point,
                    shape == NumberShape::Comma,
                    shape == NumberShape::Ambiguous,
                )
            }
        };
        let new = (first && !self.first) || (second && !self.second);
        self.first |= first;
        self.second |= second;
        self.ambiguous |= ambiguous;
        if (new || ambiguous) && self.samples.len() < SAMPLES {
            self.samples.push(cell.chars().take(40).collect());
        }
    }

    /// Some(true): the first reading, Some(false): the second, None: must be asked.
    fn verdict(&self) -> Option<bool> {
        match (self.first, self.second, self.ambiguous) {
            (true, true, _) => None,
            (true, false, _) => Some(true),
            (false, true, _) => Some(false),
            (false, false, true) => None,
            (false, false, false) => Some(true),
        }
    }

    fn question(self, header: &str, kind: QuestionKind) -> Question {
        Question {
            column: header.to_owned(),
            kind,
            mixed: self.first && self.second,
            samples: self.samples,
        }
    }
}

fn settle_dates(survey: &mut Survey, header: &str, evidence: Evidence, answers: &Answers) {
    let key = header_key(header);
    let said = answers
        .columns
        .date_order
        .get(&key)
        .copied()
        .or(answers.date_order);
    let seen = evidence.verdict().map(|first| {
        if first {
            DateOrder::Dmy
        } else {
            DateOrder::Mdy
        }
    });
    match seen.or(said) {
        Some(order) => drop(survey.conventions.date_order.insert(key, order)),
        None => survey
            .questions
            .push(evidence.question(header, QuestionKind::DateOrder)),
    }
}

fn settle_numbers(survey: &mut Survey, header: &str, evidence: Evidence, answers: &Answers) {
    let key = header_key(header);
    let said = answers
        .columns
        .decimal
        .get(&key)
        .copied()
        .or(answers.decimal);
    let seen = evidence.verdict().map(|first| {
        if first {
            Decimal::Point
        } else {
            Decimal::Comma
        }
    });
    match seen.or(said) {
        Some(decimal) => drop(survey.conventions.decimal.insert(key, decimal)),
        None => survey
            .questions
            .push(evidence.question(header, QuestionKind::Decimal)),
    }
}
