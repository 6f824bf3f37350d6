//! What decisions upon a question rest on: its newest answer.

use ::store::Db;
use kernel::{Error, Lang, Result};
use ui::t_opt;

use super::asked;
use super::model::{Question, Told};
use super::store::{self as sql, Kept};
use crate::decisions::{Action, Effect, Kind, Known, Subject};

/// The subject that a question is.
pub(super) fn subject(question: &dyn Question) -> Subject {
    Subject {
        kind: Kind::Question,
        key: question.about().key.to_owned(),
    }
}

/// What the newest answer to a question says.
///
/// # Errors
/// `NotFound` when there is no such question, else as [`Db::rows`].
pub(crate) async fn known(db: &Db, key: &str) -> Result<Known> {
    let question = asked::find(key).ok_or(Error::NotFound("question"))?;
    let answers = sql::answers(db, question.about().key).await?;
    known_from(db, question, answers.first()).await
}

/// What an answer to a question says.
pub(super) async fn known_from(
    db: &Db,
    question: &dyn Question,
    kept: Option<&Kept>,
) -> Result<Known> {
    let about = question.about();
    let told = kept.and_then(Kept::told);
    let verdict = told.as_ref().map(|told| told.verdict(question).key());
    let effect = |told: &Told| {
        let adjusted = told.adjusted.as_ref()?;
        Some(Effect {
            value: adjusted.difference,
            ci: Some(adjusted.ci),
            is_proven: !told.is_unproven(question),
        })
    };
    Ok(Known {
        subject: subject(question),
        answer: kept.map(|kept| kept.id),
        wished: Action::after(verdict.unwrap_or_default()),
        department: org::departments::by_key(db, about.owner).await?,
        measure: about.measure,
        comparison: None,
        effect: told.as_ref().and_then(effect),
    })
}

/// The statement of a question; its key when a later program asked it.
pub(crate) fn title(lang: Lang, key: &str) -> String {
    let text = t_opt(lang, &format!("questions.{key}.title"));
    text.unwrap_or(key).to_owned()
}
