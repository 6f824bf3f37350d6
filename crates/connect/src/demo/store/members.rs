//! Members of the demo company and their roles.

use ::store::{Db, Tx, fold, params};
use kernel::{Error, Id, Lang, Result};

use super::super::PASSWORD;
use super::super::model::{DEPARTMENTS, World};

pub(super) async fn department_ids(db: &Db) -> Result<Vec<Id>> {
    let all = org::departments::all(db).await?;
    let id_of = |key: &&str| all.iter().find(|d| d.key == **key).map(|d| d.id);
    let ids: Option<Vec<Id>> = DEPARTMENTS.iter().map(id_of).collect();
    ids.ok_or_else(|| Error::internal("the nine departments are not seeded"))
}

pub(super) async fn members(
    tx: &mut Tx,
    world: &World,
    departments: &[Id],
    sign_ins: bool,
) -> Result<()> {
    let hash = org::sign_in::hash_password(PASSWORD).await?;
    let at = world.calendar.start;
    let rows = world
        .members
        .iter()
        .map(|m| {
            let secret = (sign_ins && m.signs_in).then(|| hash.clone());
            let department = m.department.map(|d| departments[d]);
            params![
                m.id,
                &m.name,
                &m.email,
                fold(&m.email),
                secret,
                department,
                Lang::De.code(),
                "demo",
                m.id.to_string(),
                at,
                at
            ]
        })
        .collect();
    let columns = &[
        "id",
        "name",
        "email",
        "email_folded",
        "password_hash",
        "department_id",
        "language",
        "source_system",
        "source_id",
        "created_at",
        "updated_at",
    ];
    // One member may have stayed when an earlier demo was cleared.
    tx.insert_many("member", columns, rows, "on conflict do nothing")
        .await?;
    let roles = world
        .members
        .iter()
        .map(|m| params![m.id, m.role.key()])
        .collect();
    tx.insert_many(
        "member_role",
        &["member_id", "role"],
        roles,
        "on conflict do nothing",
    )
    .await?;
    Ok(())
}
