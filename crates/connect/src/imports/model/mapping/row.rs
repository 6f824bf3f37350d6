//! One record of a file as a typed row, or the problems that stand against it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::bind::Plan;
use super::reading::Reading;
use super::{By, Missing};
use crate::imports::model::fields::{FieldType, Kind};
use crate::imports::model::reader::{MAX_CELL, Record};
use crate::imports::model::values::tidy;
use crate::imports::model::{Problem, Reason};

/// A typed row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Row number in the file.
    pub row: u64,
    /// What names it in its source.
    pub key: String,
    /// Values by field: text, lists of text, whole numbers, minor units, milliseconds, ISO dates.
    pub values: BTreeMap<String, Value>,
    /// Other records it names.
    pub references: Vec<Reference>,
    /// Values that the mapping leaves out, with their columns.
    pub left_out: Vec<(String, String)>,
}

/// A record named by another row.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reference {
    /// Field that holds it.
    pub field: String,
    /// Kind of the other record.
    pub kind: Kind,
    /// How it is named.
    pub by: By,
    /// Its name.
    pub value: String,
    /// Spelling may differ in case, spaces and signs.
    pub loose: bool,
    /// What to do when it is not there.
    pub missing: Missing,
}

/// What became of a record of the file.
#[derive(Debug)]
pub enum Applied {
    /// A row to import.
    Row(Box<Row>),
    /// Left out, as the mapping says.
    Skipped,
    /// Not taken, and why.
    Rejected(Vec<Problem>),
}

impl Plan {
    /// Reads one record.
    #[must_use]
    pub fn apply(&self, number: u64, record: &Record) -> Applied {
        if let Some(reason) = self.shape_problem(record) {
            return Applied::Rejected(vec![Problem::row(number, reason)]);
        }
        if let Some(problem) = self.cell_problem(number, record) {
            return Applied::Rejected(vec![problem]);
        }
        let matches =
            |(i, is): &(usize, Vec<String>)| is.contains(&tidy(record.get(*i)).to_lowercase());
        if self.skip.iter().any(matches) {
            return Applied::Skipped;
        }
        let mut reading = Reading::new(self, record, number);
        for field in self
            .fields
            .iter()
            .filter(|f| f.def.holds == FieldType::Currency)
        {
            reading.field(field);
        }
        for field in self
            .fields
            .iter()
            .filter(|f| f.def.holds != FieldType::Currency)
        {
            reading.field(field);
        }
        reading.finish()
    }

    fn shape_problem(&self, record: &Record) -> Option<Reason> {
        let found = record.len();
        let extra = (self.width..found).any(|i| !record.get(i).trim().is_empty());
        let key = match () {
            () if found < self.width => "too_few_cells",
            () if extra => "too_many_cells",
            () => return None,
        };
        Some(
            Reason::new(key)
                .with("found", found)
                .with("expected", self.width),
        )
    }

    fn cell_problem(&self, number: u64, record: &Record) -> Option<Problem> {
        let suspicious = |c: char| c.is_control() && !matches!(c, '\n' | '\t' | '\r');
        let text = record.text();
        if text.len() <= MAX_CELL
            && !text.contains(suspicious)
            && !(self.damaged && text.contains('\u{fffd}'))
        {
            return None;
        }
        self.headers.iter().enumerate().find_map(|(i, header)| {
            let cell = record.get(i);
            let reason = if cell.len() > MAX_CELL {
                Reason::new("cell_too_long").with("limit", MAX_CELL)
            } else if cell.contains(suspicious) {
                Reason::new("control_character")
            } else if self.damaged && cell.contains('\u{fffd}') {
                Reason::new("damaged_character")
            } else {
                return None;
            };
            Some(Problem::cell(number, header, reason))
        })
    }
}
