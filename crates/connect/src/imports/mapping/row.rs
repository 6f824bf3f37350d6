//! One record of a file as a typed row, or the problems that stand against it.

use std::collections::BTreeMap;

use kernel::Money;
use serde_json::{Value, json};

use super::bind::{Bound, BoundField, Piece, Plan, Take};
use super::{By, Missing};
use crate::imports::fields::{FieldType, Kind};
use crate::imports::reader::{MAX_CELL, Record};
use crate::imports::values::{
    DateOrder, Decimal, is_placeholder, parse_bool, parse_domain, parse_email, parse_moment,
    parse_number, parse_phone, split_name, tidy,
};
use crate::imports::{Problem, Reason};

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
}

/// A record named by another row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reference {
    /// Field that holds it.
    pub field: &'static str,
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
        let mut reading = Reading {
            plan: self,
            record,
            number,
            problems: Vec::new(),
            values: BTreeMap::new(),
            references: Vec::new(),
        };
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

struct Reading<'a> {
    plan: &'a Plan,
    record: &'a Record,
    number: u64,
    problems: Vec<Problem>,
    values: BTreeMap<String, Value>,
    references: Vec<Reference>,
}

impl Reading<'_> {
    fn field(&mut self, field: &BoundField) {
        for bound in &field.rules {
            let text = self.text(bound);
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

    /// The text of the rule: the cell, tidied and translated.
    fn text(&self, bound: &Bound) -> String {
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
                field,
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

    fn finish(mut self) -> Applied {
        self.complete();
        let key = self.key();
        let missing = match self.plan.kind {
            Kind::Person => ["first_name", "last_name", "emails", "phones"]
                .iter()
                .all(|f| !self.values.contains_key(*f)),
            _ => !self.values.contains_key("name"),
        };
        if missing && self.problems.is_empty() {
            let reason = if self.plan.kind == Kind::Person {
                "person_without_name"
            } else {
                "name_missing"
            };
            self.problems
                .push(Problem::row(self.number, Reason::new(reason)));
        }
        match key {
            Some(key) if self.problems.is_empty() => Applied::Row(Box::new(Row {
                row: self.number,
                key,
                values: self.values,
                references: self.references,
            })),
            None if self.problems.is_empty() => {
                Applied::Rejected(vec![Problem::row(self.number, Reason::new("key_missing"))])
            }
            _ => Applied::Rejected(self.problems),
        }
    }

    /// What follows from other fields: parts of a full name, the state of a stage, the currency.
    fn complete(&mut self) {
        match self.plan.kind {
            Kind::Person => self.complete_name(),
            Kind::Deal => self.complete_deal(),
            Kind::Member if !self.values.contains_key("name") => {
                if let Some(email) = self.values.get("email").cloned() {
                    self.values.insert("name".into(), email);
                }
            }
            _ => {}
        }
        let amount = self.values.contains_key("value") || self.values.contains_key("list_price");
        if amount && !self.values.contains_key("currency") {
            self.values
                .insert("currency".into(), json!(self.plan.currency));
        }
    }

    fn complete_name(&mut self) {
        let Some(Value::String(full)) = self.values.remove("full_name") else {
            return;
        };
        if self.values.contains_key("first_name") || self.values.contains_key("last_name") {
            return;
        }
        let (first, last) = split_name(&full);
        for (field, part) in [("first_name", first), ("last_name", last)] {
            if !part.is_empty() {
                self.values.insert(field.into(), json!(part));
            }
        }
    }

    fn complete_deal(&mut self) {
        let stage = self
            .values
            .get("stage")
            .and_then(Value::as_str)
            .map(str::to_lowercase);
        if !self.values.contains_key("state") {
            let known = self
                .plan
                .stages
                .iter()
                .find(|s| Some(s.name.to_lowercase()) == stage);
            let state = known
                .and_then(|s| s.state.clone())
                .unwrap_or_else(|| "open".to_owned());
            self.values.insert("state".into(), json!(state));
        }
        if !self.values.contains_key("pipeline") {
            self.values
                .insert("pipeline".into(), json!(self.plan.title));
        }
    }

    /// The key of the mapping, or what names the record by nature.
    fn key(&self) -> Option<String> {
        let declared = self
            .plan
            .key
            .iter()
            .map(|b| self.text(b))
            .find(|t| !t.is_empty());
        if declared.is_some() || !self.plan.key.is_empty() {
            return declared.filter(|k| k.len() <= 250);
        }
        let word = |field: &str| {
            let value = self.values.get(field)?;
            let text = value.as_str().or_else(|| value.get(0)?.as_str())?;
            Some(
                text.to_lowercase()
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" "),
            )
        };
        let parts: Vec<String> = match self.plan.kind {
            Kind::Person if self.values.contains_key("emails") => vec![word("emails")?],
            Kind::Person => ["first_name", "last_name", "company", "phones"]
                .iter()
                .filter_map(|f| word(f))
                .collect(),
            Kind::Deal => ["name", "company"].iter().filter_map(|f| word(f)).collect(),
            _ => vec![word("name")?],
        };
        let key = parts.join("|");
        (!key.is_empty() && key.len() <= 250).then_some(key)
    }
}

fn parts(text: &str, bound: &Bound) -> Vec<String> {
    let mut list: Vec<String> = match bound.multi.as_deref() {
        Some(separator) if !separator.is_empty() => {
            text.split(separator).map(|p| p.trim().to_owned()).collect()
        }
        _ => vec![text.to_owned()],
    };
    list.retain(|p| !p.is_empty());
    let mut seen = Vec::new();
    list.retain(|p| {
        !seen.contains(p) && {
            seen.push(p.clone());
            true
        }
    });
    if list.is_empty() {
        list.push(String::new());
    }
    list
}

fn number(bound: &Bound, text: &str) -> Result<String, Reason> {
    parse_number(text, bound.decimal.unwrap_or(Decimal::Point))
        .ok_or_else(|| Reason::of_value("not_a_number", text))
}

fn plain_value(
    holds: FieldType,
    bound: &Bound,
    text: &str,
    zone: &str,
) -> Result<Option<Value>, Reason> {
    let bad = |key: &str| Reason::of_value(key, text);
    let moment = || {
        parse_moment(text, bound.date_order.unwrap_or(DateOrder::Dmy))
            .ok_or_else(|| bad("not_a_date"))
    };
    let value = match holds {
        FieldType::Text(limit) if text.chars().count() > limit => {
            return Err(Reason::new("text_too_long").with("limit", limit));
        }
        FieldType::Text(_) => json!(text),
        FieldType::Choice(words) => {
            let word = words.iter().find(|w| w.eq_ignore_ascii_case(text));
            json!(word.ok_or_else(|| bad("not_a_choice").with("choices", words.join(", ")))?)
        }
        FieldType::Email => json!(parse_email(text).ok_or_else(|| bad("not_an_email"))?),
        FieldType::Emails => {
            list(text, bound, parse_email).map_err(|t| Reason::of_value("not_an_email", &t))?
        }
        FieldType::Phone => json!(parse_phone(text).ok_or_else(|| bad("not_a_phone"))?),
        FieldType::Phones => {
            list(text, bound, parse_phone).map_err(|t| Reason::of_value("not_a_phone", &t))?
        }
        FieldType::Domain => json!(parse_domain(text).ok_or_else(|| bad("not_a_domain"))?),
        FieldType::Date => json!(moment()?.date.to_string()),
        FieldType::Instant => json!(moment()?.instant(zone).ok_or_else(|| bad("not_a_date"))?.0),
        FieldType::Number => json!(number(bound, text)?),
        FieldType::Whole => whole(bound, text)?,
        FieldType::Flag => json!(parse_bool(text).ok_or_else(|| bad("not_a_flag"))?),
        FieldType::Currency => {
            let code = text.to_ascii_uppercase();
            let known = code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase());
            json!(known.then_some(code).ok_or_else(|| bad("not_a_currency"))?)
        }
        FieldType::Money | FieldType::Ref(_) | FieldType::Refs(_) => return Ok(None),
    };
    Ok(Some(value))
}

fn list(text: &str, bound: &Bound, read: fn(&str) -> Option<String>) -> Result<Value, String> {
    let items: Result<Vec<String>, String> = parts(text, bound)
        .into_iter()
        .map(|p| read(&p).ok_or(p))
        .collect();
    Ok(json!(items?))
}

fn whole(bound: &Bound, text: &str) -> Result<Value, Reason> {
    let number = number(bound, text)?;
    let bad = |key: &str| Reason::of_value(key, text);
    if number.contains('.') {
        return Err(bad("not_a_whole_number"));
    }
    let value: i64 = number.parse().map_err(|_| bad("number_too_large"))?;
    let scale = i64::try_from(bound.scale.unwrap_or(1)).unwrap_or(1);
    value
        .checked_mul(scale)
        .map(Value::from)
        .ok_or_else(|| bad("number_too_large"))
}
