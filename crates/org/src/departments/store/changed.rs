//! Add, rename, retire, split and merge: the row ends or begins on a day, successors say where it went.

use kernel::{Conflict, Date, Error, Id, Result};
use store::{Change, OnConstraint, Tx, params};

use super::super::{Department, NewDepartment};

/// Adds a department from a day on.
///
/// # Errors
/// `Invalid` when a name is missing or taken.
pub async fn create(tx: &mut Tx, new: &NewDepartment, on: Date) -> Result<Id> {
    let new = new.checked()?;
    let last: Option<(i64,)> = tx
        .row(
            "select coalesce(max(position), 0) from department",
            params![],
        )
        .await?;
    let id = insert(tx, &new, on, last.map_or(1, |(n,)| n + 1)).await?;
    note(tx, "added", on, &new.name_de).await?;
    Ok(id)
}

async fn insert(tx: &mut Tx, new: &NewDepartment, on: Date, position: i64) -> Result<Id> {
    let (id, now, by) = (tx.ctx().id(), tx.ctx().now(), tx.ctx().member);
    tx.exec(
        "insert into department (id, key, name_de, name_en, colour, position, valid_from, created_at, created_by, \
         updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8)",
        params![id, new.key(), &new.name_de, &new.name_en, &new.colour, position, on, now, by],
    )
    .await
    .on_constraint("department_key", || Error::field("name_en", "error.exists"))?;
    tx.audit(vec![Change::of("created", "department", id)])
        .await?;
    Ok(id)
}

/// Gives a department other names or another colour; its key and its history stay.
///
/// # Errors
/// `Invalid`, `NotFound`, `Conflict` when it changed meanwhile.
pub async fn rename(tx: &mut Tx, id: Id, new: &NewDepartment, version: i64) -> Result<()> {
    let new = new.checked()?;
    let before = get(tx, id).await?;
    if before.version != version {
        let version = before.version;
        return Err(Error::Conflict(Conflict::Version { version }));
    }
    let now = tx.ctx().now();
    tx.exec(
        "update department set name_de = $2, name_en = $3, colour = $4, updated_at = $5, version = version + 1 \
         where id = $1",
        params![id, &new.name_de, &new.name_en, &new.colour, now],
    )
    .await?;
    let fields = [
        ("name_de", &before.name_de, &new.name_de),
        ("name_en", &before.name_en, &new.name_en),
        ("colour", &before.colour, &new.colour),
    ];
    let changes = fields
        .iter()
        .filter(|(_, old, new)| old != new)
        .map(|(field, old, new)| {
            let (old, new) = (Some((*old).clone()), Some((*new).clone()));
            Change::field("department", id, field, old, new)
        })
        .collect();
    tx.audit(changes).await?;
    let today = tx.ctx().today();
    let text = format!("{} → {}", before.name_de, new.name_de);
    note(tx, "renamed", today, &text).await?;
    Ok(())
}

/// Ends a department on a day. Its members go to the successor, its history stays.
///
/// # Errors
/// `Invalid` for an impossible day or successor.
pub async fn retire(tx: &mut Tx, id: Id, on: Date, successor: Option<Id>) -> Result<()> {
    let before = end(tx, id, on).await?;
    let Some(to) = successor else {
        note(tx, "retired", on, &before.name_de).await?;
        return Ok(());
    };
    let after = successor_of(tx, to, &[id], on).await?;
    let text = format!("{} → {}", before.name_de, after.name_de);
    let change = note(tx, "retired", on, &text).await?;
    hand_over(tx, id, to, on, change, true).await
}

/// Splits a department into several new ones. The first one takes its members and its sums.
///
/// # Errors
/// `Invalid` when there are fewer than two parts, for an impossible day or a taken name.
pub async fn split(tx: &mut Tx, id: Id, on: Date, parts: &[NewDepartment]) -> Result<Vec<Id>> {
    if parts.len() < 2 {
        return Err(Error::field("name_de_2", "error.required"));
    }
    let parts: Vec<NewDepartment> = parts
        .iter()
        .map(NewDepartment::checked)
        .collect::<Result<_>>()?;
    let before = end(tx, id, on).await?;
    let names: Vec<&str> = parts.iter().map(|p| p.name_de.as_str()).collect();
    let text = format!("{} → {}", before.name_de, names.join(", "));
    let change = note(tx, "split", on, &text).await?;
    let mut made = Vec::new();
    for part in &parts {
        let part_id = insert(tx, part, on, before.position).await?;
        hand_over(tx, id, part_id, on, change, made.is_empty()).await?;
        made.push(part_id);
    }
    Ok(made)
}

/// Merges departments into another one: their members go there, their history stays.
///
/// # Errors
/// `Invalid` for an impossible day or target.
pub async fn merge(tx: &mut Tx, from: &[Id], into: Id, on: Date) -> Result<()> {
    if from.is_empty() {
        return Err(Error::field("from", "error.required"));
    }
    let target = successor_of(tx, into, from, on).await?;
    let mut names = Vec::new();
    for id in from {
        names.push(end(tx, *id, on).await?.name_de);
    }
    let text = format!("{} → {}", names.join(", "), target.name_de);
    let change = note(tx, "merged", on, &text).await?;
    for id in from {
        hand_over(tx, *id, into, on, change, true).await?;
    }
    Ok(())
}

/// Ends the validity of a department; answers it as it was.
async fn end(tx: &mut Tx, id: Id, on: Date) -> Result<Department> {
    let before = get(tx, id).await?;
    if before.valid_to.is_some() {
        return Err(Error::state("departments.ended_already"));
    }
    if on > tx.ctx().today() {
        return Err(Error::field("on", "error.date_future"));
    }
    if on <= before.valid_from {
        return Err(Error::field("on", "error.date_order"));
    }
    let now = tx.ctx().now();
    tx.exec(
        "update department set valid_to = $2, updated_at = $3, version = version + 1 where id = $1",
        params![id, on, now],
    )
    .await?;
    let after = Some(on.to_string());
    tx.audit(vec![Change::field(
        "department",
        id,
        "valid_to",
        None,
        after,
    )])
    .await?;
    Ok(before)
}

async fn successor_of(tx: &mut Tx, to: Id, from: &[Id], on: Date) -> Result<Department> {
    let successor = get(tx, to).await?;
    if from.contains(&to) || successor.valid_to.is_some() || successor.valid_from > on {
        return Err(Error::field("successor", "error.choice"));
    }
    Ok(successor)
}

async fn hand_over(
    tx: &mut Tx,
    from: Id,
    to: Id,
    on: Date,
    change: Id,
    with_members: bool,
) -> Result<()> {
    tx.exec(
        "insert into department_successor (from_id, to_id, on_date, change_id) values ($1, $2, $3, $4)",
        params![from, to, on, change],
    )
    .await?;
    if with_members {
        crate::members::move_all(tx, from, to).await?;
    }
    Ok(())
}

async fn note(tx: &mut Tx, kind: &str, on: Date, text: &str) -> Result<Id> {
    let (id, now, by) = (tx.ctx().id(), tx.ctx().now(), tx.ctx().member);
    tx.exec(
        "insert into department_change (id, kind, on_date, note, at, member_id) values ($1, $2, $3, $4, $5, $6)",
        params![id, kind, on, text, now, by],
    )
    .await?;
    Ok(id)
}

async fn get(tx: &mut Tx, id: Id) -> Result<Department> {
    let found: Option<Department> = tx
        .row(
            "select id, key, name_de, name_en, colour, parent_id, position, valid_from, valid_to, version \
             from department where id = $1",
            params![id],
        )
        .await?;
    found.ok_or(Error::NotFound("department"))
}
