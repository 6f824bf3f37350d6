//! Brings a database to the present schema. Numbered files, each run once, never edited after release.

use std::collections::HashMap;

use kernel::{Ctx, Error, Result};

use crate::migrations::ALL;
use crate::{Db, Engine, Tx, params};

const SEARCH_SQLITE: &str = include_str!("../migrations/search.sqlite.sql");
const SEARCH_POSTGRES: &str = include_str!("../migrations/search.postgres.sql");

const KEEP_MIGRATIONS: &str = "create table if not exists migration (number bigint primary key, name text not null, at bigint not null)";

impl Db {
    /// Runs the migrations that this database has not seen. Safe to call at every start.
    ///
    /// # Errors
    /// `Internal` when a statement fails; then that migration left nothing behind. `Conflict` when
    /// the database was written by a newer program.
    pub async fn migrate(&self, ctx: &Ctx) -> Result<()> {
        self.migrate_until(ctx, newest()).await
    }

    /// The same up to a number: how a database of an earlier program stands.
    pub(crate) async fn migrate_until(&self, ctx: &Ctx, last: i64) -> Result<()> {
        let mut tx = self.begin(ctx).await?;
        tx.batch(KEEP_MIGRATIONS).await?;
        let done: Vec<(i64,)> = tx.rows("select number from migration", params![]).await?;
        tx.commit().await?;
        if done.iter().any(|(number,)| *number > newest()) {
            return Err(Error::state("backup.newer_schema"));
        }
        for migration in ALL.iter().filter(|(number, _, _)| *number <= last) {
            if !done.contains(&(migration.0,)) {
                let mut tx = self.begin(ctx).await?;
                apply(&mut tx, migration).await?;
                tx.commit().await?;
            }
        }
        Ok(())
    }
}

/// The number of the newest migration that this program knows.
pub(crate) fn newest() -> i64 {
    ALL.last().map_or(0, |(number, _, _)| *number)
}

/// Makes the whole schema in an empty database, in the transaction of the caller.
pub(crate) async fn create_all(tx: &mut Tx) -> Result<()> {
    tx.batch(KEEP_MIGRATIONS).await?;
    for migration in ALL {
        apply(tx, migration).await?;
    }
    Ok(())
}

async fn apply(tx: &mut Tx, (number, name, text): &(i64, &str, &str)) -> Result<()> {
    tx.batch(&in_dialect(text, tx.engine())).await?;
    if *number == 1 {
        tx.batch(match tx.engine() {
            Engine::Sqlite => SEARCH_SQLITE,
            Engine::Postgres => SEARCH_POSTGRES,
        })
        .await?;
    }
    let now = tx.ctx().now();
    tx.exec(
        "insert into migration (number, name, at) values ($1, $2, $3)",
        params![*number, *name, now],
    )
    .await?;
    Ok(())
}

/// The one word in which the engines differ.
fn in_dialect(text: &str, engine: Engine) -> String {
    match engine {
        Engine::Sqlite => text.to_owned(),
        Engine::Postgres => text.replace(" blob", " bytea"),
    }
}

/// Names of unique constraints by the columns that SQLite reports, e.g. `member.email_folded` → `member_email`.
pub(crate) fn unique_constraints() -> HashMap<String, String> {
    let mut names = HashMap::new();
    let mut table = "";
    for line in ALL.iter().flat_map(|(_, _, text)| text.lines()) {
        let line = line.trim();
        if let Some(rest) = line.strip_prefix("create table ") {
            table = rest.split([' ', '(']).next().unwrap_or("");
        }
        let unique = line
            .strip_prefix("constraint ")
            .and_then(|rest| rest.split_once(" unique ("));
        if let Some((name, columns)) = unique {
            let columns = columns.trim_end_matches([')', ',', ';']);
            let key: Vec<String> = columns
                .split(", ")
                .map(|column| format!("{table}.{column}"))
                .collect();
            names.insert(key.join(", "), name.to_owned());
        }
    }
    names
}

/// A table of the present schema.
pub(crate) struct Table {
    pub(crate) name: String,
    /// The columns of its primary key.
    pub(crate) key: Vec<String>,
    /// It holds contents of files, so that a row may be large.
    pub(crate) has_blob: bool,
}

/// Every table, in the order of the migrations.
pub(crate) fn tables() -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    for line in ALL.iter().flat_map(|(_, _, text)| text.lines()) {
        let mut line = line.trim();
        if let Some(name) = line.strip_prefix("drop table ") {
            tables.retain(|table| table.name != name.trim_end_matches(';'));
        }
        let renamed = line.strip_prefix("alter table ");
        if let Some((old, new)) = renamed.and_then(|rest| rest.split_once(" rename to ")) {
            let found = tables.iter_mut().find(|table| table.name == old);
            found.into_iter().for_each(|table| {
                new.trim_end_matches(';').clone_into(&mut table.name);
            });
        }
        if let Some((name, rest)) = line
            .strip_prefix("create table ")
            .and_then(|rest| rest.split_once('('))
        {
            tables.push(Table {
                name: name.trim().to_owned(),
                key: Vec::new(),
                has_blob: false,
            });
            line = rest.trim();
        }
        if let Some(table) = tables.last_mut() {
            read_column(table, line);
        }
    }
    tables
}

/// What a line inside of `create table` says about the key and about large columns.
fn read_column(table: &mut Table, line: &str) {
    table.has_blob |= line.contains(" blob");
    // With or without a name: `constraint visit_hour_key primary key (hour, path)`.
    if let Some((_, columns)) = line.split_once("primary key (") {
        let columns = columns.trim_end_matches([')', ',', ';']).split(", ");
        table.key = columns.map(str::to_owned).collect();
    } else if line.contains(" primary key") {
        let column = line.split(' ').next().unwrap_or("");
        table.key = vec![column.to_owned()];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints_are_found_by_their_columns() {
        let names = unique_constraints();
        assert_eq!(
            names.get("touchpoint.source, touchpoint.event_id"),
            Some(&"touchpoint_source_event".to_owned())
        );
        assert_eq!(
            names.get("member.email_folded"),
            Some(&"member_email".to_owned())
        );
    }

    #[test]
    fn every_table_has_its_key() {
        let tables = tables();
        let key = |name: &str| {
            let table = tables.iter().find(|table| table.name == name);
            table.map(|table| table.key.join(", ")).unwrap_or_default()
        };
        assert_eq!(key("touchpoint"), "id");
        assert_eq!(key("deal_person"), "deal_id, person_id");
        assert_eq!(key("file_content"), "sha256");
        assert!(
            key("visit_hour").starts_with("source_id, "),
            "{}",
            key("visit_hour")
        );
        let is_word = |column: &String| {
            column
                .chars()
                .all(|c| c.is_ascii_lowercase() || "_0123456789".contains(c))
        };
        let without: Vec<&str> = tables
            .iter()
            .filter(|table| table.key.is_empty() || !table.key.iter().all(is_word))
            .map(|table| table.name.as_str())
            .collect();
        assert!(without.is_empty(), "{without:?}");
        assert!(
            tables
                .iter()
                .any(|t| t.name == "file_content" && t.has_blob)
        );
    }
}
