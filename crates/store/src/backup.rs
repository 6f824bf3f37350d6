//! Backup while running and restore, each proven by a hash over every row.

use std::path::Path;
use std::process::Stdio;

use kernel::{Error, Result};
use sha2::{Digest, Sha256};

use crate::db::Backend;
use crate::{Db, Row, Value, params};

impl Db {
    /// Copies the whole database into a file while it is in use: on SQLite a database file, on
    /// PostgreSQL a custom-format dump by `pg_dump` (which must be installed).
    ///
    /// # Errors
    /// `Internal` with the reason.
    pub async fn backup(&self, to: &Path) -> Result<()> {
        match &self.backend {
            Backend::Sqlite(sqlite) => {
                let (sqlite, to) = (sqlite.clone(), to.to_owned());
                tokio::task::spawn_blocking(move || sqlite.backup(&to))
                    .await
                    .map_err(Error::internal)?
            }
            Backend::Postgres(postgres) => {
                let file = to.display().to_string();
                dump(
                    "pg_dump",
                    &["--format=custom", "--file", &file],
                    postgres.config(),
                )
                .await
            }
        }
    }

    /// A hash over all rows of all tables in the order of their keys; equal before and after a
    /// backup and its restore.
    ///
    /// # Errors
    /// As [`Db::rows`].
    pub async fn content_hash(&self) -> Result<String> {
        let mut hash = Sha256::new();
        for (table, key) in crate::migrate::tables() {
            let sql = format!("select * from {table} order by {key}");
            let rows: Vec<Row> = self.rows(&sql, params![]).await?;
            hash.update(table.as_bytes());
            for mut row in rows {
                while let Ok(value) = row.next::<Value>() {
                    hash.update(format!("{value:?}\u{1f}").as_bytes());
                }
                hash.update([0x1e]);
            }
        }
        Ok(hash.finalize().iter().map(|b| format!("{b:02x}")).collect())
    }

    /// Loads a dump into an empty PostgreSQL database by `pg_restore`. (On SQLite a backup is the
    /// database file itself and is copied into place.)
    ///
    /// # Errors
    /// `Internal` with the reason.
    pub async fn restore_dump(&self, from: &Path) -> Result<()> {
        match &self.backend {
            Backend::Sqlite(_) => Err(Error::internal("a SQLite backup is copied, not loaded")),
            Backend::Postgres(postgres) => {
                let file = from.display().to_string();
                dump(
                    "pg_restore",
                    &["--no-owner", "--exit-on-error", &file],
                    postgres.config(),
                )
                .await
            }
        }
    }
}

async fn dump(program: &str, args: &[&str], config: &tokio_postgres::Config) -> Result<()> {
    let mut command = tokio::process::Command::new(program);
    command
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    if let Some(name) = config.get_dbname() {
        command.args(["--dbname", name]);
    }
    match config.get_hosts().first() {
        Some(tokio_postgres::config::Host::Tcp(host)) => command.env("PGHOST", host),
        #[cfg(unix)]
        Some(tokio_postgres::config::Host::Unix(path)) => command.env("PGHOST", path),
        _ => &mut command,
    };
    if let Some(port) = config.get_ports().first() {
        command.env("PGPORT", port.to_string());
    }
    if let Some(user) = config.get_user() {
        command.env("PGUSER", user);
    }
    if let Some(password) = config.get_password() {
        command.env("PGPASSWORD", String::from_utf8_lossy(password).into_owned());
    }
    let output = command.output().await?;
    if output.status.success() {
        return Ok(());
    }
    Err(Error::internal(format!(
        "{program}: {}",
        String::from_utf8_lossy(&output.stderr)
    )))
}
