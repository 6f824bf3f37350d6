//! The list of all decisions, the form and the history on the page of their subject, what the forms do.

mod list;
mod panel;
mod written;

use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{Date, Error, Id, Result};
use org::permissions::WriteActivity;
use org::web::{Answer, App, Form, May, Viewer, see};
use serde::Deserialize;

use super::model::{Action, Judgement, Kind, Subject};
use super::store::{self as sql, Draft, Reviewed};
use super::subjects;
use crate::evidence::Measure;

pub(crate) use list::to_come;
pub(super) use list::{Asked, list, page};
pub(crate) use panel::panel;

/// Longest note.
const NOTE: usize = 2_000;

/// A decision as it is sent.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = DecisionDraft)]
#[serde(deny_unknown_fields)]
pub(crate) struct Said {
    /// Upon what: `question` or `pair`.
    pub(crate) about: String,
    /// The key of the question, or `outcome/first/then/lag` of the pair.
    pub(crate) subject: String,
    /// `start`, `adapt`, `stop` or `test`.
    pub(crate) action: String,
    /// The day of the review, `YYYY-MM-DD` or as written in the language of the member.
    pub(crate) review_on: String,
    /// Why.
    #[serde(default)]
    pub(crate) note: String,
    /// Token of the form.
    #[serde(default, rename = "_csrf")]
    #[schema(ignore)]
    pub(crate) _csrf: String,
}

pub(crate) async fn decide(
    State(app): State<App>,
    may: May<WriteActivity>,
    Form(said): Form<Said>,
) -> Answer<Response> {
    let (id, subject) = take(&app, &may, &said).await?;
    let undo = format!("/decisions/{id}/withdrawal");
    let notice = Some(("decisions.decided", Some(undo.as_str())));
    Ok(see(&app, &subjects::href(&subject), notice))
}

/// Takes a decision; page and API share it.
pub(crate) async fn take(app: &App, viewer: &Viewer, said: &Said) -> Result<(Id, Subject)> {
    let action = Action::parse(&said.action);
    let action = action.ok_or_else(|| Error::field("action", "error.choice"))?;
    let review_on = later(viewer, &said.review_on)?;
    let kind = Kind::parse(&said.about).ok_or_else(|| Error::field("about", "error.choice"))?;
    let subject = Subject {
        kind,
        key: said.subject.clone(),
    };
    let known = subjects::known(app, &subject, None).await?;
    let subject = known.subject.clone();
    let currency = match known.measure {
        Measure::Money => Some(org::settings::company(app.db()).await?.currency),
        _ => None,
    };
    let draft = Draft {
        known,
        action,
        currency,
        note: note(&said.note)?.map(str::to_owned),
        review_on,
    };
    let mut tx = app.db().begin(&viewer.ctx).await?;
    let id = sql::decide(&mut tx, &draft).await?;
    tx.commit().await?;
    Ok((id, subject))
}

/// A day from today on.
fn later(viewer: &Viewer, typed: &str) -> Result<Date> {
    let today = viewer.ctx.now().date_in(&viewer.ctx.zone);
    let day = ui::parse::date(typed).map_err(|key| Error::field("review_on", key))?;
    match day >= today {
        true => Ok(day),
        false => Err(Error::field("review_on", "decisions.review_later")),
    }
}

fn note(typed: &str) -> Result<Option<&str>> {
    match typed.chars().count() > NOTE {
        true => Err(Error::field("note", "error.too_long")),
        false => Ok(Some(typed.trim()).filter(|note| !note.is_empty())),
    }
}

/// What was learned.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[schema(as = DecisionReview)]
#[serde(deny_unknown_fields)]
pub(crate) struct Learned {
    /// In the words of whoever looks at it.
    #[serde(default)]
    pub(crate) note: String,
    /// Token of the form.
    #[serde(default, rename = "_csrf")]
    #[schema(ignore)]
    pub(crate) _csrf: String,
}

pub(crate) async fn review(
    State(app): State<App>,
    may: May<WriteActivity>,
    Path(id): Path<Id>,
    Form(learned): Form<Learned>,
) -> Answer<Response> {
    let subject = close(&app, &may, id, &learned).await?;
    let notice = Some(("decisions.reviewed", None));
    Ok(see(&app, &subjects::href(&subject), notice))
}

/// Compares a decision with the newest answer; page and API share it.
pub(crate) async fn close(
    app: &App,
    viewer: &Viewer,
    id: Id,
    learned: &Learned,
) -> Result<Subject> {
    let decision = sql::one(app.db(), id).await?;
    let subject = decision.subject().ok_or(Error::NotFound("decision"))?;
    let known = subjects::known(app, &subject, decision.comparison.as_deref()).await?;
    let found = Reviewed {
        answer: known.answer,
        actual: known.effect.as_ref(),
        judgement: Judgement::of(decision.expected, known.effect.as_ref()),
        note: note(&learned.note)?,
    };
    let mut tx = app.db().begin(&viewer.ctx).await?;
    sql::review(&mut tx, id, &found).await?;
    tx.commit().await?;
    Ok(subject)
}

pub(crate) async fn withdraw(
    State(app): State<App>,
    may: May<WriteActivity>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    let subject = take_back(&app, &may, id).await?;
    let notice = Some(("decisions.taken_back", None));
    Ok(see(&app, &subjects::href(&subject), notice))
}

/// Takes a decision back; page and API share it.
pub(crate) async fn take_back(app: &App, viewer: &Viewer, id: Id) -> Result<Subject> {
    let decision = sql::one(app.db(), id).await?;
    let subject = decision.subject().ok_or(Error::NotFound("decision"))?;
    let mut tx = app.db().begin(&viewer.ctx).await?;
    sql::withdraw(&mut tx, id).await?;
    tx.commit().await?;
    Ok(subject)
}
