//! Every statement about activities and responsibilities.

use std::collections::HashMap;

use kernel::{Conflict, Error, Id, Result};
use store::{Change, Db, Doc, Sql, Tx, Value, params};

use super::model::{Activity, Responsibility, template};

const SELECT: &str =
    "select id, key, name_de, name_en, phase, department_id, joint, status, version from activity ";

/// Every activity, by phase.
pub(crate) async fn all(db: &Db) -> Result<Vec<Activity>> {
    let mut sql = Sql::new(SELECT);
    sql.push("where valid_to is null order by phase, id");
    db.query(sql).await
}

pub(crate) async fn get(db: &Db, id: Id) -> Result<Activity> {
    let mut sql = Sql::new(SELECT);
    sql.push("where id = ").bind(id);
    let found: Option<Activity> = db.query(sql).await?.into_iter().next();
    found.ok_or(Error::NotFound("activity"))
}

/// Every cell of the map: activity, department, role.
pub(crate) async fn responsibilities(db: &Db) -> Result<Vec<Responsibility>> {
    db.rows(
        "select activity_id, department_id, role from responsibility",
        params![],
    )
    .await
}

/// Saves name, phase and the roles of the departments; the accountable one is kept beside.
pub(crate) async fn save(
    tx: &mut Tx,
    before: &Activity,
    (name_de, name_en, phase): (&str, &str, i64),
    roles: &[(Id, String)],
) -> Result<()> {
    let (now, id) = (tx.ctx().now(), before.id);
    let accountable = roles.iter().find(|(_, role)| role == "A").map(|(d, _)| *d);
    let joint = roles.iter().filter(|(_, role)| role == "R").count() > 1;
    let saved = tx
        .exec(
            "update activity set name_de = $2, name_en = $3, phase = $4, department_id = $5, joint = $6, \
             updated_at = $7, version = version + 1 where id = $1 and version = $8",
            params![id, name_de, name_en, phase, accountable, joint, now, before.version],
        )
        .await?;
    if saved == 0 {
        return Err(Error::Conflict(Conflict::Version {
            version: before.version + 1,
        }));
    }
    tx.exec(
        "delete from responsibility where activity_id = $1",
        params![id],
    )
    .await?;
    let rows: Vec<Vec<Value>> = roles
        .iter()
        .map(|(d, role)| params![id, *d, role])
        .collect();
    tx.insert_many(
        "responsibility",
        &["activity_id", "department_id", "role"],
        rows,
        "",
    )
    .await?;
    let change = |field: &str, a: String, b: String| {
        (a != b).then(|| Change::field("activity", id, field, Some(a), Some(b)))
    };
    let changes = [
        change("name_de", before.name_de.clone(), name_de.to_owned()),
        change("name_en", before.name_en.clone(), name_en.to_owned()),
        change("phase", before.phase.to_string(), phase.to_string()),
        change(
            "department_id",
            text(before.department_id),
            text(accountable),
        ),
    ];
    tx.audit(changes.into_iter().flatten().collect()).await?;
    tx.index(vec![doc(id, name_de, name_en)]).await
}

fn text(id: Option<Id>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}

fn doc(id: Id, de: &str, en: &str) -> Doc {
    Doc {
        id,
        kind: "activity",
        title: de.to_owned(),
        subtitle: en.to_owned(),
        words: String::new(),
    }
}

/// Writes the template into a new installation; does nothing where there is an activity already.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn seed(tx: &mut Tx) -> Result<()> {
    let found: Option<(Id,)> = tx.row("select id from activity limit 1", params![]).await?;
    if found.is_some() {
        return Ok(());
    }
    let departments: Vec<(String, Id)> = tx
        .rows("select key, id from v_department", params![])
        .await?;
    let departments: HashMap<String, Id> = departments.into_iter().collect();
    let ctx = tx.ctx().clone();
    let (mut rows, mut cells, mut docs) = (Vec::new(), Vec::new(), Vec::new());
    for activity in template() {
        let id = ctx.id();
        let accountable = activity
            .accountable
            .as_ref()
            .and_then(|key| departments.get(key))
            .copied();
        rows.push(params![
            id,
            &activity.key,
            &activity.de,
            &activity.en,
            activity.phase.number(),
            accountable,
            activity.joint,
            "draft",
            ctx.now(),
            ctx.now()
        ]);
        cells.extend(accountable.map(|d| params![id, d, "A"]));
        for key in &activity.with {
            cells.extend(departments.get(key).map(|d| params![id, *d, "R"]));
        }
        docs.push(doc(id, &activity.de, &activity.en));
    }
    let columns = &[
        "id",
        "key",
        "name_de",
        "name_en",
        "phase",
        "department_id",
        "joint",
        "status",
        "created_at",
        "updated_at",
    ];
    tx.insert_many("activity", columns, rows, "on conflict (key) do nothing")
        .await?;
    tx.insert_many(
        "responsibility",
        &["activity_id", "department_id", "role"],
        cells,
        "on conflict do nothing",
    )
    .await?;
    tx.index(docs).await
}
