//! Full text over every kind of record, with German folding both ways.

use kernel::{Id, Result};

use crate::{Db, Engine, Sql, Tx, Value, fold, params};

/// How many matches are looked at before the newest are chosen.
const CANDIDATES: i64 = 400;

/// Begins the word that stands for a kind in the index of the embedded engine, so that a narrow kind
/// is found among a million others; a letter that no name and no keyboard has.
const KIND: char = '\u{A66E}';

/// What search shall find about a record.
#[derive(Debug, Clone)]
pub struct Doc {
    /// The record.
    pub id: Id,
    /// Its kind: `person`, `company`, `deal` …
    pub kind: &'static str,
    /// First line of the result.
    pub title: String,
    /// Second line of the result.
    pub subtitle: String,
    /// Further words by which it is found (mail addresses, numbers).
    pub words: String,
}

crate::row! {
    /// A record that search found.
    #[derive(Debug, Clone, serde::Serialize)]
    pub struct Found {
        /// The record.
        pub id: Id,
        /// Its kind.
        pub kind: String,
        /// First line.
        pub title: String,
        /// Second line.
        pub subtitle: String,
    }
}

const COLUMNS: &[&str] = &["id", "kind", "title", "subtitle", "folded", "updated_at"];

const REPLACE_WORDS: &str = "insert or replace into search_index (rowid, folded) values ($1, $2)";

fn row_of_words(id: Id, kind: &str, folded: &str) -> Vec<Value> {
    params![id, format!("{folded} {KIND}{kind}")]
}

impl Tx {
    /// Puts records into the index or renews them.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn index(&mut self, docs: Vec<Doc>) -> Result<()> {
        let (rows, words) = self.rows_of(docs);
        let renew = "on conflict (id) do update set title = excluded.title, subtitle = excluded.subtitle, \
                     folded = excluded.folded, updated_at = excluded.updated_at";
        self.insert_many("search_doc", COLUMNS, rows, renew).await?;
        self.index_words(words).await
    }

    /// Puts words into the index of the embedded engine, in the place of those that stand there.
    async fn index_words(&mut self, words: Vec<Vec<Value>>) -> Result<()> {
        match self.engine() {
            Engine::Sqlite => self.exec_many(REPLACE_WORDS, words).await.map(|_| ()),
            Engine::Postgres => Ok(()),
        }
    }

    /// The same for documents that are there already: their id, kind and folded text.
    pub(crate) async fn index_words_of(&mut self, docs: Vec<(i64, String, String)>) -> Result<()> {
        let words = docs
            .into_iter()
            .map(|(id, kind, folded)| row_of_words(Id(id), &kind, &folded));
        self.index_words(words.collect()).await
    }

    /// The rows of the documents, and those of the embedded engine's index of words.
    fn rows_of(&self, docs: Vec<Doc>) -> (Vec<Vec<Value>>, Vec<Vec<Value>>) {
        let now = self.ctx().now();
        docs.into_iter()
            .map(|doc| {
                let text = words_of(&format!("{} {} {}", doc.title, doc.subtitle, doc.words));
                let words = row_of_words(doc.id, doc.kind, &text);
                let row = params![doc.id, doc.kind, doc.title, doc.subtitle, text, now];
                (row, words)
            })
            .unzip()
    }

    /// Takes a record out of the index.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn unindex(&mut self, id: Id) -> Result<()> {
        self.exec("delete from search_doc where id = $1", params![id])
            .await?;
        if self.engine() == Engine::Sqlite {
            self.exec("delete from search_index where rowid = $1", params![id])
                .await?;
        }
        Ok(())
    }

    /// Takes every record of a kind out of the index.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn unindex_kind(&mut self, kind: &str) -> Result<()> {
        if self.engine() == Engine::Sqlite {
            self.exec(
                "delete from search_index where rowid in (select id from search_doc where kind = $1)",
                params![kind],
            )
            .await?;
        }
        self.exec("delete from search_doc where kind = $1", params![kind])
            .await?;
        Ok(())
    }

    /// Empties the index of everything but some kinds.
    ///
    /// # Errors
    /// As [`Tx::exec`].
    pub async fn unindex_all_but(&mut self, kept: &[&str]) -> Result<()> {
        let mut sql = Sql::new("delete from search_doc where kind not in ");
        sql.bind_list(kept.iter().copied()).push(" returning 1");
        self.query::<(i64,)>(sql).await?;
        if self.engine() == Engine::Postgres {
            return Ok(());
        }
        self.exec(
            "insert into search_index (search_index) values ('delete-all')",
            params![],
        )
        .await?;
        let left: Vec<(Id, String, String)> = self
            .rows("select id, folded, kind from search_doc", params![])
            .await?;
        let words = left
            .into_iter()
            .map(|(id, folded, kind)| params![id, format!("{folded} {KIND}{kind}")])
            .collect();
        self.index_words(words).await
    }
}

impl Db {
    /// Finds records by the beginnings of words, newest first; `kind` narrows to one kind.
    ///
    /// # Errors
    /// As [`Db::rows`].
    pub async fn search(&self, asked: &str, kind: Option<&str>, limit: i64) -> Result<Vec<Found>> {
        let words = words_of(asked);
        if words.is_empty() {
            return Ok(Vec::new());
        }
        match self.engine() {
            Engine::Sqlite => {
                let mut query: Vec<String> =
                    words.split(' ').map(|w| format!("\"{w}\"*")).collect();
                query.extend(kind.map(|kind| format!("\"{KIND}{kind}\"")));
                self.rows(
                    "select d.id, d.kind, d.title, d.subtitle from search_doc d where d.id in (\
                       select rowid from search_index where search_index match $1 \
                       order by rowid desc limit $4) \
                     and ($2 = '' or d.kind = $2) order by d.updated_at desc, d.id desc limit $3",
                    params![query.join(" "), kind.unwrap_or(""), limit, CANDIDATES],
                )
                .await
            }
            Engine::Postgres => {
                let query: Vec<String> = words.split(' ').map(|w| format!("{w}:*")).collect();
                self.rows(
                    "select id, kind, title, subtitle from (\
                       select id, kind, title, subtitle, updated_at from search_doc \
                       where words @@ to_tsquery('simple', $1) and ($2 = '' or kind = $2) limit $4) found \
                     order by updated_at desc, id desc limit $3",
                    params![query.join(" & "), kind.unwrap_or(""), limit, CANDIDATES],
                )
                .await
            }
        }
    }
}

/// Folded words of letters and digits, separated by single spaces; what both sides of a search use.
fn words_of(text: &str) -> String {
    let folded = fold(text);
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .take(400)
        .collect();
    words.join(" ")
}
