//! Splitting records off a person, without or beyond an earlier merge.

use kernel::{Error, Id, Result};
use serde_json::Map;
use store::Tx;

use super::super::model::{Inverse, Replaced};
use super::log::{self, New};
use super::merge::write_values;
use super::tell::tell;
use super::undo::{share_objection, undo};
use crate::fields::{Changed, Edits, Kind, Origin, find};
use crate::people::{self, FIELDS, Person};

/// Splits records off a person. Where they were a person of their own before, that one stands for itself
/// again; else a new person is made of `edits`. Answers the person that has them now.
///
/// # Errors
/// `Invalid` when nothing or the person's own first record was chosen, `Conflict` when a record belongs to
/// somebody else by now.
pub async fn split(tx: &mut Tx, person: Id, records: &[Id], edits: Edits) -> Result<Id> {
    if records.is_empty() || records.contains(&person) {
        return Err(Error::field("records", "duplicates.error.records"));
    }
    let mut left = records.to_vec();
    let mut to = None;
    for record in records {
        if !left.contains(record) {
            continue;
        }
        if let Some(merge) = log::merge_of(tx, person, *record).await? {
            let went = merge.inverse()?.records;
            undo(tx, merge.id).await?;
            left.retain(|record| !went.contains(record));
            to = to.or(Some(*record));
        }
    }
    match to {
        Some(to) if left.is_empty() => Ok(to),
        Some(to) => move_records(tx, person, &left, to).await,
        None => {
            let to = make(tx, person, &left, edits).await?;
            move_records(tx, person, &left, to).await
        }
    }
}

/// A new person for records that never were one: its addresses are those that were seen on them.
async fn make(tx: &mut Tx, person: Id, records: &[Id], edits: Edits) -> Result<Id> {
    let from = people::get_in(tx, person).await?;
    let emails = people::emails_of(tx, records).await?;
    let edits = edits
        .set("emails", emails.join("\n"))
        .set_opt("company_id", from.company_id.map(|id| id.to_string()))
        .set_opt("objection_at", from.value("objection_at"));
    people::create(tx, &edits, Origin::default()).await
}

async fn move_records(tx: &mut Tx, person: Id, records: &[Id], to: Id) -> Result<Id> {
    people::give(tx, person, records, to).await?;
    let (from, new) = (
        people::get_in(tx, person).await?,
        people::get_in(tx, to).await?,
    );
    let back = without(&from, &new);
    let inverse = Inverse {
        records: records.to_vec(),
        replaced: back
            .iter()
            .map(|c| Replaced {
                field: c.field.name.to_owned(),
                before: c.before.clone(),
                after: c.after.clone(),
            })
            .collect(),
        ..Inverse::default()
    };
    write_values(tx, &from, back).await?;
    people::claim_emails(tx, &new).await?;
    share_objection(tx, &from, to).await?;
    let id = tx.ctx().id();
    let row = New {
        subject: "person",
        kind: "split",
        winner: person,
        loser: to,
        rule: "member",
        batch: None,
        weighed: None,
        model_version: None,
        inverse: &inverse,
    };
    log::write(tx, id, row).await?;
    for pair in [(&from, &new), (&new, &from)] {
        tell(tx, "split", ("decision", id), pair, Map::new()).await?;
    }
    Ok(to)
}

/// Addresses that went with the records no longer stand at the person, unless none would be left to call
/// it by.
fn without(from: &Person, new: &Person) -> Vec<Changed> {
    let Some(field) = find(FIELDS, "emails").filter(|field| field.kind == Kind::Emails) else {
        return Vec::new();
    };
    let gone = |email: &&String| {
        !new.emails
            .iter()
            .any(|other| other.eq_ignore_ascii_case(email))
    };
    let left: Vec<String> = from.emails.iter().filter(gone).cloned().collect();
    let named = from.first_name.is_some() || from.last_name.is_some() || !left.is_empty();
    if left.len() == from.emails.len() || !named {
        return Vec::new();
    }
    vec![Changed {
        field,
        before: from.value("emails"),
        after: (!left.is_empty()).then(|| left.join("\n")),
    }]
}
