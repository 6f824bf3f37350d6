//! The embedded engine: one writer thread, a stack of read connections, cached statements.

mod checkpoint;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kernel::{Conflict, Error, Result};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags};
use tokio::sync::oneshot;

use self::checkpoint::Tidier;
use crate::{Row, Value};

/// A transaction that asks for nothing for this long is rolled back, so that a stuck task cannot
/// hold the only writer.
const IDLE: Duration = Duration::from_secs(60);
/// How long another process (import, backup) may hold the file before we give up.
const BUSY: Duration = Duration::from_secs(20);
const STATEMENTS: usize = 256;
const READERS: usize = 8;

/// What a statement answers: its rows and how many rows it changed.
pub(crate) type Answer = (Vec<Row>, u64);

pub(crate) enum Command {
    Run(String, Vec<Value>, oneshot::Sender<Result<Answer>>),
    Many(String, Vec<Vec<Value>>, oneshot::Sender<Result<u64>>),
    Batch(String, oneshot::Sender<Result<()>>),
    Commit(oneshot::Sender<Result<()>>),
}

struct Begin {
    commands: Receiver<Command>,
    waits: bool,
    started: oneshot::Sender<Result<()>>,
}

pub(crate) struct Sqlite {
    path: PathBuf,
    writer: Sender<Begin>,
    readers: Mutex<Vec<Connection>>,
    constraints: Arc<HashMap<String, String>>,
}

impl Sqlite {
    pub(crate) fn open(path: &Path, constraints: HashMap<String, String>) -> Result<Self> {
        let constraints = Arc::new(constraints);
        let connection = connect(path, false)?;
        let (writer, begins) = channel::<Begin>();
        let names = constraints.clone();
        let tidier = checkpoint::start(connect(path, false)?, path)?;
        std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || write_loop(&connection, &begins, &names, &tidier))?;
        Ok(Self {
            path: path.to_owned(),
            writer,
            readers: Mutex::new(Vec::new()),
            constraints,
        })
    }

    /// `waits`: whether the commit waits for the disk.
    pub(crate) async fn begin(&self, waits: bool) -> Result<Sender<Command>> {
        let (commands, receiver) = channel();
        let (started, wait) = oneshot::channel();
        let begin = Begin {
            commands: receiver,
            waits,
            started,
        };
        self.writer.send(begin).map_err(|_| gone())?;
        match tokio::time::timeout(BUSY * 2, wait).await {
            Ok(answer) => answer.map_err(|_| gone())??,
            Err(_) => return Err(busy()),
        }
        Ok(commands)
    }

    pub(crate) async fn read(
        self: &Arc<Self>,
        sql: String,
        params: Vec<Value>,
    ) -> Result<Vec<Row>> {
        let this = self.clone();
        tokio::task::spawn_blocking(move || this.read_now(&sql, &params))
            .await
            .map_err(Error::internal)?
    }

    fn read_now(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>> {
        let connection = match self.readers.lock().ok().and_then(|mut r| r.pop()) {
            Some(connection) => connection,
            None => connect(&self.path, true)?,
        };
        let answer = run(&connection, sql, params, &self.constraints);
        if let Ok(mut readers) = self.readers.lock()
            && readers.len() < READERS
        {
            readers.push(connection);
        }
        answer.map(|(rows, _)| rows)
    }

    /// Copies the database page by page into another file while it is in use.
    pub(crate) fn backup(&self, to: &Path) -> Result<()> {
        let source = connect(&self.path, true)?;
        let mut target = Connection::open(to).map_err(Error::internal)?;
        let backup =
            rusqlite::backup::Backup::new(&source, &mut target).map_err(Error::internal)?;
        backup
            .run_to_completion(4096, Duration::from_millis(2), None)
            .map_err(Error::internal)
    }
}

fn gone() -> Error {
    Error::internal("the writer of the database has ended")
}

fn busy() -> Error {
    Error::Unavailable {
        what: "error.database_busy",
        retry_after: 5,
    }
}

fn connect(path: &Path, read_only: bool) -> Result<Connection> {
    let flags = if read_only {
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX
    } else {
        OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
    };
    let connection = Connection::open_with_flags(path, flags).map_err(Error::internal)?;
    connection.busy_timeout(BUSY).map_err(Error::internal)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    let pragmas = if read_only {
        "pragma query_only = on; pragma cache_size = -4000; pragma temp_store = memory; pragma mmap_size = 0;"
    } else {
        "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; \
         pragma cache_size = -32000; pragma temp_store = memory; pragma journal_size_limit = 8388608;"
    };
    connection.execute_batch(pragmas).map_err(Error::internal)?;
    if !read_only {
        checkpoint::only_when_late(&connection)?;
    }
    Ok(connection)
}

fn write_loop(
    connection: &Connection,
    begins: &Receiver<Begin>,
    names: &HashMap<String, String>,
    tidier: &Tidier,
) {
    let mut waits = true;
    while let Ok(begin) = begins.recv() {
        if begin.waits != waits {
            waits = begin.waits;
            let word = if waits { "full" } else { "normal" };
            if let Err(error) = connection.pragma_update(None, "synchronous", word) {
                tracing::error!(%error, "the database cannot be told when to wait for the disk");
            }
        }
        let started = connection
            .execute_batch("begin immediate")
            .map_err(|error| fault(&error, names));
        let open = started.is_ok();
        // The caller may have gone away while it waited; then nothing was begun for anybody.
        let told = begin.started.send(started).is_ok();
        if open && told {
            serve(connection, &begin.commands, names);
        }
        if !connection.is_autocommit()
            && let Err(error) = connection.execute_batch("rollback")
        {
            tracing::error!(%error, "rollback failed");
        }
        tidier.look();
    }
}

fn serve(connection: &Connection, commands: &Receiver<Command>, names: &HashMap<String, String>) {
    loop {
        let command = match commands.recv_timeout(IDLE) {
            Ok(command) => command,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return,
        };
        // A receiver that is gone means a dropped request: the transaction ends with its channel.
        match command {
            Command::Run(sql, params, reply) => {
                let _ = reply.send(run(connection, &sql, &params, names));
            }
            Command::Many(sql, rows, reply) => {
                let _ = reply.send(run_many(connection, &sql, &rows, names));
            }
            Command::Batch(sql, reply) => {
                let done = connection.execute_batch(&sql);
                let _ = reply.send(done.map_err(|error| fault(&error, names)));
            }
            Command::Commit(reply) => {
                let done = connection.execute_batch("commit");
                let _ = reply.send(done.map_err(|error| fault(&error, names)));
                return;
            }
        }
    }
}

fn run(
    connection: &Connection,
    sql: &str,
    params: &[Value],
    names: &HashMap<String, String>,
) -> Result<Answer> {
    let explain = |error: rusqlite::Error| fault_in(&error, names, sql);
    let mut statement = connection.prepare_cached(&numbered(sql)).map_err(explain)?;
    let columns = statement.column_count();
    let before = connection.total_changes();
    let mut answer = Vec::new();
    let mut rows = statement
        .query(rusqlite::params_from_iter(params))
        .map_err(explain)?;
    while let Some(row) = rows.next().map_err(explain)? {
        let values: rusqlite::Result<Vec<Value>> =
            (0..columns).map(|i| row.get_ref(i).map(from_ref)).collect();
        answer.push(Row::new(values.map_err(explain)?));
    }
    Ok((answer, connection.total_changes() - before))
}

fn run_many(
    connection: &Connection,
    sql: &str,
    rows: &[Vec<Value>],
    names: &HashMap<String, String>,
) -> Result<u64> {
    let explain = |error: rusqlite::Error| fault_in(&error, names, sql);
    let mut statement = connection.prepare_cached(sql).map_err(explain)?;
    let mut changed = 0;
    for row in rows {
        changed += statement
            .execute(rusqlite::params_from_iter(row))
            .map_err(explain)? as u64;
    }
    Ok(changed)
}

/// `$1` is a name for SQLite and a number for PostgreSQL; `?1` is the number.
pub(crate) fn numbered(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len());
    let mut quoted = false;
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        quoted ^= c == '\'';
        let is_number = !quoted && c == '$' && chars.peek().is_some_and(char::is_ascii_digit);
        text.push(if is_number { '?' } else { c });
    }
    text
}

fn from_ref(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(n) => Value::Int(n),
        ValueRef::Real(n) => Value::Real(n),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(n) => ValueRef::Integer(*n),
            Value::Real(n) => ValueRef::Real(*n),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

#[track_caller]
fn fault_in(error: &rusqlite::Error, names: &HashMap<String, String>, sql: &str) -> Error {
    match fault(error, names) {
        Error::Internal(mut report) => {
            report.message = format!("{} in: {sql}", report.message);
            Error::Internal(report)
        }
        other => other,
    }
}

#[track_caller]
fn fault(error: &rusqlite::Error, names: &HashMap<String, String>) -> Error {
    use rusqlite::ErrorCode::{ConstraintViolation, DatabaseBusy, DatabaseLocked, DiskFull};
    match error.sqlite_error_code() {
        Some(ConstraintViolation) => constraint(&error.to_string(), names),
        Some(DatabaseBusy | DatabaseLocked) => busy(),
        Some(DiskFull) => Error::Unavailable {
            what: "error.disk_full",
            retry_after: 60,
        },
        _ => Error::internal(error),
    }
}

/// "UNIQUE constraint failed: member.email_folded" → the constraint's name in the migrations.
#[track_caller]
fn constraint(message: &str, names: &HashMap<String, String>) -> Error {
    let Some(columns) = message.strip_prefix("UNIQUE constraint failed: ") else {
        return Error::internal(message);
    };
    match names.get(columns) {
        Some(name) => Error::Conflict(Conflict::Exists {
            record: name.clone(),
            id: String::new(),
        }),
        None => Error::internal(message),
    }
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn parameters_become_numbers_outside_of_quotes() {
        assert_eq!(
            numbered("select '$1', $12 where a = $2"),
            "select '$1', ?12 where a = ?2"
        );
    }
}
