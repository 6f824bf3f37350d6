//! The log of runs: what was worked out, from which input, when and how long it took.

use ::store::{Db, params};
use kernel::{Ctx, Id, Millis, Result};

use crate::contribution::answer::Answer;
use crate::contribution::model::{DEFINITION, Effects, Question, Together};

::store::row! {
    /// A run.
    #[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
    pub struct Run {
        /// Its id.
        pub id: Id,
        /// Word of the outcome.
        pub outcome: String,
        /// Word of the dimension.
        pub dimension: String,
        /// The model of credit.
        pub model: String,
        /// Window of credit in days.
        pub window_days: i64,
        /// Start of the period.
        pub from_at: Millis,
        /// End of the period, excluded.
        pub to_at: Millis,
        /// Name and version of the definition.
        pub definition: String,
        /// Hash of everything that went in.
        pub data_hash: String,
        /// Hash of the cases that effects were estimated from.
        pub study_hash: String,
        /// Cases.
        pub cases: i64,
        /// Outcomes of the period.
        pub outcomes: i64,
        /// When it ran.
        pub ran_at: Millis,
        /// How long it took, milliseconds.
        pub took_ms: i64,
    }
}

impl Run {
    /// A run that is not in the log yet, and of which not all is known that it was made from.
    #[must_use]
    pub fn of(question: &Question, study_hash: &str, effects: &Effects, outcomes: usize) -> Self {
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        Self {
            outcome: question.outcome.key().to_owned(),
            dimension: question.dimension.key().to_owned(),
            model: question.model.clone(),
            window_days: question.window_days,
            from_at: question.from,
            to_at: question.to,
            definition: DEFINITION.to_owned(),
            study_hash: study_hash.to_owned(),
            cases: count(effects.cases),
            outcomes: count(outcomes),
            ..Self::default()
        }
    }
}

/// What makes two runs ask the same.
fn asked(question: &Question) -> String {
    format!(
        "{DEFINITION} {} by {} of {} from {} to {} within {} by {} in {}",
        question.outcome.key(),
        question.dimension.key(),
        question.level.key(),
        question.from.0,
        question.to.0,
        question.window_days,
        question.model,
        question.currency
    )
}

const RUN: &str = "select id, outcome, dimension, model, window_days, from_at, to_at, definition, data_hash, study_hash, cases, \
     outcomes, ran_at, took_ms from contribution_run ";

/// The run of a question on this input, when there was one.
///
/// # Errors
/// As [`Db::rows`].
pub async fn kept(db: &Db, question: &Question, data_hash: &str) -> Result<Option<Run>> {
    let mut sql = ::store::Sql::new(RUN);
    sql.push("where question = ")
        .bind(asked(question))
        .push(" and data_hash = ")
        .bind(data_hash);
    Ok(db.query(sql).await?.into_iter().next())
}

/// What a run found from the same cases, when there was one that can still be read.
///
/// # Errors
/// As [`Db::rows`].
pub async fn known(db: &Db, study_hash: &str) -> Result<Option<(Effects, Option<Together>)>> {
    let found: Option<(String,)> = db
        .row(
            "select result from contribution_run where study_hash = $1 limit 1",
            params![study_hash],
        )
        .await?;
    Ok(found.and_then(|(result,)| serde_json::from_str(&result).ok()))
}

/// A page that is watched asks again with every change: of the runs of one question the last of every
/// clock hour stays.
const KEPT_EVERY: i64 = 3_600_000;

/// Writes a run into the log.
///
/// # Errors
/// As `Tx::exec`.
pub async fn keep(db: &Db, ctx: &Ctx, answer: &Answer) -> Result<Run> {
    let mut tx = db.begin(ctx).await?;
    let run = Run {
        id: tx.ctx().id(),
        ran_at: tx.ctx().now(),
        ..answer.run.clone()
    };
    let result = serde_json::to_string(&(&answer.effects, &answer.together))?;
    tx.exec(
        "delete from contribution_run where question = $1 and data_hash <> $2 and ran_at >= $3",
        params![
            asked(&answer.question),
            &run.data_hash,
            Millis(run.ran_at.0 - run.ran_at.0.rem_euclid(KEPT_EVERY))
        ],
    )
    .await?;
    tx.exec(
        "insert into contribution_run (id, question, outcome, dimension, model, window_days, from_at, to_at, definition, \
           data_hash, study_hash, log_seq, cases, outcomes, result, ran_at, took_ms) \
         select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, seq, $12, $13, $14, $15, $16 from log_head where id = 1 \
         on conflict (question, data_hash) do update set result = excluded.result, ran_at = excluded.ran_at, \
           took_ms = excluded.took_ms",
        params![
            run.id, asked(&answer.question), &run.outcome, &run.dimension, &run.model, run.window_days, run.from_at,
            run.to_at, &run.definition, &run.data_hash, &run.study_hash, run.cases, run.outcomes, result, run.ran_at, run.took_ms
        ],
    )
    .await?;
    tx.commit().await?;
    Ok(run)
}

/// The latest runs, newest first; those about margins only for whom they are.
///
/// # Errors
/// As [`Db::rows`].
pub async fn runs(db: &Db, with_margin: bool) -> Result<Vec<Run>> {
    let mut sql = ::store::Sql::new(RUN);
    if !with_margin {
        sql.push("where outcome <> 'margin' ");
    }
    sql.push("order by ran_at desc, id desc limit 100");
    db.query(sql).await
}
