//! Where the history of each department belongs on a day, and the list of changes.

use std::collections::BTreeMap;

use kernel::{Date, Id, Result};
use store::{Db, Sql, params};

use super::super::{ChangeLine, Department};
use super::all;

/// Every department there ever was, with the departments of a day that continue it. The first one
/// carries its sums, so that a sum over all departments is the same before and after a change. A
/// department without a successor, or not yet founded on that day, stands for itself.
///
/// # Errors
/// As [`Db::rows`].
pub async fn rolled_up(db: &Db, day: Date) -> Result<BTreeMap<Id, Vec<Id>>> {
    let departments = all(db).await?;
    let steps: Vec<(Id, Id, Date)> = db
        .rows(
            "select s.from_id, s.to_id, s.on_date from department_successor s join department d on d.id = s.to_id \
             order by d.position, s.to_id",
            params![],
        )
        .await?;
    let by_id: BTreeMap<Id, &Department> = departments.iter().map(|d| (d.id, d)).collect();
    Ok(departments
        .iter()
        .map(|d| {
            let mut found = Vec::new();
            follow(d.id, day, &by_id, &steps, &mut Vec::new(), &mut found);
            (d.id, found)
        })
        .collect())
}

fn follow(
    id: Id,
    day: Date,
    departments: &BTreeMap<Id, &Department>,
    steps: &[(Id, Id, Date)],
    seen: &mut Vec<Id>,
    found: &mut Vec<Id>,
) {
    if seen.contains(&id) {
        return;
    }
    seen.push(id);
    let ended = departments
        .get(&id)
        .is_some_and(|d| d.valid_to.is_some_and(|end| end <= day));
    let next: Vec<Id> = steps
        .iter()
        .filter(|(from, _, on)| ended && *from == id && *on <= day)
        .map(|(_, to, _)| *to)
        .collect();
    if next.is_empty() {
        found.push(id);
    }
    for to in next {
        follow(to, day, departments, steps, seen, found);
    }
}

/// The keys of a department: its own and those of all departments that it continues, over however
/// many changes. Without a department there are none.
///
/// # Errors
/// As [`Db::rows`].
pub async fn lineage(db: &Db, id: Option<Id>) -> Result<Vec<String>> {
    let Some(id) = id else {
        return Ok(Vec::new());
    };
    let keys = line(db, Some(id)).await?;
    Ok(keys.into_iter().map(|(_, key)| key).collect())
}

/// The keys of every department there is or was, as [`lineage`] has them.
///
/// # Errors
/// As [`Db::rows`].
pub async fn lineages(db: &Db) -> Result<BTreeMap<Id, Vec<String>>> {
    let mut found: BTreeMap<Id, Vec<String>> = BTreeMap::new();
    for (id, key) in line(db, None).await? {
        found.entry(id).or_default().push(key);
    }
    Ok(found)
}

async fn line(db: &Db, of: Option<Id>) -> Result<Vec<(Id, String)>> {
    let mut sql = Sql::new("with recursive line (id, origin) as (select id, id from department");
    if let Some(id) = of {
        sql.push(" where id = ").bind(id);
    }
    sql.push(
        " union select line.id, s.from_id from line join department_successor s on s.to_id = line.origin) \
         select line.id, d.key from line join department d on d.id = line.origin \
         order by line.id, d.position, d.id",
    );
    db.query(sql).await
}

/// The latest changes of the structure, newest first.
///
/// # Errors
/// As [`Db::rows`].
pub async fn changes(db: &Db) -> Result<Vec<ChangeLine>> {
    db.rows(
        "select id, kind, on_date, note, at, member_id from department_change order by id desc limit 100",
        params![],
    )
    .await
}
