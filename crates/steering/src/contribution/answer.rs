//! The answer to a question: credit, contribution and how far both can be trusted, worked out once and
//! kept as long as nothing behind it changes.

use std::collections::HashMap;
use std::sync::Arc;

use ::store::Db;
use kernel::{Ctx, Error, Id, Result};
use tokio::sync::Mutex;

use super::model::{
    Costs, Coverage, Credits, Effects, Gathered, Loss, Places, Question, Reliability, Sensitivity,
    Together, coverage, credits, effects, gather, groups, input_hash, losses, reliability,
    sensitivity, study_hash, together,
};
use super::store::{self as sql, Run};
use crate::effects::{Cases, Dimension, Log, cases, study};

/// Answers that are kept.
const MOST_KEPT: usize = 64;

/// The answer to a question.
#[derive(Debug)]
pub struct Answer {
    /// What was asked.
    pub question: Question,
    /// The rows.
    pub places: Places,
    /// The journeys.
    pub gathered: Gathered,
    /// Who took part.
    pub credits: Credits,
    /// What would not have come without it.
    pub effects: Effects,
    /// What was spent.
    pub costs: Costs,
    /// Marketing, sales and all others; of departments only.
    pub together: Option<Together>,
    /// Whether marketing or sales is too small for that.
    pub hides_together: bool,
    /// What the journeys cover.
    pub coverage: Coverage,
    /// How much depends on model and window.
    pub sensitivity: Sensitivity,
    /// What missing touchpoints would change.
    pub losses: Vec<Loss>,
    /// How far credit can be relied on.
    pub reliability: Reliability,
    /// The run in the log of runs.
    pub run: Run,
}

impl Answer {
    /// The place of an outcome among the journeys.
    ///
    /// # Errors
    /// `NotFound` when it is none of this question.
    pub fn journey_of(&self, id: Id) -> Result<usize> {
        let at = self
            .gathered
            .list
            .iter()
            .position(|t| t.end.id == id && t.happened);
        at.ok_or(Error::NotFound("contribution.outcome"))
    }
}

/// An answer with the log that it was made from.
type Known = (Arc<Log>, Arc<Answer>);

/// Answers in memory, the ones asked for last.
#[derive(Default)]
pub struct Kept {
    answers: Mutex<HashMap<Question, Known>>,
    /// Questions that are being answered: who asks the same waits instead of working it out again.
    asked: Mutex<HashMap<Question, Arc<Mutex<()>>>>,
}

impl Kept {
    /// The answer to a question on a log; worked out when it is new or something behind it changed.
    ///
    /// # Errors
    /// As [`answer`].
    pub async fn answer(
        &self,
        db: &Db,
        ctx: &Ctx,
        log: &Arc<Log>,
        question: &Question,
    ) -> Result<Arc<Answer>> {
        let turn = self
            .asked
            .lock()
            .await
            .entry(question.clone())
            .or_default()
            .clone();
        let held = turn.lock().await;
        let found = self.in_turn(db, ctx, log, question).await;
        drop(held);
        let mut asked = self.asked.lock().await;
        // One handle is in the list and one is ours: nobody else waits.
        if Arc::strong_count(&turn) <= 2 {
            asked.remove(question);
        }
        found
    }

    /// The answer that was given last, however old.
    pub async fn last(&self, question: &Question) -> Option<Arc<Answer>> {
        let answers = self.answers.lock().await;
        answers.get(question).map(|(_, answer)| answer.clone())
    }

    async fn in_turn(
        &self,
        db: &Db,
        ctx: &Ctx,
        log: &Arc<Log>,
        question: &Question,
    ) -> Result<Arc<Answer>> {
        let places = sql::places(db, log, question.dimension).await?;
        let before = self.answers.lock().await.get(question).cloned();
        if let Some((of, answer)) = &before
            && answer.places == places
            && Arc::ptr_eq(of, log)
        {
            return Ok(answer.clone());
        }
        let before = before.map(|(_, answer)| answer);
        let found = answer_in(db, ctx, log, question, places, before).await?;
        let mut answers = self.answers.lock().await;
        if answers.len() >= MOST_KEPT {
            // Yesterday's periods end sooner than today's: the one that ends first goes.
            let oldest = answers.keys().min_by_key(|q| (q.to, q.from)).cloned();
            oldest.and_then(|question| answers.remove(&question));
        }
        answers.insert(question.clone(), (log.clone(), found.clone()));
        Ok(found)
    }
}

/// The answer to a question without anything kept in memory, for programs that ask once.
///
/// # Errors
/// `Invalid` when the model is none, else as the store.
pub async fn answer(
    db: &Db,
    ctx: &Ctx,
    log: &Arc<Log>,
    question: &Question,
) -> Result<Arc<Answer>> {
    let places = sql::places(db, log, question.dimension).await?;
    answer_in(db, ctx, log, question, places, None).await
}

/// What is known before effects are estimated.
struct Prepared {
    gathered: Gathered,
    costs: Costs,
    cases: Cases,
    study: analysis::effects::Study,
    hash: String,
    study_hash: String,
}

async fn answer_in(
    db: &Db,
    ctx: &Ctx,
    log: &Arc<Log>,
    question: &Question,
    places: Places,
    before: Option<Arc<Answer>>,
) -> Result<Arc<Answer>> {
    super::model::specs(question, 1)?;
    let costs = sql::costs(db, question, &places).await?;
    let prepared = {
        let (log, question, places) = (log.clone(), question.clone(), places.clone());
        blocking(move || prepare(&log, &question, &places, costs)).await?
    };
    if let Some(before) = before
        && before.run.data_hash == prepared.hash
        && before.places == places
    {
        return Ok(before);
    }
    let ran_at = ctx.now();
    let run = sql::kept(db, question, &prepared.hash).await?;
    let known = sql::known(db, &prepared.study_hash).await?;
    let lines = sql::lines_of_departments(db, log, question.dimension).await?;
    let (log, asked) = (log.clone(), question.clone());
    let mut answer =
        blocking(move || work_out(&log, asked, places, prepared, &lines, known)).await??;
    answer.run = match run {
        Some(run) => run,
        None => {
            answer.run.took_ms = ctx.now().0 - ran_at.0;
            sql::keep(db, ctx, &answer).await?
        }
    };
    Ok(Arc::new(answer))
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(Error::internal)
}

fn prepare(log: &Log, question: &Question, places: &Places, costs: Costs) -> Prepared {
    let gathered = gather(log, question);
    let period = (question.from, question.to);
    let cases = cases(log, question.outcome, period, &question.currency);
    let names = places.list.iter().map(|place| place.key.clone()).collect();
    let by = question.dimension;
    let known = |row: &usize| *row < places.unknown();
    let study = study(log, &cases, names, |touch| {
        let row = Some(places.row_of(by, touch)).filter(known);
        row.and_then(|row| u32::try_from(row).ok())
    });
    let study_hash = study_hash(&study, &cases);
    Prepared {
        hash: input_hash(&study_hash, &gathered, by, places, &costs),
        study_hash,
        gathered,
        costs,
        cases,
        study,
    }
}

fn work_out(
    log: &Log,
    question: Question,
    places: Places,
    prepared: Prepared,
    lines: &[Vec<String>],
    known: Option<(Effects, Option<Together>)>,
) -> Result<Answer> {
    let Prepared {
        gathered,
        costs,
        cases,
        study: columns,
        hash,
        study_hash,
    } = prepared;
    let joint = places.joint.as_ref();
    let is_joint = |code: usize| joint.is_some_and(|j| j.codes.get(code) == Some(&true));
    let players = groups(lines, is_joint);
    let (effects, together) = match known {
        Some(known) => known,
        None => (
            effects(&columns, &cases)?,
            match (&players, question.dimension) {
                (Some(players), Dimension::Department) => play(log, &cases, players)?,
                _ => None,
            },
        ),
    };
    let coverage = coverage(&gathered, question.dimension, &places);
    let sensitivity = sensitivity(&gathered, &question, &places)?;
    Ok(Answer {
        credits: credits(&gathered, &question, &places)?,
        losses: losses(&gathered, &question, &places)?,
        reliability: reliability(&gathered, &question, &places, &coverage, &sensitivity),
        run: Run::of(&question, (&hash, &study_hash), &effects, gathered.count()),
        hides_together: players.is_none(),
        coverage,
        costs,
        sensitivity,
        effects,
        together,
        places,
        gathered,
        question,
    })
}

/// The game of marketing, sales and all others.
fn play(log: &Log, cases: &Cases, players: &[Option<u32>]) -> Result<Option<Together>> {
    let names = super::model::GROUPS.map(str::to_owned).to_vec();
    let study = study(log, cases, names, |touch| {
        let player = players.get(usize::from(touch.department));
        player.copied().flatten()
    });
    together(&study, cases)
}
