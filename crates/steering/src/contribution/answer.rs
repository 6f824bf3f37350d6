//! The answer to a question: credit, contribution and how far both can be trusted.

use std::sync::Arc;

use ::store::Db;
use kernel::{Ctx, Error, Id, Result};

use super::model::{
    Costs, Coverage, Credits, Effects, Gathered, Loss, Places, Question, Reliability, Sensitivity,
    Together, coverage, credits, effects, gather, groups, input_hash, losses, reliability,
    sensitivity, study_hash, together,
};
use super::store::{self as sql, Run};
use crate::effects::{Cases, Dimension, Log, Touch, cases, exposed_to, study};

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
    cases: Cases,
    study: analysis::effects::Study,
    study_hash: String,
}

pub(super) async fn answer_in(
    db: &Db,
    ctx: &Ctx,
    log: &Arc<Log>,
    question: &Question,
    places: Places,
    before: Option<Arc<Answer>>,
) -> Result<Arc<Answer>> {
    super::model::specs(question, 1)?;
    let ran_at = ctx.now();
    // Costs may have to come from a disk that has not read them yet: nothing else waits for that.
    let mut costs = tokio::spawn(costs(db.clone(), question.clone(), places.clone()));
    let prepared = {
        let (log, question, places) = (log.clone(), question.clone(), places.clone());
        blocking(move || prepare(&log, &question, &places)).await?
    };
    let mut known_costs = None;
    if let Some(before) = before.filter(|before| before.places == places) {
        let now = known_costs.insert((&mut costs).await.map_err(Error::internal)??);
        let by = question.dimension;
        let Prepared {
            study_hash,
            gathered,
            ..
        } = &prepared;
        if before.run.data_hash == input_hash(study_hash, gathered, by, &places, now) {
            return Ok(before);
        }
    }
    let known = sql::known(db, &prepared.study_hash).await?;
    let lines = sql::lines_of_departments(db, log, question.dimension).await?;
    let (log, asked) = (log.clone(), question.clone());
    let mut answer =
        blocking(move || work_out(&log, asked, places, prepared, &lines, known)).await??;
    answer.costs = match known_costs {
        Some(costs) => costs,
        None => costs.await.map_err(Error::internal)??,
    };
    answer.run.data_hash = hash(&answer);
    answer.run = match sql::kept(db, question, &answer.run.data_hash).await? {
        Some(run) => run,
        None => {
            answer.run.took_ms = ctx.now().0 - ran_at.0;
            sql::keep(db, ctx, &answer).await?
        }
    };
    Ok(Arc::new(answer))
}

async fn costs(db: Db, question: Question, places: Places) -> Result<Costs> {
    sql::costs(&db, &question, &places).await
}

/// What identifies everything that an answer was made from.
fn hash(answer: &Answer) -> String {
    input_hash(
        &answer.run.study_hash,
        &answer.gathered,
        answer.question.dimension,
        &answer.places,
        &answer.costs,
    )
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(Error::internal)
}

fn prepare(log: &Log, question: &Question, places: &Places) -> Prepared {
    let by = question.dimension;
    let known = |row: &usize| *row < places.unknown();
    let columns = || {
        let period = (question.from, question.to);
        let cases = cases(log, question.outcome, period, &question.currency);
        let names = places.list.iter().map(|place| place.key.clone()).collect();
        let to_many = log.to_many();
        let counts = |touch: &Touch| !(by.is_summary() && to_many(touch));
        let study = study(log, &cases, names, |touch| {
            let row = Some(places.row_of(by, touch)).filter(|_| counts(touch));
            let row = row.filter(known);
            row.and_then(|row| u32::try_from(row).ok())
        });
        let hash = study_hash(&study, &cases);
        (cases, study, hash)
    };
    let (gathered, (cases, study, study_hash)) = rayon::join(|| gather(log, question), columns);
    Prepared {
        study_hash,
        gathered,
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
        cases,
        study: columns,
        study_hash,
    } = prepared;
    let joint = places.joint.as_ref();
    let is_joint = |code: usize| joint.is_some_and(|j| j.codes.get(code) == Some(&true));
    let players = groups(lines, is_joint);
    let estimated = || match known {
        Some(known) => Ok(known),
        None => estimated(
            log,
            &cases,
            &columns,
            players.as_deref(),
            question.dimension,
        ),
    };
    let shared = || shared_out(&gathered, &question, &places);
    let (estimated, shared) = rayon::join(estimated, shared);
    let ((effects, together), shared) = (estimated?, shared?);
    Ok(Answer {
        credits: shared.credits,
        losses: shared.losses,
        reliability: shared.reliability,
        coverage: shared.coverage,
        sensitivity: shared.sensitivity,
        run: Run::of(&question, &study_hash, &effects, gathered.count()),
        hides_together: players.is_none(),
        costs: Costs::default(),
        effects,
        together,
        places,
        gathered,
        question,
    })
}

/// The contributions of all rows, and of departments the game of marketing, sales and all others.
fn estimated(
    log: &Log,
    cases: &Cases,
    columns: &analysis::effects::Study,
    players: Option<&[Option<u32>]>,
    by: Dimension,
) -> Result<(Effects, Option<Together>)> {
    let together = match (players, by) {
        (Some(players), Dimension::Department) => play(log, cases, columns, players)?,
        _ => None,
    };
    Ok((effects(columns, cases)?, together))
}

/// Credit, and how far it can be trusted.
struct SharedOut {
    credits: Credits,
    losses: Vec<Loss>,
    coverage: Coverage,
    sensitivity: Sensitivity,
    reliability: Reliability,
}

fn shared_out(gathered: &Gathered, question: &Question, places: &Places) -> Result<SharedOut> {
    let coverage = coverage(gathered, question.dimension, places);
    let sensitivity = sensitivity(gathered, question, places)?;
    Ok(SharedOut {
        credits: credits(gathered, question, places)?,
        losses: losses(gathered, question, places)?,
        reliability: reliability(gathered, question, places, &coverage, &sensitivity),
        coverage,
        sensitivity,
    })
}

/// The game of marketing, sales and all others.
fn play(
    log: &Log,
    cases: &Cases,
    columns: &analysis::effects::Study,
    players: &[Option<u32>],
) -> Result<Option<Together>> {
    let names = super::model::GROUPS.map(str::to_owned).to_vec();
    let to_many = log.to_many();
    let study = exposed_to(columns.clone(), log, cases, names, |touch| {
        let player = players.get(usize::from(touch.department));
        player.copied().flatten().filter(|_| !to_many(touch))
    });
    together(&study, cases)
}
