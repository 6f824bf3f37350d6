//! Splitting records off, without or beyond an earlier merge.

use kernel::{Error, Id, Result};
use serde_json::Map;
use store::Tx;

use super::super::model::{Inverse, Replaced};
use super::super::twin::Twin;
use super::log::{self, New};
use super::merge::write_values;
use super::tell::tell;
use super::undo::undo_of;
use crate::fields::Edits;

/// Splits records off one. Where they were one of their own before, that one stands for itself again; else
/// a new one is made of `named`. Answers the one that has them now.
///
/// # Errors
/// `Invalid` when nothing or its own first record was chosen, `Conflict` when a record belongs to another
/// by now.
pub async fn split<T: Twin>(tx: &mut Tx, from: Id, records: &[Id], named: Edits) -> Result<Id> {
    if records.is_empty() || records.contains(&from) {
        return Err(Error::field("records", "duplicates.error.records"));
    }
    let mut left = records.to_vec();
    let mut to = None;
    for record in records {
        if !left.contains(record) || T::current_in(tx, *record).await? != from {
            continue;
        }
        if let Some(merge) = log::merge_of(tx, *record).await? {
            let went = merge.inverse()?.records;
            undo_of::<T>(tx, &merge).await?;
            left.retain(|record| !went.contains(record));
            to = to.or(Some(*record));
        }
    }
    match to {
        Some(to) if left.is_empty() => Ok(to),
        Some(to) => move_records::<T>(tx, from, &left, to).await,
        None => {
            let giver = T::get_in(tx, from).await?;
            let to = T::make(tx, &giver, &left, named).await?;
            move_records::<T>(tx, from, &left, to).await
        }
    }
}

async fn move_records<T: Twin>(tx: &mut Tx, from: Id, records: &[Id], to: Id) -> Result<Id> {
    T::give(tx, from, records, to).await?;
    let (giver, new) = (T::get_in(tx, from).await?, T::get_in(tx, to).await?);
    let back = T::leaves(&giver, &new);
    let inverse = Inverse {
        records: records.to_vec(),
        replaced: back.iter().map(Replaced::of).collect(),
        ..Inverse::default()
    };
    write_values(tx, &giver, back).await?;
    T::split_off(tx, &giver, &new).await?;
    let id = tx.ctx().id();
    let row = New {
        subject: T::KIND,
        kind: "split",
        winner: from,
        loser: to,
        rule: "member",
        batch: None,
        weighed: None,
        model_version: None,
        inverse: &inverse,
    };
    log::write(tx, id, row).await?;
    for pair in [(&giver, &new), (&new, &giver)] {
        tell(tx, "split", ("decision", id), pair, Map::new()).await?;
    }
    Ok(to)
}
