//! The two questions: what marketing does for sales, and what sales and service do for marketing.

use axum::extract::State;
use kernel::{Lang, Millis};
use maud::{Markup, html};
use org::departments::Department;
use org::permissions::{ReadCustomer, Resource, Verb};
use org::web::{Answer, App, May, Page, Viewer};
use store::jobs::{self, Status};
use ui::components::{
    Row, Table, TableColumn, button, dept_chip, empty_state, form, link_button, panel, progress,
};
use ui::{Attrs, fmt, t, tf};

use super::super::jobs::ASK;
use super::super::model::{Basic, Measure, Question, Told, Verdict};
use super::super::{Standing, standing};
use super::effect;
use crate::daily::Progress;
use crate::decisions::{self, Kind};
use crate::evidence;

const BASICS: [Basic; 3] = [Basic::Q1, Basic::Q2, Basic::Together];

pub(crate) async fn list(State(app): State<App>, may: May<ReadCustomer>) -> Answer {
    let lang = may.ctx.lang;
    let departments = org::departments::all(app.db()).await?;
    let standing = standing(app.db(), may.ctx.now()).await?;
    let run = jobs::newest(app.db(), ASK).await?;
    let reviews = decisions::to_come(&app, &may, Kind::Question).await?;
    let view = View {
        viewer: &may,
        departments: &departments,
        standing: &standing,
    };
    let body = html! {
        div.u-main.u-stack {
            (head(&may, &standing, run.as_ref()))
            @if standing.answers.is_empty() {
                (empty_state("flask", t(lang, "questions.empty"), t(lang, "questions.empty_text"), html! {}))
            } @else {
                @for basic in BASICS { (view.basic(basic)) }
                (reviews)
            }
        }
    };
    Ok(Page::new(t(lang, "menu.questions"), "/questions").render(&app, &may, body))
}

/// When it was asked, how far a run is, and the way to ask again.
fn head(viewer: &Viewer, standing: &Standing, run: Option<&Status>) -> Markup {
    let lang = viewer.ctx.lang;
    let at_work = run.filter(|run| run.is_at_work(viewer.ctx.now()));
    html! {
        @if let Some(run) = at_work {
            @let told: Progress = run.said();
            div.u-panel hx-get="/questions" hx-trigger="every 2s" hx-select="main" hx-target="main" hx-swap="outerHTML" {
                div.b { (progress(lang, t(lang, "questions.running"), told.done, told.of)) }
            }
        }
        div.u-row.u-ask {
            p.u-mute.u-grow { (asked_when(lang, standing, &viewer.ctx.zone)) }
            (link_button(t(lang, "decisions.all"), "/decisions?about=question").ghost())
            @if viewer.may(Resource::Activity, Verb::Write) && at_work.is_none() {
                (form("/questions/runs", &viewer.csrf, &Attrs::new(), html! {
                    (button(t(lang, "questions.ask")).icon("refresh").submits())
                }))
            }
        }
    }
}

fn asked_when(lang: Lang, standing: &Standing, zone: &str) -> String {
    let at = |at: Millis| fmt::datetime(lang, at, zone);
    match standing.asked {
        Some((answered, until)) => tf(
            lang,
            "questions.asked",
            &[
                ("at", &at(answered)),
                ("until", &at(until)),
                ("n", &standing.answers.len()),
            ],
        ),
        None => t(lang, "questions.intro").to_owned(),
    }
}

struct View<'a> {
    viewer: &'a Viewer,
    departments: &'a [Department],
    standing: &'a Standing,
}

impl View<'_> {
    fn basic(&self, basic: Basic) -> Markup {
        let (lang, key) = (self.viewer.ctx.lang, basic.key());
        let title = t(lang, &format!("questions.{key}"));
        let mut those: Vec<_> = self
            .standing
            .answers
            .iter()
            .filter(|(q, _, _)| q.about().belongs == basic)
            .collect();
        those.sort_by(|a, b| self.rank(b.0, &b.2).total_cmp(&self.rank(a.0, &a.2)));
        let columns = vec![
            TableColumn::new(t(lang, "questions.what")),
            TableColumn::new(t(lang, "questions.effect")),
            TableColumn::new(t(lang, "questions.naive"))
                .numeric()
                .hide_small(),
            TableColumn::new(t(lang, "questions.grade_word")).hide_small(),
            TableColumn::new(t(lang, "questions.n"))
                .numeric()
                .hide_small(),
            TableColumn::new(t(lang, "questions.next_quarter"))
                .numeric()
                .hide_small(),
            TableColumn::new(t(lang, "word.department")).hide_small(),
        ];
        let rows = those
            .iter()
            .map(|(q, _, told)| self.row(*q, told))
            .collect();
        panel(
            title,
            html! {},
            html! {
                p.u-mute.u-sm { (t(lang, &format!("questions.{key}_text"))) }
                (Table::new(lang, title, columns, rows))
            },
        )
    }

    /// First what is to be done more, then what is to be left, then what is to be found out; within each
    /// by what the next quarter may bring.
    fn rank(&self, question: &dyn Question, told: &Told) -> f64 {
        let group = match told.verdict(question) {
            Verdict::More => 2e18,
            Verdict::Less => 1e18,
            Verdict::Test => 0.0,
        };
        group + self.standing.money(question, told).unwrap_or(0.0).abs()
    }

    fn row(&self, question: &dyn Question, told: &Told) -> Row {
        let lang = self.viewer.ctx.lang;
        let key = question.about().key;
        let owner = self
            .departments
            .iter()
            .find(|d| d.key == question.about().owner);
        let sentence = t(lang, &format!("questions.{key}.title"));
        Row {
            href: Some(format!("/questions/{key}")),
            cells: vec![
                html! {
                    (evidence::verdict(lang, told.verdict(question).key())) " "
                    a.u-link href={ "/questions/" (key) } { (sentence) }
                    br; span.u-mute.u-sm { (tf(lang, "questions.for_whom", &[("cases", &t(lang, &format!("questions.{key}.cases")))])) }
                },
                effect::adjusted(lang, question, told),
                html! { (effect::naive(lang, question, told)) },
                evidence::grade(lang, told.grade),
                html! { (fmt::number(lang, told.exposed as i64)) " / " (fmt::number(lang, told.cases as i64)) },
                html! { (self.next_quarter(question, told)) },
                html! { @if let Some(d) = owner { (dept_chip(d.name(lang), &d.class())) } },
            ],
        }
    }

    fn next_quarter(&self, question: &dyn Question, told: &Told) -> Markup {
        let lang = self.viewer.ctx.lang;
        let currency = &self.standing.currency;
        let money = self
            .standing
            .money(question, told)
            .filter(|_| !told.is_unproven(question));
        let outcomes = effect::expected(lang, question, told, currency);
        // What is money already needs no second line of its own.
        let money = money.filter(|_| question.about().measure != Measure::Money);
        html! {
            @if let Some(minor) = money { strong { (fmt::money_short(lang, minor.round() as i64, currency)) } br; }
            @if let Some((value, ci)) = outcomes { span.u-sm.u-mute { (value) " (" (ci) ")" } }
        }
    }
}
