//! What follows from the cells of a record: names, states, keys, and whether it is enough.

use serde_json::{Value, json};

use super::reading::Reading;
use super::row::{Applied, Row};
use crate::imports::model::fields::Kind;
use crate::imports::model::values::split_name;
use crate::imports::model::{Problem, Reason};

impl Reading<'_> {
    pub fn finish(mut self) -> Applied {
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
                left_out: self.left_out,
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
        let priced = self.plan.kind == Kind::Deal || self.values.contains_key("list_price");
        if priced && !self.values.contains_key("currency") {
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
