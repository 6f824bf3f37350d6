//! The list: what was found for each outcome, and what was looked at without a finding.

use axum::extract::State;
use kernel::{Lang, Millis};
use maud::{Markup, html};
use org::permissions::{ReadCustomer, Resource, Verb};
use org::web::{Answer as Answered, App, May, Page, Viewer};
use store::jobs::{self, Status};
use ui::components::{
    Row, Table, TableColumn, button, empty_state, form, link_button, panel, progress,
};
use ui::{Attrs, fmt, t, tf};

use super::super::api::newest;
use super::super::jobs::SEARCH;
use super::super::model::{Answer, Pair, Standing};
use super::{address, gain, sentence};
use crate::contribution::{Places, places};
use crate::daily::Progress;
use crate::decisions::{self, Kind};
use crate::effects::{Dimension, log};
use crate::evidence;

/// Pairs without a finding that are shown for each outcome.
const OPEN: usize = 8;

pub(crate) async fn list(State(app): State<App>, may: May<ReadCustomer>) -> Answered {
    let lang = may.ctx.lang;
    let (at, answers) = newest(&app).await?;
    let run = jobs::newest(app.db(), SEARCH).await?;
    let places = places(app.db(), &*log(&app).await?, Dimension::Activity).await?;
    let reviews = decisions::to_come(&app, &may, Kind::Pair).await?;
    let body = html! {
        div.u-main.u-stack {
            (head(&may, at, &answers, run.as_ref()))
            @if answers.is_empty() {
                (empty_state("flask", t(lang, "synergies.empty"), t(lang, "synergies.empty_text"), html! {
                    (link_button(t(lang, "menu.imports"), "/imports"))
                }))
            } @else {
                @for answer in &answers { (of_outcome(lang, answer, &places)) }
                (gain::panels(lang, &answers))
                (reviews)
            }
        }
    };
    Ok(Page::new(t(lang, "menu.synergies"), "/synergies").render(&app, &may, body))
}

/// When it was searched, how far a run is, and the way to search again.
fn head(viewer: &Viewer, at: Option<Millis>, answers: &[Answer], run: Option<&Status>) -> Markup {
    let lang = viewer.ctx.lang;
    let at_work = run.filter(|run| run.is_at_work(viewer.ctx.now()));
    let tests: usize = answers.iter().map(|answer| answer.tests).sum();
    let said = match at {
        Some(at) => tf(
            lang,
            "synergies.asked",
            &[
                ("at", &fmt::datetime(lang, at, &viewer.ctx.zone)),
                ("tests", &fmt::number(lang, tests as i64)),
            ],
        ),
        None => t(lang, "synergies.intro").to_owned(),
    };
    html! {
        @if let Some(run) = at_work {
            @let told: Progress = run.said();
            div.u-panel hx-get="/synergies" hx-trigger="every 2s" hx-select="main" hx-target="main" hx-swap="outerHTML" {
                div.b { (progress(lang, t(lang, "synergies.running"), told.done, told.of)) }
            }
        }
        div.u-row.u-ask {
            p.u-mute.u-grow { (said) }
            (link_button(t(lang, "decisions.all"), "/decisions?about=pair").ghost())
            @if viewer.may(Resource::Activity, Verb::Write) && at_work.is_none() {
                (form("/synergies/runs", &viewer.csrf, &Attrs::new(), html! {
                    (button(t(lang, "synergies.ask")).icon("refresh").submits())
                }))
            }
        }
        details.u-what { summary { (t(lang, "word.what_is_this")) } p { (t(lang, "synergies.what")) } }
    }
}

fn of_outcome(lang: Lang, answer: &Answer, places: &Places) -> Markup {
    let title = t(lang, &format!("contribution.outcome_{}", answer.outcome));
    let is_open = |pair: &&Pair| pair.standing() == Standing::Open;
    let (open, mut found): (Vec<&Pair>, Vec<&Pair>) = answer.pairs.iter().partition(is_open);
    let worth = |pair: &Pair| pair.expected().map_or(0.0, |(value, _)| value.abs());
    found.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
    let view = View {
        lang,
        answer,
        places,
    };
    let numbers = [
        ("cases", fmt::number(lang, answer.cases as i64)),
        ("share", fmt::percent(lang, answer.mean, 1)),
        ("tested", fmt::number(lang, answer.tested as i64)),
        ("untested", fmt::number(lang, answer.untested as i64)),
        ("least", fmt::number(lang, answer.least as i64)),
    ];
    let counts = match answer.beyond_freshness {
        true => "synergies.counts_of_both",
        false => "synergies.counts",
    };
    let words: Vec<(&str, &dyn std::fmt::Display)> = numbers
        .iter()
        .map(|(k, v)| (*k, v as &dyn std::fmt::Display))
        .collect();
    panel(
        title,
        html! {},
        html! {
            p.u-mute.u-sm { (tf(lang, counts, &words)) }
            @if answer.beyond_freshness { p.u-mute.u-sm { (t(lang, "synergies.beyond_freshness")) } }
            @if found.is_empty() { p { (t(lang, if answer.pairs.is_empty() { "synergies.too_few" } else { "synergies.unproven" })) } }
            @else { (view.table(title, &found)) }
            @if !open.is_empty() {
                details.u-what { summary { (t(lang, "synergies.open")) }
                    (view.table(t(lang, "synergies.open"), &open[..open.len().min(OPEN)])) }
            }
        },
    )
}

struct View<'a> {
    lang: Lang,
    answer: &'a Answer,
    places: &'a Places,
}

impl View<'_> {
    fn table(&self, title: &str, pairs: &[&Pair]) -> Table {
        let lang = self.lang;
        let columns = vec![
            TableColumn::new(t(lang, "synergies.pair")),
            TableColumn::new(t(lang, "questions.effect")),
            TableColumn::new(t(lang, "synergies.shares")).hide_small(),
            TableColumn::new(t(lang, "synergies.n"))
                .numeric()
                .hide_small(),
            TableColumn::new(t(lang, "questions.grade_word")).hide_small(),
            TableColumn::new(t(lang, "questions.next_quarter"))
                .numeric()
                .hide_small(),
        ];
        let rows = pairs.iter().map(|pair| self.row(pair)).collect();
        Table::new(lang, title, columns, rows)
    }

    fn row(&self, pair: &Pair) -> Row {
        let lang = self.lang;
        let href = address(&self.answer.outcome, pair);
        let share = |rate: Option<f64>| rate.map_or("–".to_owned(), |r| fmt::percent(lang, r, 0));
        Row {
            cells: vec![
                html! {
                    (evidence::verdict(lang, pair.standing().key())) " "
                    a.u-link href=(href) { (named(lang, self.places, pair)) }
                },
                effect(lang, self.answer, pair),
                html! { (share(pair.rate)) " / " (share(pair.rate_reverse)) " / " (share(pair.rate_only_then)) },
                html! { (fmt::number(lang, pair.n as i64)) },
                evidence::grade(lang, pair.grade),
                next_quarter(lang, pair),
            ],
            href: Some(href),
        }
    }
}

/// A pair in words, its activities named as in their rows.
pub(super) fn named(lang: Lang, places: &Places, pair: &Pair) -> String {
    let name = |key: &str| {
        let place = places.list.iter().find(|place| place.key == key);
        place.map_or(key.to_owned(), |place| place.name(lang).to_owned())
    };
    sentence(lang, pair, (&name(&pair.first), &name(&pair.then)))
}

/// The comparison that says most with its interval.
fn effect(lang: Lang, answer: &Answer, pair: &Pair) -> Markup {
    let Some(change) = pair.change() else {
        return html! { span.u-mute { "–" } };
    };
    let kind = match (pair.is_order(), answer.is_beyond_freshness(pair)) {
        (true, false) => "synergies.by_order",
        (true, true) => "synergies.by_order_beyond",
        (false, _) => "synergies.by_both",
    };
    html! {
        strong.u-num { (evidence::share_points(lang, change.value)) } " "
        span.u-mute.u-sm.u-num { "(" (evidence::span(lang, change.ci, evidence::share_points)) ")" }
        br; span.u-mute.u-sm { (t(lang, kind)) ", q " (evidence::q_value(lang, change.q)) }
    }
}

/// Outcomes more or less in a quarter, only where something was found.
pub(super) fn next_quarter(lang: Lang, pair: &Pair) -> Markup {
    let found = pair
        .expected()
        .filter(|_| pair.standing() != Standing::Open);
    let Some((value, ci)) = found else {
        return html! { "–" };
    };
    let one = |lang: Lang, v: f64| evidence::signed(lang, v, if v.abs() < 10.0 { 1 } else { 0 });
    html! { (one(lang, value)) br; span.u-sm.u-mute { (evidence::span(lang, ci, one)) } }
}
