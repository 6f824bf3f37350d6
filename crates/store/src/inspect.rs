//! Looks for damage: the questions of `unisono doctor` about the tables of the store. Nothing is
//! changed, and everything may take as long as reading the whole database.

use kernel::{Millis, Result};

use crate::{Db, Engine, params};

/// How the positions of the log stand.
#[derive(Debug, Clone, Copy, Default)]
pub struct LogState {
    /// The last position that was given out.
    pub head: i64,
    /// The last position that a touchpoint has; 0 without touchpoints.
    pub last: i64,
    /// Positions between the first and the last touchpoint that no touchpoint has.
    pub missing: i64,
    /// Touchpoints whose position another one has too.
    pub doubled: i64,
}

/// How much background work does not get on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stuck {
    /// Given up after all attempts.
    pub failed: i64,
    /// Due since the instant asked about and still not begun, or begun by someone who fell silent.
    pub waiting: i64,
    /// Effects only: nobody knows whether they went out.
    pub unknown: i64,
}

crate::row! {
    /// How many of a kind are in a state.
    #[derive(Debug, Clone)]
    pub struct Count {
        /// The kind.
        pub kind: String,
        /// The state.
        pub state: String,
        /// How many.
        pub n: i64,
    }
}

impl Db {
    /// The newest migration that the database has seen; none when it is no database of ours.
    ///
    /// # Errors
    /// `Unavailable` or `Internal` when the database cannot be read at all.
    pub async fn schema_version(&self) -> Result<Option<i64>> {
        if self.is_empty().await? {
            return Ok(None);
        }
        let sql = "select max(number) from migration";
        let row: std::result::Result<Option<(Option<i64>,)>, _> = self.row(sql, params![]).await;
        Ok(row.ok().flatten().and_then(|(number,)| number))
    }

    /// The schema version that this program works with.
    #[must_use]
    pub fn schema_of_program() -> i64 {
        crate::migrate::newest()
    }

    /// Whether a migration of this program has not run yet; they may come to a database out of order.
    ///
    /// # Errors
    /// As [`Db::rows`].
    pub async fn schema_lacks_some(&self) -> Result<bool> {
        let done: Vec<(i64,)> = self.rows("select number from migration", params![]).await?;
        let mut all = crate::migrations::ALL.iter();
        Ok(all.any(|(number, _, _)| !done.contains(&(*number,))))
    }

    /// What the engine itself finds wrong: damaged pages and indexes, references to rows that are
    /// not there. At most a hundred lines.
    ///
    /// # Errors
    /// As [`Db::rows`].
    pub async fn faults(&self) -> Result<Vec<String>> {
        match self.engine() {
            Engine::Sqlite => self.faults_of_file().await,
            Engine::Postgres => self.faults_of_server().await,
        }
    }

    async fn faults_of_file(&self) -> Result<Vec<String>> {
        let sql = "select integrity_check from pragma_integrity_check";
        let said: Vec<(String,)> = self.rows(sql, params![]).await?;
        let mut found: Vec<String> = said.into_iter().map(|(line,)| line).collect();
        found.retain(|line| line != "ok");
        let sql =
            "select \"table\", \"parent\", count(*) from pragma_foreign_key_check group by 1, 2";
        let orphans: Vec<(String, String, i64)> = self.rows(sql, params![]).await?;
        found.extend(
            orphans
                .iter()
                .map(|(child, parent, n)| orphan(child, parent, *n)),
        );
        Ok(found)
    }

    async fn faults_of_server(&self) -> Result<Vec<String>> {
        let mut found: Vec<String> = Vec::new();
        let broken: Vec<(String,)> = self
            .rows(
                "select 'index ' || i.indexrelid::regclass::text || ' is not valid' from pg_index i \
                 join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace \
                 where n.nspname = current_schema() and not (i.indisvalid and i.indisready) \
                 union all \
                 select 'constraint ' || c.conname::text || ' is not validated' from pg_constraint c \
                 join pg_namespace n on n.oid = c.connamespace \
                 where n.nspname = current_schema() and not c.convalidated \
                 union all \
                 select 'pages with a wrong checksum: ' || checksum_failures::text from pg_stat_database \
                 where datname = current_database() and checksum_failures > 0 \
                 order by 1 limit 100",
                params![],
            )
            .await?;
        found.extend(broken.into_iter().map(|(line,)| line));
        let keys: Vec<(String, String, String, String)> = self
            .rows(
                "select c.conrelid::regclass::text, a.attname::text, c.confrelid::regclass::text, b.attname::text \
                 from pg_constraint c join pg_namespace n on n.oid = c.connamespace \
                 join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1] \
                 join pg_attribute b on b.attrelid = c.confrelid and b.attnum = c.confkey[1] \
                 where c.contype = 'f' and n.nspname = current_schema() and cardinality(c.conkey) = 1 order by 1, 2",
                params![],
            )
            .await?;
        for (child, column, parent, key) in keys {
            let sql = format!(
                "select count(*) from {child} c where c.{column} is not null \
                 and not exists (select 1 from {parent} p where p.{key} = c.{column})"
            );
            let (orphans,): (i64,) = self.one(&sql, params![]).await?;
            if orphans > 0 {
                found.push(orphan(&child, &parent, orphans));
            }
        }
        Ok(found)
    }

    /// How the positions of the log stand.
    ///
    /// # Errors
    /// As [`Db::rows`].
    pub async fn log_state(&self) -> Result<LogState> {
        let (rows, first, last, distinct): (i64, i64, i64, i64) = self
            .one(
                "select count(*), coalesce(min(seq), 1), coalesce(max(seq), 0), count(distinct seq) from touchpoint",
                params![],
            )
            .await?;
        Ok(LogState {
            head: crate::reactors::head(self).await?,
            last,
            missing: last - first + 1 - distinct,
            doubled: rows - distinct,
        })
    }

    /// When the oldest touchpoint behind a position was recorded.
    ///
    /// # Errors
    /// As [`Db::rows`].
    pub async fn recorded_after(&self, seq: i64) -> Result<Option<Millis>> {
        let sql = "select recorded_at from touchpoint where seq > $1 order by seq limit 1";
        let row: Option<(Millis,)> = self.row(sql, params![seq]).await?;
        Ok(row.map(|(at,)| at))
    }

    /// Jobs that do not get on; `since` says from when on a due one should have begun.
    ///
    /// # Errors
    /// As [`Db::rows`].
    pub async fn stuck_jobs(&self, since: Millis) -> Result<Stuck> {
        let (failed, waiting): (i64, i64) = self
            .one(
                "select count(failed_at), coalesce(sum(case when failed_at is null and run_at < $1 \
                 and (lease_until is null or lease_until < $1) then 1 else 0 end), 0) \
                 from job where done_at is null",
                params![since],
            )
            .await?;
        Ok(Stuck {
            failed,
            waiting,
            unknown: 0,
        })
    }

    /// Effects that do not go out; `since` says from when on a due one should have been sent.
    ///
    /// # Errors
    /// As [`Db::rows`].
    pub async fn stuck_effects(&self, since: Millis) -> Result<Stuck> {
        let (failed, waiting, unknown): (i64, i64, i64) = self
            .one(
                "select coalesce(sum(case when state = 'failed' then 1 else 0 end), 0), \
                 coalesce(sum(case when state in ('queued', 'deferred') and due_at < $1 \
                 or state = 'sending' and lease_until < $1 then 1 else 0 end), 0), \
                 coalesce(sum(case when state = 'unknown' then 1 else 0 end), 0) from outbox",
                params![since],
            )
            .await?;
        Ok(Stuck {
            failed,
            waiting,
            unknown,
        })
    }

    /// Documents of the search whose words the index of the embedded engine does not hold, and words
    /// without a document. The other engine derives the words and cannot differ.
    ///
    /// # Errors
    /// As [`Db::rows`].
    pub async fn unsearchable(&self) -> Result<i64> {
        if self.engine() == Engine::Postgres {
            return Ok(0);
        }
        let (documents, words): (i64, i64) = self
            .one(
                "select (select count(*) from search_doc d where not exists \
                 (select 1 from search_index_docsize s where s.id = d.id)), \
                 (select count(*) from search_index_docsize s where not exists \
                 (select 1 from search_doc d where d.id = s.id))",
                params![],
            )
            .await?;
        Ok(documents + words)
    }

    /// Bytes that the database takes.
    ///
    /// # Errors
    /// As [`Db::rows`].
    pub async fn size(&self) -> Result<i64> {
        let sql = match self.engine() {
            Engine::Sqlite => {
                "select page_count * page_size from pragma_page_count, pragma_page_size"
            }
            Engine::Postgres => "select pg_database_size(current_database())",
        };
        let (bytes,): (i64,) = self.one(sql, params![]).await?;
        Ok(bytes)
    }
}

fn orphan(child: &str, parent: &str, rows: i64) -> String {
    format!("{child}: {rows} rows refer to {parent} that is not there")
}
