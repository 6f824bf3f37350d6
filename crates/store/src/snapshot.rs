//! One state of the database, read again and again while others go on writing.

use std::sync::{Arc, Mutex};

use deadpool_postgres::Object;
use kernel::{Error, Result};

use crate::db::Backend;
use crate::sqlite::Frozen;
use crate::{Db, Engine, FromRow, Row, Value, params, postgres};

enum Inner {
    Sqlite(Arc<Mutex<Frozen>>),
    /// `None` only while the snapshot is dropped.
    Postgres(Box<Option<Object>>),
}

/// A state of the database that stands still; everything that is read through it fits together.
pub(crate) struct Snapshot {
    inner: Inner,
}

impl Db {
    /// Freezes the present state for reading.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer, `Internal` when it cannot be read.
    pub(crate) async fn snapshot(&self) -> Result<Snapshot> {
        let inner = match &self.backend {
            Backend::Sqlite(sqlite) => {
                let sqlite = sqlite.clone();
                let frozen = tokio::task::spawn_blocking(move || sqlite.freeze());
                let frozen = frozen.await.map_err(Error::internal)??;
                Inner::Sqlite(Arc::new(Mutex::new(frozen)))
            }
            Backend::Postgres(postgres) => {
                let client = postgres.client().await?;
                client
                    .batch_execute("begin isolation level repeatable read read only")
                    .await
                    .map_err(Error::internal)?;
                Inner::Postgres(Box::new(Some(client)))
            }
        };
        Ok(Snapshot { inner })
    }
}

impl Snapshot {
    /// The engine behind it.
    pub(crate) fn engine(&self) -> Engine {
        match self.inner {
            Inner::Sqlite(_) => Engine::Sqlite,
            Inner::Postgres(_) => Engine::Postgres,
        }
    }

    /// All rows of a select, as they are in this state.
    pub(crate) async fn rows<T: FromRow>(&self, sql: &str, params: Vec<Value>) -> Result<Vec<T>> {
        let rows = self.raw(sql, params).await?;
        rows.into_iter()
            .map(|mut row| T::from_row(&mut row))
            .collect()
    }

    async fn raw(&self, sql: &str, params: Vec<Value>) -> Result<Vec<Row>> {
        match &self.inner {
            Inner::Sqlite(frozen) => {
                let (frozen, sql) = (frozen.clone(), sql.to_owned());
                let read = tokio::task::spawn_blocking(move || {
                    let frozen = frozen.lock().map_err(Error::internal)?;
                    frozen.read(&sql, &params)
                });
                read.await.map_err(Error::internal)?
            }
            Inner::Postgres(client) => {
                let client = client.as_ref().as_ref();
                let client = client.ok_or_else(|| Error::internal("the snapshot has ended"))?;
                postgres::run(client, sql, &params)
                    .await
                    .map(|(rows, _)| rows)
            }
        }
    }

    /// The name under which another program (pg_dump) reads the same state; none on SQLite.
    pub(crate) async fn name(&self) -> Result<Option<String>> {
        if self.engine() == Engine::Sqlite {
            return Ok(None);
        }
        let rows: Vec<(String,)> = self.rows("select pg_export_snapshot()", params![]).await?;
        Ok(rows.into_iter().next().map(|(name,)| name))
    }
}

impl Drop for Snapshot {
    fn drop(&mut self) {
        if let Inner::Postgres(client) = &mut self.inner
            && let Some(client) = client.take()
        {
            // The connection is closed rather than returned inside a transaction.
            drop(Object::take(client));
        }
    }
}
