//! What shall become of each row.

use std::collections::HashMap;

use kernel::{FieldError, Id, Result};
use store::Tx;

use super::super::super::model::spell::Spelled;
use super::super::super::model::{Problem, Reason};
use super::super::super::store as sql;
use super::super::kinds;
use super::{Item, Work};

/// What shall become of a row.
#[derive(Clone, Debug)]
pub(super) enum Fate {
    /// A new record.
    New,
    /// Changes this record; what was imported into it before, with its hash.
    Changed(Id, Option<(String, Spelled)>),
    /// Nothing: the record has these values, or another row of the file said the same.
    Same,
    /// The record is there, but its source said so for the first time: only remembered.
    Met(Id),
    /// Another row of the file has this key and other values.
    Duplicate(u64),
    /// Not taken.
    Refused,
}

/// Decides about every row.
pub(super) async fn decide(tx: &mut Tx, work: &Work, import: Id, items: &mut [Item]) -> Result<()> {
    let kind = work.plan.kind;
    let source = work.author.source.as_str();
    let keys: Vec<&str> = items.iter().map(|i| i.ready.key.as_str()).collect();
    let known = sql::known(tx, kind.key(), source, &keys).await?;
    let unknown: Vec<&str> = keys
        .into_iter()
        .filter(|k| !known.contains_key(*k))
        .collect();
    let there: HashMap<String, Id> = kinds::find_by_sources(tx, kind, source, &unknown)
        .await?
        .into_iter()
        .collect();
    let namesakes = kinds::Namesakes::load(tx, kind).await?;
    let mut met: HashMap<String, (u64, String)> = HashMap::new();
    for item in items {
        let key = item.ready.key.clone();
        if let Some((row, hash)) = met.get(&key) {
            item.fate = if *hash == item.hash {
                Fate::Same
            } else {
                Fate::Duplicate(*row)
            };
            continue;
        }
        item.fate = match (known.get(&key), there.get(&key)) {
            (Some(known), _) if known.hash == item.hash => Fate::Met(known.record_id),
            (Some(known), _) if known.met.0 == import && known.met.1 == work.file as i64 => {
                Fate::Duplicate(known.met.2 as u64)
            }
            (Some(known), _) => {
                let spelled = serde_json::from_str(&known.spelled)?;
                Fate::Changed(known.record_id, Some((known.hash.clone(), spelled)))
            }
            (None, Some(id)) => Fate::Changed(*id, None),
            (None, None) => match namesakes.find(tx, &item.ready).await? {
                Some((id, true)) => Fate::Changed(id, None),
                Some((id, false)) => Fate::Met(id),
                None => Fate::New,
            },
        };
        met.insert(key, (item.row.row, item.hash.clone()));
    }
    Ok(())
}

/// Takes out the rows that no record can be made of, with their reasons.
pub(super) fn refuse(
    work: &Work,
    items: &mut [Item],
    rejected: &mut Vec<(Vec<Problem>, Vec<String>)>,
) {
    for item in items {
        let number = item.row.row;
        let problems: Vec<Problem> = match &item.fate {
            Fate::Duplicate(first) => {
                let reason =
                    Reason::of_value("duplicate_key", &item.ready.key).with("first", first);
                vec![Problem::row(number, reason)]
            }
            Fate::New | Fate::Changed(..) => {
                let wrong = kinds::check(work.plan.kind, &item.ready);
                wrong
                    .iter()
                    .map(|field| problem(work, number, field))
                    .collect()
            }
            _ => Vec::new(),
        };
        if !problems.is_empty() {
            item.fate = Fate::Refused;
            rejected.push((problems, std::mem::take(&mut item.cells)));
        }
    }
}

/// What a slice has against a value, as a problem of the column that feeds it.
fn problem(work: &Work, row: u64, error: &FieldError) -> Problem {
    let field = error
        .field
        .trim_end_matches("_minor")
        .trim_end_matches("_id");
    let column = work
        .plan
        .header_of(field)
        .or_else(|| work.plan.header_of(&error.field));
    let reason = Reason {
        key: error.key.clone(),
        args: error.args.clone(),
    };
    Problem {
        row,
        column: column.map(str::to_owned),
        reason,
    }
}
