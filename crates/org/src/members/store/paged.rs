//! Members as their pages show them, by cursor.

use std::collections::BTreeMap;

use kernel::{Error, Id, Result, Role};
use store::{Db, Sql};

use super::super::Member;

const SELECT: &str = "select id, name, email, department_id, language, theme, timezone, shortcuts_off, signed_in_at, \
     disabled_at, case when password_hash is null then 0 else 1 end, version from member ";

/// Up to `limit` members by name, those behind the member `after`; with their roles.
///
/// # Errors
/// As [`Db::rows`].
pub async fn page(db: &Db, after: Option<Id>, limit: i64) -> Result<Vec<(Member, Vec<Role>)>> {
    let mut sql = Sql::new(SELECT);
    if let Some(after) = after {
        sql.push("where (name, id) > (select name, id from member where id = ")
            .bind(after)
            .push(") ");
    }
    sql.push("order by name, id limit ").bind(limit);
    let members: Vec<Member> = db.query(sql).await?;
    let mut roles = roles(db, members.iter().map(|m| m.id)).await?;
    Ok(members
        .into_iter()
        .map(|member| {
            let held = roles.remove(&member.id).unwrap_or_default();
            (member, held)
        })
        .collect())
}

/// One member with its roles.
///
/// # Errors
/// `NotFound`.
pub async fn get(db: &Db, id: Id) -> Result<(Member, Vec<Role>)> {
    let mut sql = Sql::new(SELECT);
    sql.push("where id = ").bind(id);
    let found: Vec<Member> = db.query(sql).await?;
    let member = found.into_iter().next().ok_or(Error::NotFound("member"))?;
    let roles = roles(db, [id]).await?.remove(&id).unwrap_or_default();
    Ok((member, roles))
}

async fn roles(db: &Db, ids: impl IntoIterator<Item = Id>) -> Result<BTreeMap<Id, Vec<Role>>> {
    let mut sql = Sql::new("select member_id, role from member_role where member_id in ");
    sql.bind_list(ids);
    let rows: Vec<(Id, String)> = db.query(sql).await?;
    let mut by_member: BTreeMap<Id, Vec<Role>> = BTreeMap::new();
    for (id, key) in rows {
        by_member.entry(id).or_default().extend(Role::parse(&key));
    }
    by_member.values_mut().for_each(|held| held.sort());
    Ok(by_member)
}
