//! Reading and writing the settings of the company.

use kernel::{Id, Result};
use store::{Db, Tx, params};

use super::Company;
use super::model::Version;

const KEY: &str = "company";

/// The company as it is set now.
///
/// # Errors
/// As [`Db::setting`].
pub async fn company(db: &Db) -> Result<Company> {
    Ok(db.setting(KEY).await?.unwrap_or_default())
}

/// The company as it is set now, within a transaction.
///
/// # Errors
/// As [`Tx::setting`].
pub async fn company_in(tx: &mut Tx) -> Result<Company> {
    Ok(tx.setting(KEY).await?.unwrap_or_default())
}

/// Writes a new version of the company's settings; nothing when all is as before.
///
/// # Errors
/// `Invalid` with the field.
pub async fn change(tx: &mut Tx, company: &Company) -> Result<()> {
    company.check()?;
    tx.set_setting(KEY, company).await
}

/// The latest versions, newest first.
pub(crate) async fn versions(db: &Db) -> Result<Vec<Version>> {
    db.rows(
        "select version, value, valid_from, author_id from setting where key = $1 order by version desc limit 50",
        params![KEY],
    )
    .await
}

/// Enabled members with each of their roles and their department.
pub(crate) async fn holders(db: &Db) -> Result<Vec<(Id, String, Option<Id>)>> {
    db.rows(
        "select m.id, r.role, m.department_id from member m join member_role r on r.member_id = m.id \
         where m.disabled_at is null",
        params![],
    )
    .await
}
