//! The database of the product: SQLite in one file or PostgreSQL behind one [`Db`].
//!
//! One SQL text serves both engines (lower case, `$1` parameters). The few real differences (full
//! text, bulk load, backup) are functions of this crate, the only one that knows which engine runs.
//! Tables: log_head, job, outbox, consumer_cursor, audit, setting, search_doc, search_index,
//! touchpoint, migration.

mod audit;
mod backup;
mod constraint;
mod db;
mod fold;
mod inspect;
pub mod jobs;
mod migrate;
mod migrations;
pub mod outbox;
mod postgres;
pub mod reactors;
mod row;
mod search;
mod settings;
mod snapshot;
mod sql;
mod sqlite;
mod timeline;
mod tx;
mod value;

pub use audit::Change;
pub use backup::Copied;
pub use constraint::OnConstraint;
pub use db::{Db, Engine, STATEMENTS, Speed};
pub use fold::{fold, fold_name};
pub use inspect::{Count, LogState, Stuck};
pub use row::{FromRow, FromValue, Row};
pub use search::{Doc, Found};
pub use sql::Sql;
pub use timeline::{Belongs, Entry, NEW_CONTACTS, OWN_SOURCE, Positions, TELLS_IDENTITY};
pub use tx::Tx;
pub use value::Value;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
