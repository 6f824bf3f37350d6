//! A transaction: statements, bulk inserts, and what every change writes beside itself.

use std::sync::Arc;
use std::sync::mpsc::Sender;

use kernel::{Ctx, Error, Id, Result};
use tokio::sync::{Notify, oneshot};

use crate::postgres::Open;
use crate::sqlite::{Command, Here};
use crate::{FromRow, Row, Sql, Value};

/// Rows per statement of a bulk insert: bounds the memory of both sides.
const CHUNK: usize = 5_000;

pub(crate) enum Inner {
    Sqlite(Sender<Command>),
    /// On the thread that writes.
    Here(Here),
    Postgres(Box<Open>),
}

/// An open transaction. Dropped without [`Tx::commit`] it is rolled back, also when the request
/// that held it was cancelled.
pub struct Tx {
    inner: Inner,
    ctx: Ctx,
    change_id: Id,
    committed: Arc<Notify>,
    recorded: bool,
    import: Option<(Id, String)>,
    effects: bool,
}

impl Tx {
    pub(crate) fn new(inner: Inner, ctx: Ctx, committed: Arc<Notify>) -> Self {
        let change_id = ctx.id();
        Self {
            inner,
            ctx,
            change_id,
            committed,
            recorded: false,
            import: None,
            effects: true,
        }
    }

    /// The context in which the transaction began: clock, ids, member.
    #[must_use]
    pub fn ctx(&self) -> &Ctx {
        &self.ctx
    }

    /// Identifies everything this transaction changes, for history and undo.
    #[must_use]
    pub fn change_id(&self) -> Id {
        self.change_id
    }

    /// Everything that this transaction writes from here on belongs to an import of a source: its
    /// touchpoints and the audit trail say so, and they can be taken back together.
    pub fn belongs_to_import(&mut self, import: Id, source: &str) {
        self.import = Some((import, source.to_owned()));
    }

    /// The import that this transaction belongs to, and its source.
    #[must_use]
    pub fn import(&self) -> Option<&(Id, String)> {
        self.import.as_ref()
    }

    /// From here on this transaction sends nothing: effects that it queues are dropped. For what is
    /// computed again from the log, whose effects left long ago.
    pub fn without_effects(&mut self) {
        self.effects = false;
    }

    /// Whether effects may be queued.
    pub(crate) fn has_effects(&self) -> bool {
        self.effects
    }

    /// Begins a part that can be taken back alone with [`Tx::roll_back_part`]. Parts do not nest.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn begin_part(&mut self) -> Result<()> {
        self.batch("savepoint part").await
    }

    /// Takes back what was written since [`Tx::begin_part`]; the transaction goes on.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn roll_back_part(&mut self) -> Result<()> {
        self.batch("rollback to savepoint part; release savepoint part")
            .await
    }

    /// Keeps what was written since [`Tx::begin_part`].
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn keep_part(&mut self) -> Result<()> {
        self.batch("release savepoint part").await
    }

    /// Marks that touchpoints were written, so that listeners wake after the commit.
    pub(crate) fn mark_recorded(&mut self) {
        self.recorded = true;
    }

    /// Runs a statement; answers how many rows it changed.
    ///
    /// # Errors
    /// `Conflict` on a unique constraint, else `Internal`.
    pub async fn exec(&mut self, sql: &str, params: Vec<Value>) -> Result<u64> {
        self.run(sql, params).await.map(|(_, changed)| changed)
    }

    /// All rows of a select or of a `returning`.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn rows<T: FromRow>(&mut self, sql: &str, params: Vec<Value>) -> Result<Vec<T>> {
        let (rows, _) = self.run(sql, params).await?;
        rows.into_iter()
            .map(|mut row| T::from_row(&mut row))
            .collect()
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn row<T: FromRow>(&mut self, sql: &str, params: Vec<Value>) -> Result<Option<T>> {
        Ok(self.rows(sql, params).await?.into_iter().next())
    }

    /// All rows of a composed statement.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn query<T: FromRow>(&mut self, sql: Sql) -> Result<Vec<T>> {
        let (text, params) = sql.into_parts_for(self.engine());
        self.rows(&text, params).await
    }

    /// Runs a composed statement; answers how many rows it changed.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn change(&mut self, sql: Sql) -> Result<u64> {
        let (text, params) = sql.into_parts_for(self.engine());
        self.exec(&text, params).await
    }

    async fn run(&mut self, sql: &str, params: Vec<Value>) -> Result<(Vec<Row>, u64)> {
        match &mut self.inner {
            Inner::Sqlite(writer) => {
                ask(writer, |reply| Command::Run(sql.to_owned(), params, reply)).await
            }
            Inner::Here(here) => here.run(sql, &params),
            Inner::Postgres(open) => open.run(sql, &params).await,
        }
    }

    /// Runs several statements without parameters (schema).
    pub(crate) async fn batch(&mut self, sql: &str) -> Result<()> {
        match &mut self.inner {
            Inner::Sqlite(writer) => {
                ask(writer, |reply| Command::Batch(sql.to_owned(), reply)).await
            }
            Inner::Here(here) => here.batch(sql),
            Inner::Postgres(open) => open.batch(sql).await,
        }
    }

    /// Runs a statement once for each row of parameters. Answers how many rows it changed in all.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn exec_many(&mut self, sql: &'static str, rows: Vec<Vec<Value>>) -> Result<u64> {
        if rows.is_empty() {
            return Ok(0);
        }
        match &mut self.inner {
            Inner::Sqlite(writer) => {
                let sql = crate::sqlite::numbered(sql);
                ask(writer, |reply| Command::Many(sql, rows, reply)).await
            }
            Inner::Here(here) => here.many(&crate::sqlite::numbered(sql), &rows),
            Inner::Postgres(open) => open.run_many(sql, &rows).await,
        }
    }

    /// Runs a statement once for each row of parameters before the transaction ends, without waiting for
    /// it: for what nobody in this transaction asks for afterwards. If it fails, the commit fails.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn exec_at_end(&mut self, sql: &'static str, rows: Vec<Vec<Value>>) -> Result<()> {
        match &mut self.inner {
            Inner::Postgres(open) => open.at_end(sql, rows),
            Inner::Sqlite(_) | Inner::Here(_) => {
                self.exec_many(sql, rows).await?;
            }
        }
        Ok(())
    }

    /// Inserts many rows into the columns of a table; `conflict` is the `on conflict …` clause or
    /// empty. Answers how many rows were written.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn insert_many(
        &mut self,
        table: &'static str,
        columns: &[&'static str],
        rows: Vec<Vec<Value>>,
        conflict: &'static str,
    ) -> Result<u64> {
        let mut written = 0;
        let mut rest = rows;
        while !rest.is_empty() {
            let later = rest.split_off(rest.len().min(CHUNK));
            written += self.insert_chunk(table, columns, rest, conflict).await?;
            rest = later;
        }
        Ok(written)
    }

    pub(crate) async fn insert_chunk(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: Vec<Vec<Value>>,
        conflict: &str,
    ) -> Result<u64> {
        match &mut self.inner {
            Inner::Sqlite(writer) => {
                let sql = insert(table, columns, conflict);
                ask(writer, |reply| Command::Many(sql, rows, reply)).await
            }
            Inner::Here(here) => here.many(&insert(table, columns, conflict), &rows),
            Inner::Postgres(open) => open.insert_many(table, columns, &rows, conflict).await,
        }
    }

    /// Makes everything of this transaction durable.
    ///
    /// # Errors
    /// `Unavailable` or `Internal`; then nothing was written.
    pub async fn commit(mut self) -> Result<()> {
        match &mut self.inner {
            Inner::Sqlite(writer) => ask(writer, Command::Commit).await?,
            Inner::Here(here) => here.batch("commit")?,
            Inner::Postgres(open) => open.commit().await?,
        }
        if self.recorded {
            self.committed.notify_waiters();
        }
        Ok(())
    }

    pub(crate) fn engine(&self) -> crate::Engine {
        match &self.inner {
            Inner::Sqlite(_) | Inner::Here(_) => crate::Engine::Sqlite,
            Inner::Postgres(_) => crate::Engine::Postgres,
        }
    }
}

/// An insert of one row for the embedded engine.
fn insert(table: &str, columns: &[&str], conflict: &str) -> String {
    let marks: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
    format!(
        "insert into {table} ({}) values ({}) {conflict}",
        columns.join(", "),
        marks.join(", ")
    )
}

async fn ask<T>(
    writer: &Sender<Command>,
    command: impl FnOnce(oneshot::Sender<Result<T>>) -> Command,
) -> Result<T> {
    let ended = || Error::internal("the transaction has ended");
    let (reply, wait) = oneshot::channel();
    writer.send(command(reply)).map_err(|_| ended())?;
    wait.await.map_err(|_| ended())?
}
