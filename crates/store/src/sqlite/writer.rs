//! The writer thread: one transaction after the other, each told what to do by its commands.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use kernel::Result;
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::checkpoint::Tidier;
use super::fault::fault;
use super::statement::{Answer, run, run_many};
use crate::Value;

/// A transaction that asks for nothing for this long is rolled back, so that a stuck task cannot
/// hold the only writer.
const IDLE: Duration = Duration::from_secs(60);

pub(crate) enum Command {
    Run(String, Vec<Value>, oneshot::Sender<Result<Answer>>),
    Many(String, Vec<Vec<Value>>, oneshot::Sender<Result<u64>>),
    Batch(String, oneshot::Sender<Result<()>>),
    Commit(oneshot::Sender<Result<()>>),
}

pub(super) struct Begin {
    pub(super) commands: Receiver<Command>,
    /// Whether the commit waits for the disk.
    pub(super) waits: bool,
    pub(super) started: oneshot::Sender<Result<()>>,
}

pub(super) fn write_loop(
    connection: &Connection,
    begins: &Receiver<Begin>,
    names: &HashMap<String, String>,
    tidier: &Tidier,
) {
    let mut waits = true;
    while let Ok(begin) = begins.recv() {
        if begin.waits != waits {
            waits = begin.waits;
            wait_for_disk(connection, waits);
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

fn wait_for_disk(connection: &Connection, waits: bool) {
    let word = if waits { "full" } else { "normal" };
    if let Err(error) = connection.pragma_update(None, "synchronous", word) {
        tracing::error!(%error, "the database cannot be told when to wait for the disk");
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
