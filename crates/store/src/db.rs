//! The handle to the database: reads, and the start of transactions.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use kernel::{Ctx, Error, Result};
use tokio::sync::Notify;

use crate::migrate::unique_constraints;
use crate::postgres::{Open, Postgres};
use crate::sqlite::Sqlite;
use crate::{FromRow, Row, Sql, Tx, Value, tx};

/// Under this target the text of every read is traced (`RUST_LOG=store::statements=trace`).
pub const STATEMENTS: &str = "store::statements";

/// Which engine runs. Only this crate and operators need to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// SQLite in one file.
    Sqlite,
    /// PostgreSQL 15 or newer.
    Postgres,
}

#[derive(Clone)]
pub(crate) enum Backend {
    Sqlite(Arc<Sqlite>),
    Postgres(Arc<Postgres>),
}

/// Whether a commit waits for the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speed {
    /// What is confirmed stays, whatever happens.
    Durable,
    /// For what can be computed again: after a power cut it may be gone, with everything that came
    /// later without waiting; nothing that a durable commit confirmed is touched.
    Unhurried,
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pub(crate) backend: Backend,
    committed: Arc<Notify>,
}

impl Db {
    /// Opens (or creates) the embedded database in a file.
    ///
    /// # Errors
    /// `Internal` when the file cannot be opened.
    pub fn sqlite(file: &Path) -> Result<Self> {
        let sqlite = Sqlite::open(file, unique_constraints())?;
        Ok(Self::over(Backend::Sqlite(Arc::new(sqlite))))
    }

    /// Opens a database file that is a finished copy: nothing is written to it, not even a log.
    ///
    /// # Errors
    /// `Internal` when the file is no database.
    pub fn sqlite_copy(file: &Path) -> Result<Self> {
        let sqlite = Sqlite::open_copy(file, unique_constraints())?;
        Ok(Self::over(Backend::Sqlite(Arc::new(sqlite))))
    }

    /// Connects to PostgreSQL by its URL (`postgres://…`).
    ///
    /// # Errors
    /// `Internal` when the URL cannot be read. The first statement finds out whether it answers.
    pub fn postgres(url: &str) -> Result<Self> {
        Ok(Self::over(Backend::Postgres(Arc::new(Postgres::open(
            url,
        )?))))
    }

    fn over(backend: Backend) -> Self {
        Self {
            backend,
            committed: Arc::new(Notify::new()),
        }
    }

    /// The engine behind this handle.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.backend {
            Backend::Sqlite(_) => Engine::Sqlite,
            Backend::Postgres(_) => Engine::Postgres,
        }
    }

    /// How many transactions that append to the log are worth having at the same time: while the disk
    /// confirms one, PostgreSQL can do what the next one needs before its turn. SQLite has one writer.
    #[must_use]
    pub fn writers(&self) -> usize {
        match self.backend {
            Backend::Sqlite(_) => 1,
            Backend::Postgres(_) => 2,
        }
    }

    /// All rows of a select.
    ///
    /// # Errors
    /// `Internal` on a wrong statement or type, `Unavailable` when the database does not answer.
    pub async fn rows<T: FromRow>(&self, sql: &str, params: Vec<Value>) -> Result<Vec<T>> {
        let rows = self.raw(sql, params).await?;
        rows.into_iter()
            .map(|mut row| T::from_row(&mut row))
            .collect()
    }

    /// The first row of a select, if there is one.
    ///
    /// # Errors
    /// As [`Db::rows`].
    pub async fn row<T: FromRow>(&self, sql: &str, params: Vec<Value>) -> Result<Option<T>> {
        Ok(self.rows(sql, params).await?.into_iter().next())
    }

    /// The only row of a select that always has one (a count, a sum).
    ///
    /// # Errors
    /// As [`Db::rows`], and `Internal` when there is no row.
    pub async fn one<T: FromRow>(&self, sql: &str, params: Vec<Value>) -> Result<T> {
        self.row(sql, params)
            .await?
            .ok_or_else(|| Error::internal(format!("no row from: {sql}")))
    }

    /// All rows of a composed select.
    ///
    /// # Errors
    /// As [`Db::rows`].
    pub async fn query<T: FromRow>(&self, sql: Sql) -> Result<Vec<T>> {
        let (text, params) = sql.into_parts_for(self.engine());
        self.rows(&text, params).await
    }

    async fn raw(&self, sql: &str, params: Vec<Value>) -> Result<Vec<Row>> {
        // The text alone: parameters are personal data and never enter a log.
        tracing::trace!(target: STATEMENTS, "{sql}");
        match &self.backend {
            Backend::Sqlite(sqlite) => sqlite.read(sql.to_owned(), params).await,
            Backend::Postgres(postgres) => postgres.read(sql, &params).await,
        }
    }

    /// Begins a transaction. On the embedded engine there is one writer at a time: keep it short and
    /// never begin a second one while holding the first. Dropped without commit, it leaves nothing.
    ///
    /// # Errors
    /// `Unavailable` when the writer or the database stays busy.
    pub async fn begin(&self, ctx: &Ctx) -> Result<Tx> {
        self.begin_with(ctx, true).await
    }

    /// Does a whole work in one transaction and commits it when it succeeds. On the embedded engine it
    /// runs on the thread that writes, without a task switch for each statement: for what happens
    /// often. It must wait for nothing but its transaction, and once begun it goes on to its end, also
    /// when the caller is dropped.
    ///
    /// # Errors
    /// As [`Db::begin`], the work and [`Tx::commit`]; then nothing was written.
    pub async fn transact<T, W>(&self, ctx: &Ctx, speed: Speed, work: W) -> Result<T>
    where
        T: Send + 'static,
        W: for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T>> + Send + 'static,
    {
        let waits = speed == Speed::Durable;
        let Backend::Sqlite(sqlite) = &self.backend else {
            let mut tx = self.begin_with(ctx, waits).await?;
            let done = work(&mut tx).await?;
            return tx.commit().await.map(|()| done);
        };
        let (ctx, committed) = (ctx.clone(), self.committed.clone());
        let work = |here| async {
            let mut tx = Tx::new(tx::Inner::Here(here), ctx, committed);
            let done = work(&mut tx).await?;
            tx.commit().await.map(|()| done)
        };
        sqlite.work(waits, work).await
    }

    async fn begin_with(&self, ctx: &Ctx, waits: bool) -> Result<Tx> {
        let inner = match &self.backend {
            Backend::Sqlite(sqlite) => tx::Inner::Sqlite(sqlite.begin(waits).await?),
            Backend::Postgres(postgres) => {
                let client = postgres.client().await?;
                let begin = match waits {
                    // What we confirm is on the disk, whatever the server's configuration says.
                    true => "begin; set local synchronous_commit = on",
                    false => "begin; set local synchronous_commit = off",
                };
                tx::Inner::Postgres(Box::new(Open::new(client, begin)))
            }
        };
        Ok(Tx::new(inner, ctx.clone(), self.committed.clone()))
    }

    /// Waits until a transaction of this process has recorded touchpoints or the time is over.
    /// Other processes may write too, so callers look again either way.
    /// What is committed after this call and before the answer is awaited counts too.
    pub fn wait_for_commit(&self, at_most: Duration) -> impl Future<Output = ()> + '_ {
        let committed = self.committed.notified();
        async move {
            let _ = tokio::time::timeout(at_most, committed).await;
        }
    }

    /// Wakes those who wait for a commit: there is something new for them without one.
    pub fn wake(&self) {
        self.committed.notify_waiters();
    }
}
