//! Opens the database that a command works on.

use std::sync::Arc;

use kernel::{Ctx, Error, Id, IdGen, Result, SystemClock};
use store::Db;

use super::Data;

/// Opens (and creates and migrates) the database; answers it with a context of the system.
pub(crate) async fn open(data: &Data) -> Result<(Db, Ctx)> {
    std::fs::create_dir_all(&data.data)?;
    let db = match &data.database {
        Some(url) => Db::postgres(url)?,
        None => Db::sqlite(&data.data.join("unisono.db"))?,
    };
    let ctx = Ctx::system(Arc::new(SystemClock), Arc::new(IdGen::new(0)));
    unisono::prepare(&db, &ctx).await?;
    Ok((db, ctx))
}

/// The department of a key given on the command line.
pub(crate) async fn department(db: &Db, key: Option<&str>) -> Result<Option<Id>> {
    let Some(key) = key else { return Ok(None) };
    let found = org::departments::by_key(db, key).await?;
    found
        .map(Some)
        .ok_or_else(|| Error::field("department", "error.choice"))
}
