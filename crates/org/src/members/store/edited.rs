//! Changes of members, each with its line in the audit trail.

use kernel::{Conflict, Error, Id, Millis, Result, Role};
use store::{Change, OnConstraint, Tx, params};

use super::super::{Edit, Member};

type Before = (String, Option<String>, Option<Id>, String, String, i64);

/// Changes a member; answers nothing when all is as before.
///
/// # Errors
/// `Invalid`, `NotFound`, `Conflict` when it changed meanwhile or no enabled owner would be left.
pub async fn edit(tx: &mut Tx, id: Id, edit: &Edit) -> Result<()> {
    edit.check()?;
    let found: Option<Before> = tx
        .row(
            "select name, email, department_id, language, timezone, version from member where id = $1",
            params![id],
        )
        .await?;
    let (name, email, department, language, zone, version) =
        found.ok_or(Error::NotFound("member"))?;
    if version != edit.version {
        return Err(Error::Conflict(Conflict::Version { version }));
    }
    let roles = change_roles(tx, id, &edit.roles).await?;
    let text = |id: Option<Id>| id.map(|id| id.to_string());
    let mut changes = vec![
        ("name", Some(name), Some(edit.name.trim().to_owned())),
        ("email", email, edit.email.clone()),
        ("department_id", text(department), text(edit.department_id)),
        (
            "language",
            Some(language),
            Some(edit.lang.code().to_owned()),
        ),
        ("timezone", Some(zone), Some(edit.zone.clone())),
        ("roles", Some(roles.0), Some(roles.1)),
    ];
    changes.retain(|(_, before, after)| before != after);
    if changes.is_empty() {
        return Ok(());
    }
    write(tx, id, edit).await?;
    let audit = changes
        .into_iter()
        .map(|(field, before, after)| Change::field("member", id, field, before, after))
        .collect();
    tx.audit(audit).await?;
    keep_an_owner(tx).await
}

async fn write(tx: &mut Tx, id: Id, edit: &Edit) -> Result<()> {
    let now = tx.ctx().now();
    tx.exec(
        "update member set name = $2, email = $3, email_folded = $4, department_id = $5, language = $6, \
         timezone = $7, updated_at = $8, version = version + 1 where id = $1",
        params![
            id,
            edit.name.trim(),
            edit.email.clone(),
            edit.email.as_deref().map(store::fold),
            edit.department_id,
            edit.lang.code(),
            &edit.zone,
            now
        ],
    )
    .await
    .on_constraint("member_email", || Error::field("email", "error.exists"))?;
    Ok(())
}

/// Sets the roles; answers those before and after as text.
async fn change_roles(tx: &mut Tx, id: Id, roles: &[Role]) -> Result<(String, String)> {
    let held: Vec<(String,)> = tx
        .rows(
            "select role from member_role where member_id = $1 order by role",
            params![id],
        )
        .await?;
    let before: Vec<&str> = held.iter().map(|(key,)| key.as_str()).collect();
    let mut after: Vec<&str> = roles.iter().map(|r| r.key()).collect();
    after.sort_unstable();
    after.dedup();
    if before != after {
        tx.exec("delete from member_role where member_id = $1", params![id])
            .await?;
        let rows = after.iter().map(|key| params![id, *key]).collect();
        tx.insert_many("member_role", &["member_id", "role"], rows, "")
            .await?;
    }
    Ok((before.join(", "), after.join(", ")))
}

async fn keep_an_owner(tx: &mut Tx) -> Result<()> {
    let owner: Option<(i64,)> = tx
        .row(
            "select 1 from member m join member_role r on r.member_id = m.id \
             where r.role = 'owner' and m.disabled_at is null and m.email is not null limit 1",
            params![],
        )
        .await?;
    owner
        .map(|_| ())
        .ok_or_else(|| Error::state("members.last_owner"))
}

/// Forbids a member to sign in, or allows it again. Its sessions end by themselves.
///
/// # Errors
/// `NotFound`, `Conflict` when no enabled owner would be left.
pub async fn set_disabled(tx: &mut Tx, id: Id, disabled: bool) -> Result<()> {
    let now = tx.ctx().now();
    let at: Option<Millis> = disabled.then_some(now);
    let changed = tx
        .exec(
            "update member set disabled_at = $2, updated_at = $3, version = version + 1 where id = $1",
            params![id, at, now],
        )
        .await?;
    if changed == 0 {
        return Err(Error::NotFound("member"));
    }
    let action = if disabled { "disabled" } else { "enabled" };
    tx.audit(vec![Change::of(action, "member", id)]).await?;
    keep_an_owner(tx).await
}

/// Gives a member another name.
///
/// # Errors
/// `Invalid`, `NotFound`.
pub async fn rename(tx: &mut Tx, before: &Member, name: &str) -> Result<()> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Error::field("name", "error.required"));
    }
    if name.chars().count() > 200 {
        let long = kernel::FieldError::new("name", "error.too_long").arg("max", 200);
        return Err(Error::Invalid(vec![long]));
    }
    if before.name == name {
        return Ok(());
    }
    let now = tx.ctx().now();
    tx.exec(
        "update member set name = $2, updated_at = $3, version = version + 1 where id = $1",
        params![before.id, name, now],
    )
    .await?;
    let (old, new) = (Some(before.name.clone()), Some(name.to_owned()));
    tx.audit(vec![Change::field("member", before.id, "name", old, new)])
        .await
}

/// Moves every member of a department to another one (a department was retired, split or merged).
///
/// # Errors
/// As [`Tx::exec`].
pub async fn move_all(tx: &mut Tx, from: Id, to: Id) -> Result<u64> {
    let now = tx.ctx().now();
    let moved: Vec<(Id,)> = tx
        .rows(
            "update member set department_id = $2, updated_at = $3, version = version + 1 \
             where department_id = $1 returning id",
            params![from, to, now],
        )
        .await?;
    let (old, new) = (from.to_string(), to.to_string());
    let changes = moved
        .iter()
        .map(|(id,)| {
            let (old, new) = (Some(old.clone()), Some(new.clone()));
            Change::field("member", *id, "department_id", old, new)
        })
        .collect();
    tx.audit(changes).await?;
    Ok(moved.len() as u64)
}
