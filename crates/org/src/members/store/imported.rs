//! Members of imports: owners in other systems, without sign-in.

use kernel::{Error, Id, Result};
use store::{Change, OnConstraint, Tx, params};

use super::super::NewMember;
use super::create;

store::row! {
    /// A member as imports know it.
    #[derive(Debug, Clone)]
    pub struct Listed {
        /// Its id.
        pub id: Id,
        /// Name as shown.
        pub name: String,
        /// Address, folded.
        pub email: Option<String>,
        /// The system that it comes from.
        pub source_system: Option<String>,
        /// Its id there.
        pub source_id: Option<String>,
    }
}

/// Every member, within a transaction: to find owners by name, address or source.
///
/// # Errors
/// As [`Tx::rows`].
pub async fn listed(tx: &mut Tx) -> Result<Vec<Listed>> {
    tx.rows(
        "select id, name, email_folded, source_system, source_id from member order by id",
        params![],
    )
    .await
}

/// Creates a member that another system knows: without sign-in, roles and password.
///
/// # Errors
/// As [`create`].
pub async fn create_imported(
    tx: &mut Tx,
    member: &NewMember,
    system: &str,
    source_id: &str,
) -> Result<Id> {
    let id = create(tx, member).await?;
    tx.exec(
        "update member set source_system = $2, source_id = $3 where id = $1",
        params![id, system, source_id],
    )
    .await
    .on_constraint("member_source", || Error::field("name", "error.exists"))?;
    Ok(id)
}

/// Changes name, address or department of a member as its source has it; `None` leaves a field.
/// Answers the values before of what changed, and the version.
///
/// # Errors
/// `NotFound`, `Invalid` when the address is taken.
pub async fn change_imported(
    tx: &mut Tx,
    id: Id,
    fields: &[(&'static str, Option<String>)],
) -> Result<(Vec<(&'static str, Option<String>)>, i64)> {
    let found: Option<(String, Option<String>, Option<Id>, i64)> = tx
        .row(
            "select name, email, department_id, version from member where id = $1",
            params![id],
        )
        .await?;
    let (name, email, department, mut version) = found.ok_or(Error::NotFound("member"))?;
    let mut before = Vec::new();
    for (field, after) in fields {
        let now = match *field {
            "name" => Some(name.clone()),
            "email" => email.clone(),
            _ => department.map(|d| d.to_string()),
        };
        if now == *after {
            continue;
        }
        set(tx, id, field, after.as_deref()).await?;
        tx.audit(vec![Change::field(
            "member",
            id,
            field,
            now.clone(),
            after.clone(),
        )])
        .await?;
        before.push((*field, now));
    }
    if !before.is_empty() {
        version += 1;
        let now = tx.ctx().now();
        tx.exec(
            "update member set version = $2, updated_at = $3 where id = $1",
            params![id, version, now],
        )
        .await?;
    }
    Ok((before, version))
}

async fn set(tx: &mut Tx, id: Id, field: &str, value: Option<&str>) -> Result<()> {
    let (sql, values) = match field {
        "name" => (
            "update member set name = $2 where id = $1",
            params![id, value],
        ),
        "email" => (
            "update member set email = $2, email_folded = $3 where id = $1",
            params![id, value, value.map(store::fold)],
        ),
        "department_id" => (
            "update member set department_id = $2 where id = $1",
            params![id, value.and_then(|d| d.parse::<Id>().ok())],
        ),
        _ => return Err(Error::field(field, "error.unknown_field")),
    };
    let done = tx.exec(sql, values).await;
    done.on_constraint("member_email", || Error::field("email", "error.exists"))?;
    Ok(())
}

/// Takes members out that an import had made. Those who can sign in or whom something else names by
/// now stay; they are answered.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn remove_imported(tx: &mut Tx, ids: &[Id]) -> Result<Vec<Id>> {
    let mut kept = Vec::new();
    for id in ids {
        let used: Option<(i64,)> = tx
            .row(
                "select 1 where exists (select 1 from member where id = $1 and password_hash is not null) \
                 or exists (select 1 from member_role where member_id = $1) \
                 or exists (select 1 from one_time_link where member_id = $1) \
                 or exists (select 1 from session where member_id = $1) \
                 or exists (select 1 from member where deputy_member_id = $1) \
                 or exists (select 1 from company where owner_member_id = $1) \
                 or exists (select 1 from person where owner_member_id = $1 or preferred_member_id = $1) \
                 or exists (select 1 from deal where owner_member_id = $1)",
                params![*id],
            )
            .await?;
        if used.is_some() {
            kept.push(*id);
            continue;
        }
        tx.exec("delete from member where id = $1", params![*id])
            .await?;
        tx.audit(vec![Change::of("removed", "member", *id)]).await?;
    }
    Ok(kept)
}
