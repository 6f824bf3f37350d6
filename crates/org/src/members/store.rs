//! Every statement about members.

mod edited;
mod imported;
mod paged;

pub use edited::{edit, move_all, rename, set_disabled};
pub use imported::{Listed, change_imported, create_imported, listed, remove_imported};
pub use paged::{get, page};

use kernel::{Error, Id, Result};
use store::{Change, Db, OnConstraint, Sql, Tx, params};

use super::NewMember;

/// Creates a member with its roles, in the time zone of the company.
///
/// # Errors
/// `Invalid` when a value is wrong or the address is taken.
pub async fn create(tx: &mut Tx, member: &NewMember) -> Result<Id> {
    member.check()?;
    let (id, now, by) = (tx.ctx().id(), tx.ctx().now(), tx.ctx().member);
    let email = member.email.as_ref().map(|e| e.trim().to_owned());
    let folded = email.as_deref().map(store::fold);
    let zone = crate::settings::company_in(tx).await?.timezone;
    tx.exec(
        "insert into member (id, name, email, email_folded, password_hash, department_id, language, \
         timezone, created_at, created_by, updated_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $9)",
        params![
            id,
            member.name.trim(),
            email,
            folded,
            member.password_hash.clone(),
            member.department_id,
            member.lang.code(),
            zone,
            now,
            by
        ],
    )
    .await
    .on_constraint("member_email", || Error::field("email", "error.exists"))?;
    let roles = member.roles.iter().map(|r| params![id, r.key()]).collect();
    tx.insert_many(
        "member_role",
        &["member_id", "role"],
        roles,
        "on conflict do nothing",
    )
    .await?;
    tx.audit(vec![Change::of("created", "member", id)]).await?;
    Ok(id)
}

/// Sets the hash of a member's password.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn set_password(tx: &mut Tx, member: Id, hash: &str) -> Result<()> {
    let now = tx.ctx().now();
    tx.exec(
        "update member set password_hash = $2, updated_at = $3, version = version + 1 where id = $1",
        params![member, hash, now],
    )
    .await?;
    let mut change = Change::of("changed", "member", member);
    change.field = Some("password".to_owned());
    tx.audit(vec![change]).await
}

/// The member of an address.
///
/// # Errors
/// As [`Db::rows`].
pub async fn find_by_email(db: &Db, email: &str) -> Result<Option<Id>> {
    let found: Option<(Id,)> = db
        .row(
            "select id from member where email_folded = $1",
            params![store::fold(email.trim())],
        )
        .await?;
    Ok(found.map(|(id,)| id))
}

/// Whether anybody can sign in: false on a new installation.
///
/// # Errors
/// As [`Db::rows`].
pub async fn any_with_password(db: &Db) -> Result<bool> {
    let found: Option<(Id,)> = db
        .row(
            "select id from member where password_hash is not null limit 1",
            params![],
        )
        .await?;
    Ok(found.is_some())
}

/// Id, name and department of every member, by name; for showing who did what.
///
/// # Errors
/// As [`Db::rows`].
pub async fn names(db: &Db) -> Result<Vec<(Id, String, Option<Id>)>> {
    db.rows(
        "select id, name, department_id from member order by name, id",
        params![],
    )
    .await
}

/// How many enabled members each department has; those without one count under none.
///
/// # Errors
/// As [`Db::rows`].
pub async fn sizes(db: &Db) -> Result<Vec<(Option<Id>, i64)>> {
    db.rows(
        "select department_id, count(*) from member where disabled_at is null group by department_id",
        params![],
    )
    .await
}

/// Names of some members, by their ids.
///
/// # Errors
/// As [`Db::rows`].
pub async fn named(db: &Db, ids: impl IntoIterator<Item = Id>) -> Result<Vec<(Id, String)>> {
    let ids: Vec<Id> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("select id, name from member where id in ");
    sql.bind_list(ids);
    db.query(sql).await
}

/// Keeps a preference of a member: `theme`, `language`, `timezone` or `shortcuts_off`.
///
/// # Errors
/// `Invalid` for anything else.
pub async fn prefer(tx: &mut Tx, member: Id, what: &str, value: &str) -> Result<()> {
    let sql = match what {
        "theme" => "update member set theme = $2 where id = $1",
        "language" => "update member set language = $2 where id = $1",
        "timezone" => "update member set timezone = $2 where id = $1",
        "shortcuts_off" => {
            "update member set shortcuts_off = case when $2 = '1' then 1 else 0 end where id = $1"
        }
        _ => return Err(Error::field(what, "error.choice")),
    };
    tx.exec(sql, params![member, value]).await?;
    Ok(())
}

/// Notes that a member signed in now.
///
/// # Errors
/// As [`Tx::exec`].
pub(crate) async fn note_sign_in(tx: &mut Tx, member: Id) -> Result<()> {
    let now = tx.ctx().now();
    tx.exec(
        "update member set signed_in_at = $2 where id = $1",
        params![member, now],
    )
    .await?;
    Ok(())
}
