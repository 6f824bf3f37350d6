//! Reading the cells of one record under a plan.

use std::collections::BTreeMap;

use kernel::Money;
use serde_json::{Value, json};

use super::By;
use super::bind::{Bound, BoundField, Piece, Plan, Take};
use super::cell::{number, parts, plain_value};
use super::row::Reference;
use crate::imports::model::fields::{FieldType, Kind};
use crate::imports::model::reader::Record;
use crate::imports::model::values::{is_placeholder, tidy};
use crate::imports::model::{Problem, Reason};

pub(super) struct Reading<'a> {
    pub plan: &'a Plan,
    pub record: &'a Record,
    pub number: u64,
    pub problems: Vec<Problem>,
    pub values: BTreeMap<String, Value>,
    pub references: Vec<Reference>,
    pub left_out: Vec<(String, String)>,
}

impl<'a> Reading<'a> {
    pub fn new(plan: &'a Plan, record: &'a Record, number: u64) -> Self {
        Self {
            plan,
            record,
            number,
            problems: Vec::new(),
            values: BTreeMap::new(),
            references: Vec::new(),
            left_out: Vec::new(),
        }
    }

    pub fn field(&mut self, field: &BoundField) {
        for bound in &field.rules {
            let text = self.text(bound);
            self.note_left_out(bound, &text);
            let typed = !matches!(field.def.holds, FieldType::Text(_) | FieldType::Choice(_));
            if text.is_empty() || (typed && is_placeholder(&text)) {
                continue;
            }
            match self.value(field, bound, &text) {
                Ok(Some(value)) => self.put(field.def.name, value),
                Ok(None) => continue,
                Err(reason) => {
                    let header = bound.column.map(|i| self.plan.headers[i].clone());
                    self.problems.push(Problem {
                        row: self.number,
                        column: header,
                        reason,
                    });
                }
            }
            if !matches!(
                field.def.holds,
                FieldType::Emails | FieldType::Phones | FieldType::Refs(_)
            ) {
                return;
            }
        }
    }

    /// Sets the value; a list grows by what it does not hold yet.
    fn put(&mut self, field: &str, value: Value) {
        match (self.values.get_mut(field), value) {
            (Some(Value::Array(list)), Value::Array(more)) => {
                let new: Vec<Value> = more.into_iter().filter(|v| !list.contains(v)).collect();
                list.extend(new);
            }
            (_, value) => drop(self.values.insert(field.to_owned(), value)),
        }
    }

    /// A cell with something in it that the mapping translates to nothing because it does not know it.
    fn note_left_out(&mut self, bound: &Bound, text: &str) {
        let (Some(index), Some("")) = (bound.column, bound.otherwise.as_deref()) else {
            return;
        };
        let cell = tidy(self.record.get(index));
        let known = bound.values.contains_key(&cell.to_lowercase());
        if text.is_empty() && !cell.is_empty() && !known {
            let short = cell.chars().take(60).collect();
            self.left_out
                .push((self.plan.headers[index].clone(), short));
        }
    }

    /// The text of the rule: the cell, tidied and translated.
    pub fn text(&self, bound: &Bound) -> String {
        let raw = match &bound.take {
            Take::Fixed(text) => return text.clone(),
            Take::Column(index) => tidy(self.record.get(*index)).to_owned(),
            Take::Template(pieces) => self.template(pieces),
        };
        if raw.is_empty() || (bound.values.is_empty() && bound.otherwise.is_none()) {
            return raw;
        }
        let known = bound
            .values
            .get(&raw.to_lowercase())
            .or(bound.otherwise.as_ref());
        known.cloned().unwrap_or(raw)
    }

    fn template(&self, pieces: &[Piece]) -> String {
        let mut out = String::new();
        for piece in pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Column(index) => match tidy(self.record.get(*index)) {
                    "" => return String::new(),
                    cell => out.push_str(cell),
                },
            }
        }
        out.trim().to_owned()
    }

    fn value(
        &mut self,
        field: &BoundField,
        bound: &Bound,
        text: &str,
    ) -> Result<Option<Value>, Reason> {
        match field.def.holds {
            FieldType::Ref(kind) => {
                Ok(self.refer(field.def.name, kind, bound, &parts(text, bound)[..1]))
            }
            FieldType::Refs(kind) => {
                Ok(self.refer(field.def.name, kind, bound, &parts(text, bound)))
            }
            FieldType::Money => self.money(bound, text).map(Some),
            holds => plain_value(holds, bound, text, &self.plan.zone),
        }
    }

    fn refer(
        &mut self,
        field: &'static str,
        kind: Kind,
        bound: &Bound,
        names: &[String],
    ) -> Option<Value> {
        let names: Vec<&String> = names.iter().filter(|n| !n.is_empty()).collect();
        for name in &names {
            let by = match bound.by {
                By::Auto if name.contains('@') => By::Email,
                By::Auto => By::Name,
                by => by,
            };
            let value = name.chars().take(300).collect();
            self.references.push(Reference {
                field: field.to_owned(),
                kind,
                by,
                value,
                loose: bound.loose,
                missing: bound.missing,
            });
        }
        (!names.is_empty()).then(|| json!(names))
    }

    fn money(&self, bound: &Bound, text: &str) -> Result<Value, Reason> {
        let currency = self
            .values
            .get("currency")
            .and_then(Value::as_str)
            .unwrap_or(&self.plan.currency);
        let number = number(bound, text)?;
        let minor = Money::parse_decimal(&number, currency);
        let scaled =
            minor.and_then(|m| m.checked_mul(i64::try_from(bound.scale.unwrap_or(1)).ok()?));
        scaled
            .map(Value::from)
            .ok_or_else(|| Reason::of_value("number_too_large", text))
    }
}
