//! Brings a database to the present schema. Numbered files, each run once, never edited after release.

use std::collections::HashMap;

use kernel::{Ctx, Result};

use crate::{Db, Engine, params};

/// The schema in order. A new migration is one file and one line here.
pub(crate) const ALL: &[(i64, &str, &str)] = &[
    (
        1,
        "platform",
        include_str!("../migrations/0001_platform.sql"),
    ),
    (2, "org", include_str!("../migrations/0002_org.sql")),
    (
        3,
        "customers",
        include_str!("../migrations/0003_customers.sql"),
    ),
    (
        4,
        "timeline",
        include_str!("../migrations/0004_timeline.sql"),
    ),
    (
        5,
        "timeline_objects",
        include_str!("../migrations/0005_timeline_objects.sql"),
    ),
    (6, "people", include_str!("../migrations/0006_people.sql")),
    (7, "deals", include_str!("../migrations/0007_deals.sql")),
    (
        8,
        "timeline_streams",
        include_str!("../migrations/0008_timeline_streams.sql"),
    ),
    (9, "imports", include_str!("../migrations/0009_imports.sql")),
    (14, "ingest", include_str!("../migrations/0014_ingest.sql")),
    (15, "visits", include_str!("../migrations/0015_visits.sql")),
    (
        16,
        "machines",
        include_str!("../migrations/0016_machines.sql"),
    ),
];

const SEARCH_SQLITE: &str = include_str!("../migrations/search.sqlite.sql");
const SEARCH_POSTGRES: &str = include_str!("../migrations/search.postgres.sql");

impl Db {
    /// Runs the migrations that this database has not seen. Safe to call at every start.
    ///
    /// # Errors
    /// `Internal` when a statement fails; then that migration left nothing behind.
    pub async fn migrate(&self, ctx: &Ctx) -> Result<()> {
        let mut tx = self.begin(ctx).await?;
        tx.batch("create table if not exists migration (number bigint primary key, name text not null, at bigint not null)")
            .await?;
        let done: Vec<(i64,)> = tx.rows("select number from migration", params![]).await?;
        tx.commit().await?;
        for (number, name, text) in ALL {
            if !done.contains(&(*number,)) {
                self.apply(ctx, *number, name, text).await?;
            }
        }
        Ok(())
    }

    async fn apply(&self, ctx: &Ctx, number: i64, name: &str, text: &str) -> Result<()> {
        let mut tx = self.begin(ctx).await?;
        tx.batch(&in_dialect(text, self.engine())).await?;
        if number == 1 {
            tx.batch(match self.engine() {
                Engine::Sqlite => SEARCH_SQLITE,
                Engine::Postgres => SEARCH_POSTGRES,
            })
            .await?;
        }
        tx.exec(
            "insert into migration (number, name, at) values ($1, $2, $3)",
            params![number, name, ctx.now()],
        )
        .await?;
        tx.commit().await
    }
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

/// Every table with the columns of its primary key, in the order of the migrations.
pub(crate) fn tables() -> Vec<(String, String)> {
    let mut tables: Vec<(String, String)> = Vec::new();
    for line in ALL.iter().flat_map(|(_, _, text)| text.lines()) {
        let line = line.trim();
        if let Some(rest) = line.strip_prefix("create table ") {
            let name = rest.split([' ', '(']).next().unwrap_or("");
            tables.push((name.to_owned(), "1".to_owned()));
        } else if let Some(columns) = line.strip_prefix("primary key (")
            && let Some(last) = tables.last_mut()
        {
            last.1 = columns.trim_end_matches([')', ',', ';']).to_owned();
        }
    }
    tables
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
}
