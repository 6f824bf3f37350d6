//! Answers in memory: worked out once, and kept as long as nothing behind them changes.

use std::collections::HashMap;
use std::sync::Arc;

use ::store::Db;
use kernel::{Ctx, Result};
use tokio::sync::Mutex;

use super::answer::{Answer, answer_in};
use super::model::Question;
use super::store as sql;
use crate::effects::Log;

/// Answers that are kept.
const MOST_KEPT: usize = 64;

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
    /// As [`super::answer::answer`].
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
