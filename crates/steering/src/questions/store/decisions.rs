//! What was decided upon an answer, and what became of it.

use kernel::{Date, Error, Id, Millis, Result};
use store::{Db, Tx, params};

store::row! {
    /// A decision upon an answer.
    #[derive(Clone, Debug)]
    pub struct Decision {
        /// Its id.
        pub id: Id,
        /// Key of the question.
        pub question: String,
        /// `start`, `adapt`, `stop` or `test`.
        pub action: String,
        /// The department that acts.
        pub department_id: Option<Id>,
        /// The expected effect: the difference at that time.
        pub expected: Option<f64>,
        /// Why, in the words of whoever decided.
        pub note: Option<String>,
        /// When it is looked at again.
        pub review_on: Date,
        /// When it was decided.
        pub decided_at: Millis,
        /// By whom.
        pub decided_by: Option<Id>,
        /// When it was looked at again.
        pub reviewed_at: Option<Millis>,
        /// The effect at that time.
        pub actual: Option<f64>,
        /// What was learned.
        pub review_note: Option<String>,
        /// When it was taken back.
        pub withdrawn_at: Option<Millis>,
    }
}

const COLUMNS: &str = "select id, question, action, department_id, expected, note, review_on, decided_at, decided_by, \
     reviewed_at, actual, review_note, withdrawn_at from question_decision ";

/// Decisions upon a question, newest first.
///
/// # Errors
/// As [`Db::rows`].
pub async fn decisions(db: &Db, question: &str) -> Result<Vec<Decision>> {
    let sql = format!("{COLUMNS} where question = $1 order by id desc limit 100");
    db.rows(&sql, params![question]).await
}

/// Decisions that still stand and were not looked at again, the next review first.
///
/// # Errors
/// As [`Db::rows`].
pub async fn due(db: &Db) -> Result<Vec<Decision>> {
    let sql = format!(
        "{COLUMNS} where reviewed_at is null and withdrawn_at is null order by review_on, id limit 100"
    );
    db.rows(&sql, params![]).await
}

/// One decision.
///
/// # Errors
/// `NotFound`, else as [`Db::row`].
pub async fn decision(db: &Db, id: Id) -> Result<Decision> {
    let found: Option<Decision> = db
        .row(&format!("{COLUMNS} where id = $1"), params![id])
        .await?;
    found.ok_or(Error::NotFound("decision"))
}

/// A decision to be made.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Key of the question.
    pub question: &'static str,
    /// `start`, `adapt`, `stop` or `test`.
    pub action: String,
    /// The answer that it rests on.
    pub answer: Option<Id>,
    /// The department that acts.
    pub department: Option<Id>,
    /// The expected effect.
    pub expected: Option<f64>,
    /// Why.
    pub note: Option<String>,
    /// When it is looked at again.
    pub review_on: Date,
}

/// Writes a decision.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn decide(tx: &mut Tx, draft: &Draft) -> Result<Id> {
    let (id, now, member) = (tx.ctx().id(), tx.ctx().now(), tx.ctx().member);
    tx.exec(
        "insert into question_decision (id, question, action, answer_id, department_id, expected, note, review_on, \
         decided_at, decided_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            id,
            draft.question,
            draft.action.as_str(),
            draft.answer,
            draft.department,
            draft.expected,
            draft.note.as_deref(),
            draft.review_on,
            now,
            member
        ],
    )
    .await?;
    Ok(id)
}

/// Notes what became of a decision.
///
/// # Errors
/// `Conflict` when it was looked at or taken back before.
pub async fn review(
    tx: &mut Tx,
    id: Id,
    answer: Option<Id>,
    actual: Option<f64>,
    note: Option<&str>,
) -> Result<()> {
    let (now, member) = (tx.ctx().now(), tx.ctx().member);
    let changed = tx
        .exec(
            "update question_decision set reviewed_at = $2, reviewed_by = $3, review_answer_id = $4, actual = $5, \
             review_note = $6 where id = $1 and reviewed_at is null and withdrawn_at is null",
            params![id, now, member, answer, actual, note],
        )
        .await?;
    standing(changed)
}

/// Takes a decision back.
///
/// # Errors
/// `Conflict` when it was looked at or taken back before.
pub async fn withdraw(tx: &mut Tx, id: Id) -> Result<()> {
    let now = tx.ctx().now();
    let changed = tx
        .exec(
            "update question_decision set withdrawn_at = $2 \
             where id = $1 and reviewed_at is null and withdrawn_at is null",
            params![id, now],
        )
        .await?;
    standing(changed)
}

fn standing(changed: u64) -> Result<()> {
    match changed {
        0 => Err(Error::state("error.decision_closed")),
        _ => Ok(()),
    }
}
