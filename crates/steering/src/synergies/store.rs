//! Answers as they are kept.

use kernel::{Id, Millis, Result};
use store::{Db, Tx, params};

use super::model::Answer;

store::row! {
    /// An answer as it is kept.
    #[derive(Clone, Debug)]
    pub struct Kept {
        /// Its id.
        pub id: Id,
        /// The answer as JSON.
        pub body: String,
        /// When it was given.
        pub answered_at: Millis,
    }
}

impl Kept {
    /// The answer; nothing when a program of another version wrote it.
    #[must_use]
    pub fn told(&self) -> Option<Answer> {
        serde_json::from_str(&self.body).ok()
    }
}

/// The newest answers in the order of their outcomes.
///
/// # Errors
/// As [`Db::rows`].
pub async fn newest(db: &Db) -> Result<Vec<Kept>> {
    db.rows(
        "select id, body, answered_at from synergy_answer \
         where run_id = (select max(run_id) from synergy_answer) order by id",
        params![],
    )
    .await
}

/// The newest answer about an outcome.
///
/// # Errors
/// As [`Db::row`].
pub async fn newest_of(db: &Db, outcome: &str) -> Result<Option<Kept>> {
    db.row(
        "select id, body, answered_at from synergy_answer \
         where run_id = (select max(run_id) from synergy_answer) and outcome = $1",
        params![outcome],
    )
    .await
}

store::row! {
    /// An activity as pairs name it.
    #[derive(Clone, Debug)]
    pub struct Activity {
        /// Its key.
        pub key: String,
        /// German name.
        pub name_de: String,
        /// English name.
        pub name_en: String,
        /// The department that does it.
        pub department_id: Option<Id>,
    }
}

/// All activities of the house.
///
/// # Errors
/// As [`Db::rows`].
pub async fn activities(db: &Db) -> Result<Vec<Activity>> {
    db.rows(
        "select key, name_de, name_en, department_id from v_activity order by phase, id",
        params![],
    )
    .await
}

/// Keeps the answers of a run.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn keep(tx: &mut Tx, answers: &[Answer]) -> Result<()> {
    let (run, now) = (tx.ctx().id(), tx.ctx().now());
    let mut rows = Vec::with_capacity(answers.len());
    for answer in answers {
        let body = serde_json::to_string(answer)?;
        rows.push(params![
            tx.ctx().id(),
            run,
            answer.outcome.as_str(),
            answer.until,
            body,
            now
        ]);
    }
    let columns = &["id", "run_id", "outcome", "until", "body", "answered_at"];
    tx.insert_many("synergy_answer", columns, rows, "").await?;
    Ok(())
}

/// Forgets all answers.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn forget(tx: &mut Tx) -> Result<()> {
    tx.exec("delete from synergy_answer", params![]).await?;
    Ok(())
}
