//! The list of dead letters, and what can be done with all of them at once.

mod detail;

use axum::extract::{Query, State};
use axum::response::Response;
use kernel::Lang;
use maud::{Markup, html};
use org::permissions::{ReadSource, Resource, Verb, WriteSource};
use org::web::{Answer, App, Form, May, Page, Viewer, see};
use ui::components::{
    Row, Table, TableColumn, button, chip, empty_state, form, hidden, pager, select,
};
use ui::{Attrs, fmt, t, tn};

use super::model::{Dead, Filter, REASONS};
use super::{retry as again, store as sql};
use crate::sources::{self, Source};

pub(crate) use detail::{dismiss, retry, show};

const PAGE: usize = 50;
/// Characters of a payload that the list shows.
const EXCERPT: usize = 90;

pub(crate) async fn list(
    State(app): State<App>,
    may: May<ReadSource>,
    Query(filter): Query<Filter>,
) -> Answer {
    let lang = may.ctx.lang;
    let mut found = sql::list(app.db(), &filter, PAGE as i64 + 1).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let count = sql::count(app.db(), &filter).await?;
    let sources = sources::all(app.db()).await?;
    let next = found
        .last()
        .filter(|_| more)
        .map(|dead| filter.address(Some(dead.id)));
    let first = (!filter.after.is_empty()).then(|| filter.address(None));
    let body = html! {
        div.u-main.u-stack {
            p.u-mute { (t(lang, "dead_letters.text")) }
            (filter_form(lang, &filter, &sources))
            @if found.is_empty() {
                (empty_state("circle-check", t(lang, "dead_letters.empty"), t(lang, "dead_letters.empty_text"), html! {}))
            } @else {
                (all_at_once(&may, &filter, count))
                (table(&may, &found))
            }
            (pager(lang, "", first.as_deref(), next.as_deref()))
        }
    };
    let page = Page::new(t(lang, "menu.dead_letters"), "/dead-letters");
    Ok(page.render(&app, &may, body))
}

pub(crate) async fn retry_all(
    State(app): State<App>,
    may: May<WriteSource>,
    Form(filter): Form<Filter>,
) -> Answer<Response> {
    let tried = again::retry_all(&app, &may.ctx, &filter).await?;
    let said = match (tried.kept, tried.refused) {
        (_, 0) => "dead_letters.all_kept",
        (0, _) => "dead_letters.none_kept",
        _ => "dead_letters.some_kept",
    };
    Ok(see(&app, &filter.address(None), Some((said, None))))
}

fn filter_form(lang: Lang, filter: &Filter, sources: &[Source]) -> Markup {
    let all = (String::new(), t(lang, "word.all").to_owned());
    let reason = |code: &&str| ((*code).to_owned(), reason_text(lang, code));
    let reasons: Vec<_> = std::iter::once(all.clone())
        .chain(REASONS.iter().map(reason))
        .collect();
    let source = |source: &Source| (source.name.clone(), source.name.clone());
    let sources: Vec<_> = std::iter::once(all)
        .chain(sources.iter().map(source))
        .collect();
    let states = [
        ("", t(lang, "dead_letters.state_waiting")),
        ("resolved", t(lang, "dead_letters.state_resolved")),
        ("all", t(lang, "word.all")),
    ];
    html! {
        form.u-row method="get" action="/dead-letters" {
            (select("reason", t(lang, "dead_letters.reason"), &reasons).selected(&filter.reason))
            (select("source", t(lang, "word.source"), &sources).selected(&filter.source))
            (select("state", t(lang, "word.state"), &states).selected(&filter.state))
            (button(t(lang, "word.filter")).icon("filter").submits())
        }
    }
}

/// Trying all that are shown again, if there is something to try and one may.
fn all_at_once(viewer: &Viewer, filter: &Filter, count: i64) -> Markup {
    let lang = viewer.ctx.lang;
    let may = viewer.may(Resource::Source, Verb::Write) && filter.state.is_empty();
    html! {
        div.u-row {
            span { (tn(lang, "dead_letters.count", count, &[("n", &fmt::number(lang, count))])) }
            @if may {
                (form("/dead-letters/retries", &viewer.csrf, &Attrs::new(), html! {
                    (hidden("reason", &filter.reason))
                    (hidden("source", &filter.source))
                    (button(t(lang, "dead_letters.retry_all")).icon("refresh").submits())
                }))
            }
        }
    }
}

fn table(viewer: &Viewer, found: &[Dead]) -> Markup {
    let lang = viewer.ctx.lang;
    let columns = vec![
        TableColumn::new(t(lang, "dead_letters.received")),
        TableColumn::new(t(lang, "dead_letters.reason")),
        TableColumn::new(t(lang, "word.source")),
        TableColumn::new(t(lang, "dead_letters.event")).hide_small(),
        TableColumn::new(t(lang, "dead_letters.attempts"))
            .numeric()
            .hide_small(),
    ];
    let rows = found
        .iter()
        .map(|dead| {
            let href = format!("/dead-letters/{}", dead.id);
            Row {
                cells: vec![
                    html! { a href=(href) { (fmt::datetime(lang, dead.received_at, &viewer.ctx.zone)) } },
                    html! { (reason_text(lang, &dead.reason)) @if let Some(state) = state(lang, dead) { br; (state) } },
                    html! { (dead.source) },
                    html! { @if let Some(id) = &dead.event_id { (id) br; } span.u-mute.u-xs { (excerpt(&dead.payload)) } },
                    html! { (fmt::number(lang, dead.attempts)) },
                ],
                href: Some(href),
            }
        })
        .collect();
    html! { (Table::new(lang, t(lang, "menu.dead_letters"), columns, rows)) }
}

/// What became of it, when it does not wait any more.
fn state(lang: Lang, dead: &Dead) -> Option<Markup> {
    let resolution = dead.resolution.as_deref()?;
    let text = t(lang, &format!("dead_letters.{resolution}"));
    Some(match resolution {
        "retried" => html! { (chip(text).ok()) },
        _ => html! { (chip(text)) },
    })
}

fn reason_text(lang: Lang, reason: &str) -> String {
    let known = REASONS.iter().find(|code| **code == reason);
    match known {
        Some(code) => t(lang, &format!("dead_letters.why.{code}")).to_owned(),
        None => reason.to_owned(),
    }
}

fn excerpt(payload: &str) -> String {
    match payload.chars().count() > EXCERPT {
        true => payload.chars().take(EXCERPT - 1).chain(['…']).collect(),
        false => payload.to_owned(),
    }
}
