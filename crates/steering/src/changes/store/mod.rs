//! Everything the slice reads and writes: changes, and what is counted in a month.

mod answers;
mod companies;
mod counts;
mod deals;
mod touchpoints;

use std::collections::HashMap;

use ::store::{Change as Line, Db, Tx, Value, params};
use kernel::{Conflict, Date, Error, Id, Millis, Result};

use super::model::{Change, Draft};

pub(crate) use counts::{Behind, Window, counted, records};

store::row! {
    struct Kept {
        id: Id,
        name: String,
        happened_on: Date,
        measure: String,
        note: Option<String>,
        created_at: Millis,
        created_by: Option<Id>,
        version: i64,
        withdrawn_at: Option<Millis>,
    }
}

impl Kept {
    fn change(self, departments: Vec<Id>) -> Change {
        Change {
            id: self.id,
            draft: Draft {
                name: self.name,
                day: self.happened_on,
                measure: self.measure,
                departments,
                note: self.note,
            },
            created_at: self.created_at,
            created_by: self.created_by,
            version: self.version,
            withdrawn_at: self.withdrawn_at,
        }
    }
}

const COLUMNS: &str = "select id, name, happened_on, measure, note, created_at, created_by, version, withdrawn_at \
     from change ";

/// All changes, the latest day first; at most a hundred.
pub(crate) async fn all(db: &Db) -> Result<Vec<Change>> {
    let sql = format!("{COLUMNS} order by happened_on desc, id desc limit 100");
    let kept: Vec<Kept> = db.rows(&sql, params![]).await?;
    let pairs: Vec<(Id, Id)> = db
        .rows(
            "select change_id, department_id from change_department order by change_id, department_id",
            params![],
        )
        .await?;
    let mut departments: HashMap<Id, Vec<Id>> = HashMap::new();
    for (change, department) in pairs {
        departments.entry(change).or_default().push(department);
    }
    let one = |kept: Kept| {
        let of = departments.remove(&kept.id).unwrap_or_default();
        kept.change(of)
    };
    Ok(kept.into_iter().map(one).collect())
}

/// One change; `NotFound` when there is none.
pub(crate) async fn one(db: &Db, id: Id) -> Result<Change> {
    let sql = format!("{COLUMNS} where id = $1");
    let kept: Option<Kept> = db.row(&sql, params![id]).await?;
    let kept = kept.ok_or(Error::NotFound("change"))?;
    let departments: Vec<(Id,)> = db
        .rows(
            "select department_id from change_department where change_id = $1 order by department_id",
            params![id],
        )
        .await?;
    Ok(kept.change(departments.into_iter().map(|(d,)| d).collect()))
}

/// Writes a change and its line in the audit trail.
pub(crate) async fn create(tx: &mut Tx, draft: &Draft) -> Result<Id> {
    let (id, now, member) = (tx.ctx().id(), tx.ctx().now(), tx.ctx().member);
    tx.exec(
        "insert into change (id, name, happened_on, measure, note, created_at, created_by, updated_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $6)",
        params![
            id,
            draft.name.as_str(),
            draft.day,
            draft.measure.as_str(),
            draft.note.as_deref(),
            now,
            member
        ],
    )
    .await?;
    set_departments(tx, id, &draft.departments).await?;
    let line = Line {
        after: Some(draft.name.clone()),
        ..Line::of("created", "change", id)
    };
    tx.audit(vec![line]).await?;
    Ok(id)
}

/// Writes another version of a change; `expected` is the version that it starts from, none takes any.
pub(crate) async fn edit(
    tx: &mut Tx,
    before: &Change,
    draft: &Draft,
    expected: Option<i64>,
) -> Result<()> {
    let expected = expected.unwrap_or(before.version);
    let now = tx.ctx().now();
    let changed = tx
        .exec(
            "update change set name = $2, happened_on = $3, measure = $4, note = $5, updated_at = $6, \
             version = version + 1 where id = $1 and version = $7",
            params![
                before.id,
                draft.name.as_str(),
                draft.day,
                draft.measure.as_str(),
                draft.note.as_deref(),
                now,
                expected
            ],
        )
        .await?;
    if changed == 0 {
        let version = before.version;
        return Err(Error::Conflict(Conflict::Version { version }));
    }
    tx.exec(
        "delete from change_department where change_id = $1",
        params![before.id],
    )
    .await?;
    set_departments(tx, before.id, &draft.departments).await?;
    tx.audit(differences(before, draft)).await
}

/// A line for each field that changed.
fn differences(before: &Change, draft: &Draft) -> Vec<Line> {
    let (id, old) = (before.id, &before.draft);
    let listed = |ids: &[Id]| ids.iter().map(Id::to_string).collect::<Vec<_>>().join(" ");
    let text = |draft: &Draft| {
        [
            ("name", draft.name.clone()),
            ("day", draft.day.to_string()),
            ("measure", draft.measure.clone()),
            ("departments", listed(&draft.departments)),
            ("note", draft.note.clone().unwrap_or_default()),
        ]
    };
    let fields = text(old).into_iter().zip(text(draft));
    fields
        .filter(|((_, before), (_, after))| before != after)
        .map(|((field, before), (_, after))| {
            let some = |text: String| Some(text).filter(|text| !text.is_empty());
            Line::field("change", id, field, some(before), some(after))
        })
        .collect()
}

async fn set_departments(tx: &mut Tx, id: Id, departments: &[Id]) -> Result<()> {
    let rows: Vec<Vec<Value>> = departments.iter().map(|d| params![id, *d]).collect();
    let columns = &["change_id", "department_id"];
    tx.insert_many("change_department", columns, rows, "")
        .await?;
    Ok(())
}

/// Withdraws a change; `Conflict` when it was withdrawn before.
pub(crate) async fn withdraw(tx: &mut Tx, id: Id) -> Result<()> {
    let (now, member) = (tx.ctx().now(), tx.ctx().member);
    let changed = tx
        .exec(
            "update change set withdrawn_at = $2, withdrawn_by = $3, updated_at = $2, version = version + 1 \
             where id = $1 and withdrawn_at is null",
            params![id, now, member],
        )
        .await?;
    noted(tx, id, changed, "withdrawn").await
}

/// Takes the withdrawal back; `Conflict` when it is not withdrawn.
pub(crate) async fn restore(tx: &mut Tx, id: Id) -> Result<()> {
    let now = tx.ctx().now();
    let changed = tx
        .exec(
            "update change set withdrawn_at = null, withdrawn_by = null, updated_at = $2, version = version + 1 \
             where id = $1 and withdrawn_at is not null",
            params![id, now],
        )
        .await?;
    noted(tx, id, changed, "restored").await
}

async fn noted(tx: &mut Tx, id: Id, changed: u64, action: &'static str) -> Result<()> {
    if changed == 0 {
        return Err(Error::state("error.change_state"));
    }
    tx.audit(vec![Line::of(action, "change", id)]).await
}

/// Forgets all changes.
pub(crate) async fn forget(tx: &mut Tx) -> Result<()> {
    tx.exec("delete from change_department", params![]).await?;
    tx.exec("delete from change", params![]).await?;
    Ok(())
}
