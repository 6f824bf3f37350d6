//! What is decided upon an answer: start, adapt, stop or test, with the day of the review.

use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{Date, Error, Id, Lang, Result};
use maud::{Markup, html};
use org::departments::Department;
use org::permissions::{Resource, Verb, WriteActivity};
use org::web::{Answer, App, Form, May, Viewer, see};
use serde::Deserialize;
use ui::components::{button, date_field, form, kv, submit, textarea};
use ui::{Attrs, fmt, t, tf};

use super::super::asked;
use super::super::model::{Question, Told};
use super::super::store::{self as sql, Decision, Draft, Kept};
use super::effect;

/// What can be decided.
pub(crate) const ACTIONS: [&str; 4] = ["start", "adapt", "stop", "test"];
/// Days until the review unless somebody says otherwise: a quarter.
const REVIEW_DAYS: i64 = 91;
/// Longest note.
const NOTE: usize = 2_000;

/// The decisions of a question and the form for a new one.
pub(super) fn panel(
    viewer: &Viewer,
    question: &dyn Question,
    told: Option<&Told>,
    decided: &[Decision],
    (departments, currency): (&[Department], &str),
) -> Markup {
    let lang = viewer.ctx.lang;
    let may = viewer.may(Resource::Activity, Verb::Write);
    let body = html! {
        @if decided.is_empty() { p.u-mute { (t(lang, "questions.no_decisions")) } }
        @for decision in decided { (one(viewer, question, decision, (departments, currency), may)) }
        @if may { (new(viewer, question, told, currency)) }
    };
    ui::components::panel(t(lang, "questions.decisions"), html! {}, body)
}

fn one(
    viewer: &Viewer,
    question: &dyn Question,
    decision: &Decision,
    (departments, currency): (&[Department], &str),
    may: bool,
) -> Markup {
    let lang = viewer.ctx.lang;
    let effect = |v: Option<f64>| {
        let shown = v.map(|v| effect::difference(lang, question.about().measure, v, currency));
        html! { (shown.unwrap_or_else(|| "–".to_owned())) }
    };
    let owner = departments
        .iter()
        .find(|d| Some(d.id) == decision.department_id);
    let open = decision.reviewed_at.is_none() && decision.withdrawn_at.is_none();
    let mut rows = vec![
        (
            t(lang, "questions.decided_on"),
            html! { (fmt::datetime(lang, decision.decided_at, &viewer.ctx.zone)) },
        ),
        (
            t(lang, "word.department"),
            html! { (owner.map_or("–", |d| d.name(lang))) },
        ),
        (t(lang, "questions.expected"), effect(decision.expected)),
        (
            t(lang, "questions.review_on"),
            html! { (fmt::date(lang, decision.review_on)) },
        ),
    ];
    if let Some(note) = &decision.note {
        rows.push((t(lang, "questions.why"), html! { (note) }));
    }
    if decision.reviewed_at.is_some() {
        rows.push((t(lang, "questions.actual"), effect(decision.actual)));
        let learned = decision.review_note.as_deref().unwrap_or("–");
        rows.push((t(lang, "questions.learned"), html! { (learned) }));
    }
    if decision.withdrawn_at.is_some() {
        rows.push((
            t(lang, "questions.state"),
            html! { (t(lang, "questions.withdrawn")) },
        ));
    }
    html! {
        article.u-stack {
            h3 { (t(lang, &format!("questions.action.{}", decision.action))) }
            (kv(&rows))
            @if open && may { (closing(viewer, decision)) }
        }
    }
}

fn closing(viewer: &Viewer, decision: &Decision) -> Markup {
    let lang = viewer.ctx.lang;
    let path = format!("/questions/decisions/{}", decision.id);
    html! {
        details.u-what {
            summary { (t(lang, "questions.review")) }
            (form(&format!("{path}/review"), &viewer.csrf, &Attrs::new(), html! {
                (textarea("note", t(lang, "questions.learned"), 2).id(&format!("f-learned-{}", decision.id)))
                p.u-mute.u-sm { (t(lang, "questions.review_hint")) }
                (submit(t(lang, "questions.review_now")))
            }))
            (form(&format!("{path}/withdrawal"), &viewer.csrf, &Attrs::new(), html! {
                (button(t(lang, "questions.withdraw")).ghost().submits())
            }))
        }
    }
}

fn new(viewer: &Viewer, question: &dyn Question, told: Option<&Told>, currency: &str) -> Markup {
    let lang = viewer.ctx.lang;
    let day = viewer.ctx.now().date_in(&viewer.ctx.zone);
    let review = day.saturating_add(jiff::Span::new().days(REVIEW_DAYS));
    let wished = match told.map(|told| told.verdict(question).key()) {
        Some("more") => "start",
        Some("less") => "stop",
        _ => "test",
    };
    let expected = told
        .and_then(|told| told.adjusted.as_ref())
        .map(|a| effect::difference(lang, question.about().measure, a.difference, currency));
    form(
        &format!("/questions/{}/decisions", question.about().key),
        &viewer.csrf,
        &Attrs::new(),
        html! {
            (date_field(lang, "review_on", t(lang, "questions.review_on"), Some(review)))
            (textarea("note", t(lang, "questions.why"), 2))
            @if let Some(expected) = expected {
                p.u-mute.u-sm { (tf(lang, "questions.expects", &[("effect", &expected)])) }
            }
            // The first one is what Enter presses.
            div.u-row.u-wrap {
                (submit(act(lang, wished)).sends("action", wished))
                @for action in ACTIONS.into_iter().filter(|a| *a != wished) {
                    (button(act(lang, action)).submits().sends("action", action))
                }
            }
        },
    )
}

/// What a press decides.
fn act(lang: Lang, action: &str) -> &'static str {
    t(lang, &format!("questions.act.{action}"))
}

/// A decision as it is sent.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Said {
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
    Path(key): Path<String>,
    Form(said): Form<Said>,
) -> Answer<Response> {
    let id = take(&app, &may, &key, &said).await?;
    let undo = format!("/questions/decisions/{id}/withdrawal");
    let notice = Some(("questions.decided", Some(undo.as_str())));
    Ok(see(&app, &format!("/questions/{key}"), notice))
}

/// Takes a decision; page and API share it.
pub(crate) async fn take(app: &App, viewer: &Viewer, key: &str, said: &Said) -> Result<Id> {
    let question = asked::find(key).ok_or(Error::NotFound("question"))?;
    let review_on = checked(viewer, said)?;
    let newest = sql::answers(app.db(), question.about().key)
        .await?
        .into_iter()
        .next();
    let told = newest.as_ref().and_then(Kept::told);
    let departments = org::departments::all(app.db()).await?;
    let draft = Draft {
        question: question.about().key,
        action: said.action.clone(),
        answer: newest.map(|kept| kept.id),
        department: departments
            .iter()
            .find(|d| d.key == question.about().owner)
            .map(|d| d.id),
        expected: told.and_then(|told| told.adjusted).map(|a| a.difference),
        note: Some(said.note.trim().to_owned()).filter(|note| !note.is_empty()),
        review_on,
    };
    let mut tx = app.db().begin(&viewer.ctx).await?;
    let id = sql::decide(&mut tx, &draft).await?;
    tx.commit().await?;
    Ok(id)
}

fn checked(viewer: &Viewer, said: &Said) -> Result<Date> {
    if !ACTIONS.contains(&said.action.as_str()) {
        return Err(Error::field("action", "error.choice"));
    }
    if said.note.chars().count() > NOTE {
        return Err(Error::field("note", "error.too_long"));
    }
    let today = viewer.ctx.now().date_in(&viewer.ctx.zone);
    let day = ui::parse::date(&said.review_on).map_err(|key| Error::field("review_on", key))?;
    match day >= today {
        true => Ok(day),
        false => Err(Error::field("review_on", "questions.review_later")),
    }
}

/// What was learned.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
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
    let question = close(&app, &may, id, &learned).await?;
    let notice = Some(("questions.reviewed", None));
    Ok(see(&app, &format!("/questions/{question}"), notice))
}

/// Compares a decision with the newest answer; page and API share it.
pub(crate) async fn close(app: &App, viewer: &Viewer, id: Id, learned: &Learned) -> Result<String> {
    if learned.note.chars().count() > NOTE {
        return Err(Error::field("note", "error.too_long"));
    }
    let decision = sql::decision(app.db(), id).await?;
    let newest = sql::answers(app.db(), &decision.question)
        .await?
        .into_iter()
        .next();
    let told = newest.as_ref().and_then(Kept::told);
    let actual = told.and_then(|told| told.adjusted).map(|a| a.difference);
    let note = Some(learned.note.trim()).filter(|note| !note.is_empty());
    let mut tx = app.db().begin(&viewer.ctx).await?;
    sql::review(&mut tx, id, newest.map(|kept| kept.id), actual, note).await?;
    tx.commit().await?;
    Ok(decision.question)
}

pub(crate) async fn withdraw(
    State(app): State<App>,
    may: May<WriteActivity>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    let question = take_back(&app, &may, id).await?;
    let notice = Some(("questions.taken_back", None));
    Ok(see(&app, &format!("/questions/{question}"), notice))
}

/// Takes a decision back; page and API share it.
pub(crate) async fn take_back(app: &App, viewer: &Viewer, id: Id) -> Result<String> {
    let decision = sql::decision(app.db(), id).await?;
    let mut tx = app.db().begin(&viewer.ctx).await?;
    sql::withdraw(&mut tx, id).await?;
    tx.commit().await?;
    Ok(decision.question)
}
