//! Opens the database that a command works on.

use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::Arc;

use kernel::{Ctx, Error, Id, IdGen, Result, SystemClock};
use store::Db;

use super::Data;

/// Name of the embedded database in the data folder.
pub(crate) const FILE: &str = "unisono.db";

/// Opens (and creates and migrates) the database; answers it with a context of the system.
pub(crate) async fn open(data: &Data) -> Result<(Db, Ctx)> {
    make_folder(&data.data)?;
    let db = connect(data)?;
    let ctx = context();
    unisono::prepare(&db, &ctx).await?;
    Ok((db, ctx))
}

/// The database as it is, without creating or changing anything in it.
pub(crate) fn connect(data: &Data) -> Result<Db> {
    match &data.database {
        Some(url) => Db::postgres(url),
        None => Db::sqlite(&data.data.join(FILE)),
    }
}

/// The context of a command: the system itself, in the language of the terminal.
pub(crate) fn context() -> Ctx {
    let mut ctx = Ctx::system(Arc::new(SystemClock), Arc::new(IdGen::new(own_node())));
    ctx.lang = super::lang();
    ctx
}

/// Makes the data folder, closed to everybody else on the machine.
pub(crate) fn make_folder(folder: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true).mode(0o700).create(folder)?;
    Ok(())
}

/// Refuses to work on an embedded database that is not there, instead of making an empty one.
pub(crate) fn exists(data: &Data) -> Result<()> {
    match data.database.is_some() || data.data.join(FILE).exists() {
        true => Ok(()),
        false => Err(Error::state("backup.no_data")),
    }
}

/// The department of a key given on the command line.
pub(crate) async fn department(db: &Db, key: Option<&str>) -> Result<Option<Id>> {
    let Some(key) = key else { return Ok(None) };
    let found = org::departments::by_key(db, key).await?;
    found
        .map(Some)
        .ok_or_else(|| Error::field("department", "error.choice"))
}

/// The number of a command among those who make ids on one database: the server is 0, the demo company has
/// 200 and 201. Two that take the same one must also take an id in the same millisecond to be refused.
pub(crate) fn own_node() -> u8 {
    1 + u8::try_from(std::process::id() % 199).unwrap_or(0)
}
