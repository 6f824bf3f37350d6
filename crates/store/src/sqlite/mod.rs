//! The embedded engine: one writer thread, a stack of read connections, cached statements.

mod checkpoint;
mod fault;
mod statement;
mod writer;

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kernel::{Error, Result};
use rusqlite::{Connection, OpenFlags};
use tokio::sync::oneshot;

use crate::{Row, Value};

pub(crate) use statement::numbered;
use writer::{Begin, Turn, Wanted, Work};
pub(crate) use writer::{Command, Here};

/// How long another process (import, backup) may hold the file before we give up.
const BUSY: Duration = Duration::from_secs(20);
const STATEMENTS: usize = 256;
const READERS: usize = 8;

/// The names of unique constraints, by their columns.
type Names = HashMap<String, String>;

pub(crate) struct Sqlite {
    path: PathBuf,
    writer: Sender<Begin>,
    readers: Mutex<Vec<Connection>>,
    constraints: Arc<Names>,
}

impl Sqlite {
    pub(crate) fn open(path: &Path, constraints: Names) -> Result<Self> {
        let constraints = Arc::new(constraints);
        let mut connection = connect(path, false)?;
        let tidier = checkpoint::start(&mut connection, connect(path, false)?)?;
        let here = Here::new(connection, constraints.clone());
        let (writer, begins) = channel::<Begin>();
        std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || writer::write_loop(&here, &begins, &tidier))?;
        Ok(Self {
            path: path.to_owned(),
            writer,
            readers: Mutex::new(Vec::new()),
            constraints,
        })
    }

    /// Opens a finished copy for reading only; it has no writer.
    pub(crate) fn open_copy(path: &Path, constraints: Names) -> Result<Self> {
        let reader = connect(path, true)?;
        Ok(Self {
            path: path.to_owned(),
            writer: channel().0,
            readers: Mutex::new(vec![reader]),
            constraints: Arc::new(constraints),
        })
    }

    /// `waits`: whether the commit waits for the disk.
    pub(crate) async fn begin(&self, waits: bool) -> Result<Sender<Command>> {
        let (commands, receiver) = channel();
        let (started, wait) = oneshot::channel();
        let kind = Wanted::Told(receiver, started);
        self.writer
            .send(Begin { waits, kind })
            .map_err(|_| fault::gone())?;
        match tokio::time::timeout(BUSY * 2, wait).await {
            Ok(answer) => answer.map_err(|_| fault::gone())??,
            Err(_) => return Err(fault::busy()),
        }
        Ok(commands)
    }

    /// Does a whole work inside of a transaction on the writer thread, which ends nothing by itself:
    /// the work commits, or nothing is left of it. Once begun it goes on to its end, also when nobody
    /// waits for it any more.
    pub(crate) async fn work<T, F>(
        &self,
        waits: bool,
        work: impl FnOnce(Here) -> F + Send + 'static,
    ) -> Result<T>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>>,
    {
        let (turn, (reply, mut answer)) = (Turn::default(), oneshot::channel());
        let runtime = tokio::runtime::Handle::current();
        let work: Work = Box::new(move |begun| {
            // A fault of the work must not end the thread on which everybody writes.
            let done = catch_unwind(AssertUnwindSafe(|| {
                begun.and_then(|here| runtime.block_on(work(here)))
            }));
            let _ =
                reply.send(done.unwrap_or_else(|_| Err(Error::internal("panic while writing"))));
        });
        let kind = Wanted::Here(turn.clone(), work);
        self.writer
            .send(Begin { waits, kind })
            .map_err(|_| fault::gone())?;
        if let Ok(done) = tokio::time::timeout(BUSY * 2, &mut answer).await {
            return done.map_err(|_| fault::gone())?;
        }
        match turn.take_back() {
            true => Err(fault::busy()),
            false => answer.await.map_err(|_| fault::gone())?,
        }
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
        let answer = statement::run(&connection, sql, params, &self.constraints);
        if let Ok(mut readers) = self.readers.lock()
            && readers.len() < READERS
        {
            readers.push(connection);
        }
        answer.map(|(rows, _)| rows)
    }

    /// A connection of its own that stays in one state of the database.
    pub(crate) fn freeze(&self) -> Result<Frozen> {
        let connection = connect(&self.path, true)?;
        // The state is fixed by the first read, not by `begin` alone.
        connection
            .execute_batch("begin; select count(*) from sqlite_master;")
            .map_err(Error::internal)?;
        Ok(Frozen {
            connection,
            constraints: self.constraints.clone(),
        })
    }

    /// Copies the database page by page into another file while it is in use.
    pub(crate) fn backup(&self, to: &Path) -> Result<()> {
        // The frozen connection keeps one state: without it every write of others would make the copy
        // begin again.
        let source = self.freeze()?;
        let mut target = Connection::open(to).map_err(Error::internal)?;
        rusqlite::backup::Backup::new(&source.connection, &mut target)
            .and_then(|copy| copy.run_to_completion(4096, Duration::from_millis(2), None))
            .map_err(Error::internal)?;
        // One file without a log beside it: what is read later is what was copied.
        target
            .execute_batch("pragma journal_mode = delete")
            .map_err(Error::internal)
    }
}

/// A read connection inside a transaction: what others write meanwhile is not seen.
pub(crate) struct Frozen {
    connection: Connection,
    constraints: Arc<Names>,
}

impl Frozen {
    pub(crate) fn read(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>> {
        statement::run(&self.connection, sql, params, &self.constraints).map(|(rows, _)| rows)
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
         pragma cache_size = -32000; pragma temp_store = memory;"
    };
    connection.execute_batch(pragmas).map_err(Error::internal)?;
    if !read_only {
        connection
            .pragma_update(None, "journal_size_limit", checkpoint::KEPT)
            .map_err(Error::internal)?;
    }
    Ok(connection)
}
