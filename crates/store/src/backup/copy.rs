//! The whole content into another, empty database, also of the other engine.

use kernel::{Ctx, Error, Result};

use super::hash::Pages;
use crate::snapshot::Snapshot;
use crate::{Db, Engine, Tx, params};

/// What a copy brought over.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Copied {
    /// Tables that had rows.
    pub tables: usize,
    /// Rows of all tables.
    pub rows: usize,
    /// The hash over every row, the same on both sides.
    pub hash: String,
}

impl Db {
    /// Copies everything into an empty database in one transaction and compares the hashes: either
    /// all is there or nothing. `tell` hears each table and how many rows of it are over.
    ///
    /// # Errors
    /// `Conflict` when the target holds anything, `Internal` when the hashes differ.
    pub async fn copy_to(
        &self,
        target: &Db,
        ctx: &Ctx,
        mut tell: impl FnMut(&str, usize) + Send,
    ) -> Result<Copied> {
        if !target.is_empty().await? {
            return Err(Error::state("backup.target_not_empty"));
        }
        let source = self.snapshot().await?;
        let mut tx = target.begin(ctx).await?;
        crate::migrate::create_all(&mut tx).await?;
        references_at_the_end(&mut tx, true).await?;
        let mut copied = Copied {
            tables: 0,
            rows: 0,
            hash: String::new(),
        };
        for table in crate::migrate::tables() {
            // What the migrations themselves put there comes with the rest.
            tx.exec(&format!("delete from {}", table.name), params![])
                .await?;
            let mut pages = Pages::of(&source, &table).await?;
            let columns = pages.columns.clone();
            let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
            let mut rows = 0;
            while let Some(page) = pages.next(&source).await? {
                rows += page.len();
                tx.insert_chunk(&table.name, &columns, page, "").await?;
                tell(&table.name, rows);
            }
            copied.rows += rows;
            copied.tables += usize::from(rows > 0);
        }
        index_words(&mut tx, &source).await?;
        references_at_the_end(&mut tx, false).await?;
        tx.commit().await?;
        copied.hash = source.content_hash().await?;
        let there = target.content_hash().await?;
        if there != copied.hash {
            let message = format!("copied {}, found {there}", copied.hash);
            return Err(Error::internal(message));
        }
        Ok(copied)
    }
}

/// Rows may refer to rows that come later (a company to its parent): references are checked once,
/// before the commit.
async fn references_at_the_end(tx: &mut Tx, begin: bool) -> Result<()> {
    if tx.engine() == Engine::Sqlite {
        return match begin {
            true => tx.batch("pragma defer_foreign_keys = on").await,
            false => Ok(()),
        };
    }
    let timing = match begin {
        true => "deferrable initially deferred",
        false => {
            tx.batch("set constraints all immediate").await?;
            "not deferrable"
        }
    };
    let keys: Vec<(String, String)> = tx
        .rows(
            "select c.conrelid::regclass::text, c.conname::text from pg_constraint c \
             join pg_namespace n on n.oid = c.connamespace \
             where c.contype = 'f' and n.nspname = current_schema() order by 1, 2",
            params![],
        )
        .await?;
    for (table, name) in keys {
        tx.batch(&format!(
            "alter table {table} alter constraint {name} {timing}"
        ))
        .await?;
    }
    Ok(())
}

/// The embedded engine keeps its words beside the documents; the other derives them.
async fn index_words(tx: &mut Tx, source: &Snapshot) -> Result<()> {
    if tx.engine() == Engine::Postgres {
        return Ok(());
    }
    let mut after = i64::MIN;
    loop {
        let page: Vec<(i64, String, String)> = source
            .rows(
                "select id, kind, folded from search_doc where id > $1 order by id limit 1000",
                params![after],
            )
            .await?;
        let Some((last, _, _)) = page.last() else {
            return Ok(());
        };
        after = *last;
        tx.index_words_of(page).await?;
    }
}
