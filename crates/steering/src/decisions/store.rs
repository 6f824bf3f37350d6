//! What was decided, and what became of it. Every change writes its line in the audit trail.

use ::store::{Change as Line, Db, Sql, Tx, params};
use kernel::{Date, Error, Id, Millis, Result};

use super::model::{Action, Effect, Judgement, Kind, Known, Subject};

::store::row! {
    /// A decision.
    #[derive(Clone, Debug)]
    pub(crate) struct Decision {
        pub(crate) id: Id,
        pub(crate) subject_kind: String,
        pub(crate) subject_key: String,
        pub(crate) action: String,
        pub(crate) answer_id: Option<Id>,
        pub(crate) department_id: Option<Id>,
        pub(crate) measure: String,
        pub(crate) currency: Option<String>,
        pub(crate) comparison: Option<String>,
        pub(crate) expected: Option<f64>,
        pub(crate) expected_low: Option<f64>,
        pub(crate) expected_high: Option<f64>,
        pub(crate) note: Option<String>,
        pub(crate) review_on: Date,
        pub(crate) decided_at: Millis,
        pub(crate) decided_by: Option<Id>,
        pub(crate) reviewed_at: Option<Millis>,
        pub(crate) reviewed_by: Option<Id>,
        pub(crate) review_answer_id: Option<Id>,
        pub(crate) actual: Option<f64>,
        pub(crate) actual_low: Option<f64>,
        pub(crate) actual_high: Option<f64>,
        pub(crate) judgement: Option<String>,
        pub(crate) review_note: Option<String>,
        pub(crate) withdrawn_at: Option<Millis>,
    }
}

impl Decision {
    /// Whether it still stands and was not looked at again.
    pub(crate) fn is_open(&self) -> bool {
        self.reviewed_at.is_none() && self.withdrawn_at.is_none()
    }

    /// The interval of what was expected.
    pub(crate) fn expected_ci(&self) -> Option<(f64, f64)> {
        self.expected_low.zip(self.expected_high)
    }

    /// The interval of what the review found.
    pub(crate) fn actual_ci(&self) -> Option<(f64, f64)> {
        self.actual_low.zip(self.actual_high)
    }

    /// What it is made upon; nothing when a program of another version wrote it.
    pub(crate) fn subject(&self) -> Option<Subject> {
        Some(Subject {
            kind: Kind::parse(&self.subject_kind)?,
            key: self.subject_key.clone(),
        })
    }
}

const COLUMNS: &str = "select id, subject_kind, subject_key, action, answer_id, department_id, measure, currency, \
     comparison, expected, expected_low, expected_high, note, review_on, decided_at, decided_by, reviewed_at, \
     reviewed_by, review_answer_id, actual, actual_low, actual_high, judgement, review_note, withdrawn_at \
     from decision ";
const IS_OPEN: &str = "reviewed_at is null and withdrawn_at is null";

/// Decisions upon a subject, newest first; at most a hundred.
pub(crate) async fn upon(db: &Db, subject: &Subject) -> Result<Vec<Decision>> {
    let sql = format!(
        "{COLUMNS} where subject_kind = $1 and subject_key = $2 order by id desc limit 100"
    );
    db.rows(&sql, params![subject.kind.key(), subject.key.as_str()])
        .await
}

/// Decisions of a kind that are to be looked at again, the next review first.
pub(crate) async fn to_come(db: &Db, kind: Kind, limit: i64) -> Result<Vec<Decision>> {
    let sql =
        format!("{COLUMNS} where subject_kind = $1 and {IS_OPEN} order by review_on, id limit $2");
    db.rows(&sql, params![kind.key(), limit]).await
}

/// The keys of the subjects of a kind with a decision that is to be looked at again.
pub(crate) async fn open(db: &Db, kind: Kind) -> Result<Vec<String>> {
    let sql = format!(
        "select distinct subject_key from decision where subject_kind = $1 and {IS_OPEN} order by subject_key"
    );
    let found: Vec<(String,)> = db.rows(&sql, params![kind.key()]).await?;
    Ok(found.into_iter().map(|(key,)| key).collect())
}

/// How many decisions there are of each kind.
pub(crate) async fn counts(db: &Db) -> Result<Vec<(String, i64)>> {
    let sql = "select subject_kind, count(*) from decision group by subject_kind";
    db.rows(sql, params![]).await
}

/// Decisions in their order, behind another one: those to be looked at again by the day of their review, then
/// the closed ones, the newest first.
pub(crate) async fn page(
    db: &Db,
    kind: Option<Kind>,
    after: Option<&Decision>,
    limit: i64,
) -> Result<Vec<Decision>> {
    let mut sql = Sql::new(COLUMNS);
    sql.push("where 1 = 1");
    if let Some(kind) = kind {
        sql.push(" and subject_kind = ").bind(kind.key());
    }
    match after {
        Some(last) if last.is_open() => {
            sql.push(" and (reviewed_at is not null or withdrawn_at is not null or review_on > ");
            sql.bind(last.review_on)
                .push(" or review_on = ")
                .bind(last.review_on);
            sql.push(" and id > ").bind(last.id).push(")");
        }
        Some(last) => {
            sql.push(" and (reviewed_at is not null or withdrawn_at is not null) and id < ");
            sql.bind(last.id);
        }
        None => {}
    }
    sql.push(
        " order by case when reviewed_at is null and withdrawn_at is null then 0 else 1 end, \
         case when reviewed_at is null and withdrawn_at is null then review_on end, \
         case when reviewed_at is null and withdrawn_at is null then id else -id end limit ",
    );
    sql.bind(limit);
    db.query(sql).await
}

/// One decision; `NotFound` when there is none.
pub(crate) async fn one(db: &Db, id: Id) -> Result<Decision> {
    let sql = format!("{COLUMNS} where id = $1");
    let found: Option<Decision> = db.row(&sql, params![id]).await?;
    found.ok_or(Error::NotFound("decision"))
}

/// A decision to be made.
pub(crate) struct Draft {
    /// What is known of its subject.
    pub(crate) known: Known,
    /// What is decided.
    pub(crate) action: Action,
    /// Currency of an effect in money.
    pub(crate) currency: Option<String>,
    /// Why.
    pub(crate) note: Option<String>,
    /// When it is looked at again.
    pub(crate) review_on: Date,
}

/// Writes a decision.
pub(crate) async fn decide(tx: &mut Tx, draft: &Draft) -> Result<Id> {
    let (id, now, member) = (tx.ctx().id(), tx.ctx().now(), tx.ctx().member);
    let known = &draft.known;
    let (expected, low, high) = columns(known.effect.as_ref());
    tx.exec(
        "insert into decision (id, subject_kind, subject_key, action, answer_id, department_id, measure, currency, \
         comparison, expected, expected_low, expected_high, note, review_on, decided_at, decided_by) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        params![
            id,
            known.subject.kind.key(),
            known.subject.key.as_str(),
            draft.action.key(),
            known.answer,
            known.department,
            known.measure.key(),
            draft.currency.as_deref(),
            known.comparison,
            expected,
            low,
            high,
            draft.note.as_deref(),
            draft.review_on,
            now,
            member
        ],
    )
    .await?;
    let what = format!("{} {}", draft.action.key(), known.subject.key);
    noted(tx, id, "decided", Some(what)).await?;
    Ok(id)
}

/// What a review found.
pub(crate) struct Reviewed<'a> {
    /// The answer.
    pub(crate) answer: Option<Id>,
    /// The effect at that time.
    pub(crate) actual: Option<&'a Effect>,
    /// What it comes to.
    pub(crate) judgement: Judgement,
    /// What was learned.
    pub(crate) note: Option<&'a str>,
}

/// Notes what became of a decision; `Conflict` when it was looked at or taken back before.
pub(crate) async fn review(tx: &mut Tx, id: Id, found: &Reviewed<'_>) -> Result<()> {
    let (now, member) = (tx.ctx().now(), tx.ctx().member);
    let (actual, low, high) = columns(found.actual);
    let sql = format!(
        "update decision set reviewed_at = $2, reviewed_by = $3, review_answer_id = $4, actual = $5, actual_low = $6, \
         actual_high = $7, judgement = $8, review_note = $9 where id = $1 and {IS_OPEN}"
    );
    let changed = tx
        .exec(
            &sql,
            params![
                id,
                now,
                member,
                found.answer,
                actual,
                low,
                high,
                found.judgement.key(),
                found.note
            ],
        )
        .await?;
    still_open(changed)?;
    noted(tx, id, "reviewed", Some(found.judgement.key().to_owned())).await
}

/// Takes a decision back; `Conflict` when it was looked at or taken back before.
pub(crate) async fn withdraw(tx: &mut Tx, id: Id) -> Result<()> {
    let now = tx.ctx().now();
    let sql = format!("update decision set withdrawn_at = $2 where id = $1 and {IS_OPEN}");
    let changed = tx.exec(&sql, params![id, now]).await?;
    still_open(changed)?;
    noted(tx, id, "withdrawn", None).await
}

fn columns(effect: Option<&Effect>) -> (Option<f64>, Option<f64>, Option<f64>) {
    let ci = effect.and_then(|effect| effect.ci);
    (
        effect.map(|effect| effect.value),
        ci.map(|ci| ci.0),
        ci.map(|ci| ci.1),
    )
}

fn still_open(changed: u64) -> Result<()> {
    match changed {
        0 => Err(Error::state("error.decision_closed")),
        _ => Ok(()),
    }
}

async fn noted(tx: &mut Tx, id: Id, action: &'static str, after: Option<String>) -> Result<()> {
    let line = Line {
        after,
        ..Line::of(action, "decision", id)
    };
    tx.audit(vec![line]).await
}

/// Forgets all decisions.
///
/// # Errors
/// As [`Tx::exec`].
pub async fn forget(tx: &mut Tx) -> Result<()> {
    tx.exec("delete from decision", params![]).await?;
    Ok(())
}
