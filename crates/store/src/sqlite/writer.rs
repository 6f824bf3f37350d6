//! The writer thread: one transaction after the other. Its statements come one by one from elsewhere,
//! or the whole work runs here.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kernel::Result;
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::checkpoint::Tidier;
use super::fault::fault;
use super::statement::{Answer, run, run_many};
use super::{Names, Value};

/// A transaction that asks for nothing for this long is rolled back, so that a stuck task cannot
/// hold the only writer.
const IDLE: Duration = Duration::from_secs(60);

pub(crate) enum Command {
    Run(String, Vec<Value>, oneshot::Sender<Result<Answer>>),
    Many(String, Vec<Vec<Value>>, oneshot::Sender<Result<u64>>),
    Batch(String, oneshot::Sender<Result<()>>),
    Commit(oneshot::Sender<Result<()>>),
}

/// A transaction that somebody wants.
pub(super) struct Begin {
    /// Whether the commit waits for the disk.
    pub(super) waits: bool,
    pub(super) kind: Wanted,
}

pub(super) enum Wanted {
    /// Its statements come one by one.
    Told(Receiver<Command>, oneshot::Sender<Result<()>>),
    /// The whole work is done on this thread.
    Here(Turn, Work),
}

/// What is done on the writer thread once a transaction was begun, or could not be.
pub(super) type Work = Box<dyn FnOnce(Result<Here>) + Send>;

/// Whether a work has begun: whoever waits for it too long may take it back until then.
#[derive(Clone, Default)]
pub(super) struct Turn(Arc<AtomicU8>);

const BEGUN: u8 = 1;
const TAKEN_BACK: u8 = 2;

impl Turn {
    fn begin(&self) -> bool {
        self.moves_to(BEGUN)
    }

    /// Answers whether the work will never begin.
    pub(super) fn take_back(&self) -> bool {
        self.moves_to(TAKEN_BACK)
    }

    fn moves_to(&self, state: u8) -> bool {
        let order = Ordering::SeqCst;
        self.0.compare_exchange(0, state, order, order).is_ok()
    }
}

/// The connection of the writer, for work that runs on its thread.
#[derive(Clone)]
pub(crate) struct Here {
    connection: Arc<Mutex<Connection>>,
    names: Arc<Names>,
}

impl Here {
    pub(super) fn new(connection: Connection, names: Arc<Names>) -> Self {
        Self {
            connection: Arc::new(Mutex::new(connection)),
            names,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn run(&self, sql: &str, params: &[Value]) -> Result<Answer> {
        run(&self.lock(), sql, params, &self.names)
    }

    pub(crate) fn many(&self, sql: &str, rows: &[Vec<Value>]) -> Result<u64> {
        run_many(&self.lock(), sql, rows, &self.names)
    }

    pub(crate) fn batch(&self, sql: &str) -> Result<()> {
        let done = self.lock().execute_batch(sql);
        done.map_err(|error| fault(&error, &self.names))
    }
}

pub(super) fn write_loop(here: &Here, begins: &Receiver<Begin>, tidier: &Tidier) {
    let mut waits = true;
    while let Ok(begin) = begins.recv() {
        if begin.waits != waits && wait_for_disk(&here.lock(), begin.waits) {
            waits = begin.waits;
        }
        // Whoever wants to wait for the disk is turned away when the database does not.
        if begin.waits && !waits {
            continue;
        }
        match begin.kind {
            Wanted::Told(commands, started) => told(here, &commands, started),
            Wanted::Here(turn, work) => {
                if turn.begin() {
                    work(here.batch("begin immediate").map(|()| here.clone()));
                }
            }
        }
        let connection = here.lock();
        if !connection.is_autocommit()
            && let Err(error) = connection.execute_batch("rollback")
        {
            tracing::error!(%error, "rollback failed");
        }
        drop(connection);
        tidier.look();
    }
}

/// Whether the database was told.
fn wait_for_disk(connection: &Connection, waits: bool) -> bool {
    let word = if waits { "full" } else { "normal" };
    let told = connection.pragma_update(None, "synchronous", word);
    if let Err(error) = &told {
        tracing::error!(%error, "the database cannot be told when to wait for the disk");
    }
    told.is_ok()
}

fn told(here: &Here, commands: &Receiver<Command>, started: oneshot::Sender<Result<()>>) {
    let begun = here.batch("begin immediate");
    let open = begun.is_ok();
    // The caller may have gone away while it waited; then nothing was begun for anybody.
    if started.send(begun).is_ok() && open {
        serve(here, commands);
    }
}

fn serve(here: &Here, commands: &Receiver<Command>) {
    loop {
        let command = match commands.recv_timeout(IDLE) {
            Ok(command) => command,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return,
        };
        // A receiver that is gone means a dropped request: the transaction ends with its channel.
        match command {
            Command::Run(sql, params, reply) => {
                let _ = reply.send(here.run(&sql, &params));
            }
            Command::Many(sql, rows, reply) => {
                let _ = reply.send(here.many(&sql, &rows));
            }
            Command::Batch(sql, reply) => {
                let _ = reply.send(here.batch(&sql));
            }
            Command::Commit(reply) => {
                let _ = reply.send(here.batch("commit"));
                return;
            }
        }
    }
}
