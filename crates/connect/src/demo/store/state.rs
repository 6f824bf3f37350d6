//! Whether there are data, whether they are the demo company, and what its last job does.

use kernel::{Millis, Result};
use store::{Db, params};

store::row! {
    /// The newest job of the demo company.
    pub(crate) struct LastJob {
        /// Which handler runs it.
        pub(crate) kind: String,
        /// What it last said, as JSON.
        pub(crate) progress: Option<String>,
        /// When it ended well.
        pub(crate) done_at: Option<Millis>,
        /// When it was given up.
        pub(crate) failed_at: Option<Millis>,
    }
}

/// The newest job of the demo company, if there was one.
pub(crate) async fn last_job(db: &Db) -> Result<Option<LastJob>> {
    db.row(
        "select kind, progress, done_at, failed_at from job \
         where kind in ('demo.load', 'demo.clear') order by created_at desc, id desc limit 1",
        params![],
    )
    .await
}

/// Whether there is no customer and no touchpoint at all.
///
/// # Errors
/// As [`Db::rows`].
pub async fn is_empty(db: &Db) -> Result<bool> {
    let found: Option<(i64,)> = db
        .row(
            "select 1 where exists (select 1 from person) or exists (select 1 from company) \
             or exists (select 1 from deal) or exists (select 1 from touchpoint)",
            params![],
        )
        .await?;
    Ok(found.is_none())
}

/// Whether the data are the demo company, or what a broken attempt left of it.
///
/// # Errors
/// As [`Db::rows`].
pub async fn is_loaded(db: &Db) -> Result<bool> {
    let setting: Option<serde_json::Value> = db.setting("demo").await?;
    Ok(setting.is_some_and(|value| value.is_object()))
}

/// Whether somebody has an account here.
pub(crate) async fn has_members(db: &Db) -> Result<bool> {
    let found: Option<(i64,)> = db.row("select 1 from member limit 1", params![]).await?;
    Ok(found.is_some())
}
