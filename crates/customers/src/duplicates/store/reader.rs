//! Reading beside or within a transaction: the same questions for a form and for an import.

use kernel::Result;
use store::{Db, FromRow, Sql, Tx};

/// Where is read.
pub enum Reader<'a> {
    /// What is committed.
    Db(&'a Db),
    /// What the transaction sees.
    Tx(&'a mut Tx),
}

impl Reader<'_> {
    /// All rows of a composed statement.
    ///
    /// # Errors
    /// As [`Db::query`].
    pub async fn query<T: FromRow>(&mut self, sql: Sql) -> Result<Vec<T>> {
        match self {
            Self::Db(db) => db.query(sql).await,
            Self::Tx(tx) => tx.query(sql).await,
        }
    }
}

impl<'a> From<&'a Db> for Reader<'a> {
    fn from(db: &'a Db) -> Self {
        Self::Db(db)
    }
}

impl<'a> From<&'a mut Tx> for Reader<'a> {
    fn from(tx: &'a mut Tx) -> Self {
        Self::Tx(tx)
    }
}
