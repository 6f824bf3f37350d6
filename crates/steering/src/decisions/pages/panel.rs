//! The decisions upon one subject and the form for a new one, for the page of the subject.

use std::collections::HashMap;

use kernel::{Id, Result};
use maud::{Markup, html};
use org::departments::Department;
use org::permissions::{Resource, Verb};
use org::web::{App, Viewer};
use ui::components::{button, date_field, form, hidden, kv, submit, textarea};
use ui::{Attrs, fmt, t, tf};

use super::super::model::{Action, Known};
use super::super::store::{self as sql, Decision};
use super::written;

/// Days until the review unless somebody says otherwise: a quarter.
const REVIEW_DAYS: i64 = 91;

/// What is drawn with every decision.
struct Drawn<'a> {
    viewer: &'a Viewer,
    departments: Vec<Department>,
    members: HashMap<Id, String>,
    currency: String,
    may_write: bool,
}

/// The decisions upon a subject, newest first, and the form for a new one.
pub(crate) async fn panel(app: &App, viewer: &Viewer, known: &Known) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let decided = sql::upon(app.db(), &known.subject).await?;
    let who = decided.iter().flat_map(|d| [d.decided_by, d.reviewed_by]);
    let who: Vec<Id> = who.flatten().collect();
    let members = org::members::named(app.db(), who).await?;
    let drawn = Drawn {
        viewer,
        departments: org::departments::all(app.db()).await?,
        members: members.into_iter().collect(),
        currency: org::settings::company(app.db()).await?.currency,
        may_write: viewer.may(Resource::Activity, Verb::Write),
    };
    let body = html! {
        div.u-stack {
            @if decided.is_empty() { p.u-mute { (t(lang, "decisions.none_here")) } }
            @for decision in &decided { (drawn.one(decision)) }
            @if drawn.may_write { (drawn.to_be_made(known)) }
        }
    };
    let title = t(lang, "decisions.title");
    Ok(ui::components::panel(title, html! {}, body))
}

impl Drawn<'_> {
    fn one(&self, decision: &Decision) -> Markup {
        let lang = self.viewer.ctx.lang;
        let mut rows = self.made(decision);
        rows.extend(self.became(decision));
        let rows: Vec<(&str, Markup)> = rows.into_iter().map(|(l, v)| (t(lang, l), v)).collect();
        let today = self.viewer.ctx.now().date_in(&self.viewer.ctx.zone);
        html! {
            article.u-stack id={ "decision-" (decision.id) } {
                h3 { (written::action(lang, decision)) " " (written::state(lang, decision, today)) }
                (kv(&rows))
                @if decision.is_open() && self.may_write { (self.closing(decision)) }
            }
        }
    }

    /// Who decided what, when, and what was expected.
    fn made(&self, decision: &Decision) -> Vec<(&'static str, Markup)> {
        let lang = self.viewer.ctx.lang;
        let owner = self
            .departments
            .iter()
            .find(|d| Some(d.id) == decision.department_id);
        let expected = written::expected(lang, decision, &self.currency);
        let against = written::comparison(lang, decision.comparison.as_deref())
            .filter(|_| decision.expected.is_some());
        let at = fmt::datetime(lang, decision.decided_at, &self.viewer.ctx.zone);
        let mut rows = vec![
            (
                "decisions.decided_on",
                html! { (at) (self.by(decision.decided_by)) },
            ),
            (
                "word.department",
                html! { (owner.map_or("–", |d| d.name(lang))) },
            ),
            (
                "decisions.expected",
                html! { (expected) @if let Some(against) = against { ", " (against) } },
            ),
            (
                "decisions.review_on",
                html! { (fmt::date(lang, decision.review_on)) },
            ),
        ];
        if let Some(note) = &decision.note {
            rows.push(("decisions.why", html! { (note) }));
        }
        rows
    }

    /// What the review found.
    fn became(&self, decision: &Decision) -> Vec<(&'static str, Markup)> {
        let lang = self.viewer.ctx.lang;
        let Some(at) = decision.reviewed_at else {
            return Vec::new();
        };
        let at = fmt::datetime(lang, at, &self.viewer.ctx.zone);
        let judgement = written::judgement(lang, decision).unwrap_or("–");
        let learned = decision.review_note.as_deref().unwrap_or("–");
        vec![
            (
                "decisions.reviewed_on",
                html! { (at) (self.by(decision.reviewed_by)) },
            ),
            (
                "decisions.actual",
                html! { (written::actual(lang, decision, &self.currency)) },
            ),
            ("decisions.judgement_word", html! { (judgement) }),
            ("decisions.learned", html! { (learned) }),
        ]
    }

    fn by(&self, member: Option<Id>) -> Markup {
        let name = member.and_then(|id| self.members.get(&id));
        html! { @if let Some(name) = name { " · " (name) } }
    }

    fn closing(&self, decision: &Decision) -> Markup {
        let (lang, csrf) = (self.viewer.ctx.lang, &self.viewer.csrf);
        let path = format!("/decisions/{}", decision.id);
        html! {
            details.u-what {
                summary { (t(lang, "decisions.review")) }
                (form(&format!("{path}/review"), csrf, &Attrs::new(), html! {
                    (textarea("note", t(lang, "decisions.learned"), 2).id(&format!("f-learned-{}", decision.id)))
                    p.u-mute.u-sm { (t(lang, "decisions.review_hint")) }
                    (submit(t(lang, "decisions.review_now")))
                }))
                (form(&format!("{path}/withdrawal"), csrf, &Attrs::new(), html! {
                    (button(t(lang, "decisions.withdraw")).ghost().submits())
                }))
            }
        }
    }

    fn to_be_made(&self, known: &Known) -> Markup {
        let lang = self.viewer.ctx.lang;
        let today = self.viewer.ctx.now().date_in(&self.viewer.ctx.zone);
        let review = today.saturating_add(jiff::Span::new().days(REVIEW_DAYS));
        let outlook = written::outlook(lang, known, &self.currency);
        let act = |action: Action| t(lang, &format!("decisions.act.{}", action.key()));
        let others = Action::ALL.into_iter().filter(|a| *a != known.wished);
        form(
            "/decisions",
            &self.viewer.csrf,
            &Attrs::new(),
            html! {
                (hidden("about", known.subject.kind.key()))
                (hidden("subject", &known.subject.key))
                (date_field(lang, "review_on", t(lang, "decisions.review_on"), Some(review)))
                (textarea("note", t(lang, "decisions.why"), 2))
                @if let Some(outlook) = outlook {
                    p.u-mute.u-sm { (tf(lang, "decisions.expects", &[("effect", &outlook)])) }
                }
                // The first one is what Enter presses.
                div.u-row.u-wrap {
                    (submit(act(known.wished)).sends("action", known.wished.key()))
                    @for action in others { (button(act(action)).submits().sends("action", action.key())) }
                }
            },
        )
    }
}
