//! Backup while running and restore, each proven by a hash over every row; and the way from one
//! engine to the other.

mod copy;
mod hash;
mod tool;

pub use copy::Copied;

use std::path::Path;

use kernel::{Error, Result};

use crate::db::Backend;
use crate::{Db, params};

impl Db {
    /// Copies the whole database into a file while it is in use: on SQLite a database file, on
    /// PostgreSQL a custom-format dump by `pg_dump` (which must be installed). Answers the hash over
    /// every row of exactly the state that was copied, whatever is written meanwhile.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer, `Internal` with the reason.
    pub async fn backup(&self, to: &Path) -> Result<String> {
        match &self.backend {
            Backend::Sqlite(sqlite) => {
                let (sqlite, file) = (sqlite.clone(), to.to_owned());
                tokio::task::spawn_blocking(move || sqlite.backup(&file))
                    .await
                    .map_err(Error::internal)??;
                Db::sqlite_copy(to)?.content_hash().await
            }
            Backend::Postgres(postgres) => {
                let snapshot = self.snapshot().await?;
                let name = snapshot.name().await?.unwrap_or_default();
                let file = to.display().to_string();
                let words = ["--format=custom", "--snapshot", &name, "--file", &file];
                tool::run("pg_dump", &words, postgres).await?;
                snapshot.content_hash().await
            }
        }
    }

    /// A hash over all rows of all tables; equal before and after a backup and its restore, and
    /// equal on both engines when the rows are. Reads page by page.
    ///
    /// # Errors
    /// As [`Db::rows`].
    pub async fn content_hash(&self) -> Result<String> {
        self.snapshot().await?.content_hash().await
    }

    /// Whether there is no table at all.
    ///
    /// # Errors
    /// As [`Db::rows`].
    pub async fn is_empty(&self) -> Result<bool> {
        let sql = match &self.backend {
            Backend::Sqlite(_) => "select count(*) from sqlite_master",
            Backend::Postgres(_) => {
                "select count(*) from information_schema.tables where table_schema = current_schema()"
            }
        };
        let (tables,): (i64,) = self.one(sql, params![]).await?;
        Ok(tables == 0)
    }

    /// Loads a dump into an empty PostgreSQL database by `pg_restore`, all of it or nothing. (On
    /// SQLite a backup is the database file itself and is copied into place.)
    ///
    /// # Errors
    /// `Internal` with the reason.
    pub async fn restore_dump(&self, from: &Path) -> Result<()> {
        let Backend::Postgres(postgres) = &self.backend else {
            return Err(Error::internal("a SQLite backup is copied, not loaded"));
        };
        let file = from.display().to_string();
        let words = [
            "--no-owner",
            "--exit-on-error",
            "--single-transaction",
            &file,
        ];
        tool::run("pg_restore", &words, postgres).await
    }
}
