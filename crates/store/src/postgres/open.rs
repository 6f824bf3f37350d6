//! A transaction on one connection. Its beginning travels with its first statement and its end with the
//! statements whose answers nobody waits for: each saved wait is a switch of tasks on both sides.

use deadpool_postgres::Object;
use futures_util::future::{join, try_join, try_join_all};
use kernel::{Error, Result};
use tokio_postgres::Statement;
use tokio_postgres::types::ToSql;

use super::{fault, insert_many, run, run_many};
use crate::{Row, Value};

/// Statements that are sent together with the commit. So few are certainly sent in their order.
const AT_ONCE: usize = 16;

/// An open transaction. Dropped without [`Open::commit`], the connection is closed with it.
pub(crate) struct Open {
    /// `None` only while the transaction ends.
    client: Option<Object>,
    /// How it begins; `None` once that was sent.
    begin: Option<&'static str>,
    /// What is sent with the commit.
    last: Vec<(&'static str, Vec<Value>)>,
}

impl Open {
    /// A transaction that begins with its first statement.
    pub(crate) fn new(client: Object, begin: &'static str) -> Self {
        Self {
            client: Some(client),
            begin: Some(begin),
            last: Vec::new(),
        }
    }

    fn parts(&mut self) -> Result<(&Object, Option<&'static str>)> {
        let ended = || Error::internal("the transaction has ended");
        let client = self.client.as_ref().ok_or_else(ended)?;
        Ok((client, self.begin.take()))
    }

    pub(crate) async fn run(&mut self, sql: &str, params: &[Value]) -> Result<(Vec<Row>, u64)> {
        let (client, begin) = self.parts()?;
        after(client, begin, run(client, sql, params)).await
    }

    pub(crate) async fn run_many(&mut self, sql: &str, rows: &[Vec<Value>]) -> Result<u64> {
        let (client, begin) = self.parts()?;
        after(client, begin, run_many(client, sql, rows)).await
    }

    pub(crate) async fn insert_many(
        &mut self,
        table: &str,
        columns: &[&str],
        rows: &[Vec<Value>],
        conflict: &str,
    ) -> Result<u64> {
        let (client, begin) = self.parts()?;
        let inserted = insert_many(client, table, columns, rows, conflict);
        after(client, begin, inserted).await
    }

    pub(crate) async fn batch(&mut self, sql: &str) -> Result<()> {
        let (client, begin) = self.parts()?;
        let batch = async {
            let done = client.batch_execute(sql).await;
            done.map_err(|error| fault(&error, sql))
        };
        after(client, begin, batch).await
    }

    /// Keeps statements for the end; see [`crate::Tx::exec_at_end`].
    pub(crate) fn at_end(&mut self, sql: &'static str, rows: Vec<Vec<Value>>) {
        self.last.extend(rows.into_iter().map(|row| (sql, row)));
    }

    pub(crate) async fn commit(&mut self) -> Result<()> {
        let mut last = std::mem::take(&mut self.last);
        let early = last.len().saturating_sub(AT_ONCE);
        for (sql, row) in last.drain(..early) {
            self.run(sql, &row).await?;
        }
        let (client, begin) = self.parts()?;
        let ready = prepared(client, &last).await?;
        let sent = ready.iter().map(|(statement, row)| async move {
            let refs: Vec<&(dyn ToSql + Sync)> =
                row.iter().map(|v| v as &(dyn ToSql + Sync)).collect();
            client.execute(statement, &refs).await
        });
        let end = async {
            // After a statement that failed, the server takes the commit as a rollback.
            let (done, ended) = join(try_join_all(sent), client.batch_execute("commit")).await;
            done.map_err(|error| fault(&error, "the end of a transaction"))?;
            ended.map_err(|error| fault(&error, "commit"))
        };
        after(client, begin, end).await?;
        // Taken out only now: a failed commit drops the connection with the transaction.
        drop(self.client.take());
        Ok(())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            // The connection is closed rather than returned with a half-used transaction.
            drop(Object::take(client));
        }
    }
}

/// Sends the beginning of a transaction, if it is still to be sent, and something right behind it.
async fn after<T>(
    client: &Object,
    begin: Option<&'static str>,
    work: impl Future<Output = Result<T>>,
) -> Result<T> {
    let Some(begin) = begin else {
        return work.await;
    };
    let begun = async {
        let begun = client.batch_execute(begin).await;
        begun.map_err(|error| fault(&error, begin))
    };
    // The first is asked first, so it is sent first.
    try_join(begun, work).await.map(|((), done)| done)
}

/// The statements, each ready to be sent without asking the server before.
async fn prepared<'a>(
    client: &Object,
    last: &'a [(&'static str, Vec<Value>)],
) -> Result<Vec<(Statement, &'a [Value])>> {
    let mut ready = Vec::with_capacity(last.len());
    for (sql, row) in last {
        let statement = client.prepare_cached(sql).await;
        ready.push((
            statement.map_err(|error| fault(&error, sql))?,
            row.as_slice(),
        ));
    }
    Ok(ready)
}
