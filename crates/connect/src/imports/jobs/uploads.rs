//! Where the files of an upload lie: a folder per import in the data folder, on either engine. It stays
//! until the import is done, undone or dropped, so that the server may stop in between.

use std::path::{Path, PathBuf};

use kernel::{Ctx, Id, Millis, Result};
use org::web::App;

use super::super::store as sql;

/// How long an import may wait before it is dropped with its files.
const WAITS: i64 = 30 * Millis::DAY;

/// The folder of an import's files; file `n` lies in it under the name `n`.
pub(in super::super) fn folder(app: &App, import: Id) -> PathBuf {
    folder_in(&app.config().data, import)
}

/// The folder of an import's files in the data folder.
pub(super) fn folder_in(data: &Path, import: Id) -> PathBuf {
    data.join("uploads").join(import.to_string())
}

/// Removes from the data folder what an import of the command line has put there.
pub fn clean(data: &Path, import: Id) {
    remove_folder(&folder_in(data, import));
}

/// Removes the files of an import; what they said is in the database, or not wanted.
pub(in super::super) fn remove(app: &App, import: Id) {
    remove_folder(&folder(app, import));
}

fn remove_folder(folder: &Path) {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            tracing::warn!(%error, ?folder, "the files of an import could not be removed");
        }
        _ => {}
    }
}

/// Drops imports that nobody began.
///
/// # Errors
/// As the store.
pub(super) async fn sweep(app: &App, ctx: &Ctx) -> Result<()> {
    let before = ctx.now().plus(-WAITS);
    for import in sql::waiting_since(app.db(), before).await? {
        let mut tx = app.db().begin(ctx).await?;
        if sql::drop_draft(&mut tx, import).await? {
            tx.commit().await?;
            remove(app, import);
        }
    }
    Ok(())
}
