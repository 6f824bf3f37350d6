//! Everything the slice reads and writes: histories, answers.

mod histories;

use std::collections::HashMap;

use kernel::{Id, Millis, Result};
use store::{Db, Sql, Tx, params};

pub use histories::{companies, ground, page};

use super::model::{Ground, Told};

store::row! {
    /// An answer as it is kept.
    #[derive(Clone, Debug)]
    pub struct Kept {
        /// Its id.
        pub id: Id,
        /// The run.
        pub run_id: Id,
        /// Key of the question.
        pub question: String,
        /// Last instant of the data.
        pub until: Millis,
        /// Number of the data.
        pub data_hash: i64,
        /// The answer as JSON.
        pub body: String,
        /// When it was given.
        pub answered_at: Millis,
    }
}

impl Kept {
    /// The answer; nothing when a program of another version wrote it.
    #[must_use]
    pub fn told(&self) -> Option<Told> {
        serde_json::from_str(&self.body).ok()
    }
}

const COLUMNS: &str =
    "select id, run_id, question, until, data_hash, body, answered_at from question_answer ";

/// The newest answers, one for each question.
///
/// # Errors
/// As [`Db::rows`].
pub async fn newest(db: &Db) -> Result<Vec<Kept>> {
    let sql =
        format!("{COLUMNS} where run_id = (select max(run_id) from question_answer) order by id");
    db.rows(&sql, params![]).await
}

/// The answers to a question, newest first; at most a hundred.
///
/// # Errors
/// As [`Db::rows`].
pub async fn answers(db: &Db, question: &str) -> Result<Vec<Kept>> {
    let sql = format!("{COLUMNS} where question = $1 order by run_id desc limit 100");
    db.rows(&sql, params![question]).await
}

/// Setting: the ground of the newest answers.
const GROUND: &str = "questions.ground";

/// The ground of the newest answers; nothing before the first run.
///
/// # Errors
/// As [`Db::setting`].
pub async fn kept_ground(db: &Db) -> Result<Option<Ground>> {
    Ok(db.setting::<Option<Ground>>(GROUND).await?.flatten())
}

/// Keeps the answers of a run and the ground that they stand on.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn keep(
    tx: &mut Tx,
    run: Id,
    ground: &Ground,
    answers: &[(&'static str, u64, Told)],
) -> Result<()> {
    let now = tx.ctx().now();
    for (question, hash, told) in answers {
        let id = tx.ctx().id();
        let body = serde_json::to_string(told)?;
        tx.exec(
            "insert into question_answer (id, run_id, question, version, until, data_hash, body, answered_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![id, run, *question, i64::from(told.version), ground.until, *hash as i64, body, now],
        )
        .await?;
    }
    tx.note_setting(GROUND, ground).await?;
    Ok(())
}

/// Forgets all answers.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn forget(tx: &mut Tx) -> Result<()> {
    tx.exec("delete from question_answer", params![]).await?;
    tx.note_setting(GROUND, &None::<Ground>).await?;
    Ok(())
}

/// Names of companies.
///
/// # Errors
/// As [`Db::query`].
pub async fn names(db: &Db, ids: impl Iterator<Item = Id>) -> Result<HashMap<Id, String>> {
    let mut ids: Vec<Id> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    let mut sql = Sql::new("select id, name from v_company where id in ");
    sql.bind_padded_list(ids);
    let found: Vec<(Id, String)> = db.query(sql).await?;
    Ok(found.into_iter().collect())
}

/// Mean value of won deals since an instant in one currency, minor units; nothing without one.
///
/// # Errors
/// As [`Db::row`].
pub async fn mean_won(db: &Db, currency: &str, since: Millis) -> Result<Option<f64>> {
    let found: Option<(i64, Option<i64>)> = db
        .row(
            "select count(*), cast(sum(value_minor) as bigint) from v_deal \
             where won_at >= $1 and currency = $2 and value_minor is not null",
            params![since, currency],
        )
        .await?;
    Ok(found.and_then(|(n, sum)| Some(sum? as f64 / n.max(1) as f64)))
}
