//! The programs of PostgreSQL that write and read dumps.

use std::process::Stdio;

use kernel::{Error, Result};
use tokio_postgres::config::Host;

use crate::postgres::Postgres;

/// Runs one of them on the database of the configuration; the password never stands on its command
/// line.
pub(super) async fn run(program: &'static str, words: &[&str], postgres: &Postgres) -> Result<()> {
    let config = postgres.config();
    let mut command = tokio::process::Command::new(program);
    command
        .args(words)
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    if let Some(name) = config.get_dbname() {
        command.args(["--dbname", name]);
    }
    match config.get_hosts().first() {
        Some(Host::Tcp(host)) => command.env("PGHOST", host),
        #[cfg(unix)]
        Some(Host::Unix(path)) => command.env("PGHOST", path),
        None => &mut command,
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
    command.envs(postgres.protection().variables());
    let output = command.output().await.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::state("backup.tool_missing"),
        _ => Error::from(error),
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Error::internal(format!("{program}: {said}")))
}
