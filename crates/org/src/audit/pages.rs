//! The list of changes with its filter.

use axum::extract::{Query, State};
use kernel::{Id, Lang};
use maud::{Markup, html};
use ui::components::{Row, Table, TableColumn, button, empty_state, pager, panel_plain, select};
use ui::{fmt, t, t_opt};

use super::model::KINDS;
use super::{Filter, Line, store as sql};
use crate::permissions::ReadAudit;
use crate::web::{Answer, App, May, Page, Viewer};

const LIMIT: usize = 50;

pub(crate) async fn list(
    State(app): State<App>,
    may: May<ReadAudit>,
    Query(filter): Query<Filter>,
) -> Answer {
    let lang = may.ctx.lang;
    let mut lines = sql::page(app.db(), &filter, LIMIT as i64 + 1).await?;
    let more = lines.len() > LIMIT;
    lines.truncate(LIMIT);
    let names = crate::members::names(app.db()).await?;
    let next = lines
        .last()
        .filter(|_| more)
        .map(|l| address(&filter, Some(l.id)));
    let first = (!filter.after.is_empty()).then(|| address(&filter, None));
    let body = html! {
        div.u-main.u-stack {
            (filter_form(lang, &filter, &names))
            @if lines.is_empty() {
                (empty_state("history", t(lang, "word.nothing_found"), t(lang, "audit.empty_text"), html! {}))
            } @else {
                (table(&may, &lines))
            }
            (pager(lang, "", first.as_deref(), next.as_deref()))
        }
    };
    Ok(Page::new(t(lang, "menu.audit"), "/audit").render(&app, &may, body))
}

fn address(filter: &Filter, after: Option<Id>) -> String {
    let kind = KINDS
        .iter()
        .find(|k| **k == filter.record_kind)
        .unwrap_or(&"");
    let member = filter.member.parse::<Id>().map(|id| id.to_string());
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let member = member.unwrap_or_default();
    format!("/audit?record_kind={kind}&member={member}&after={after}")
}

fn filter_form(lang: Lang, filter: &Filter, names: &[(Id, String, Option<Id>)]) -> Markup {
    let all = |key: &str| {
        let text = format!("{}: {}", t(lang, key), t(lang, "word.all"));
        (String::new(), text)
    };
    let mut kinds = vec![all("word.kind")];
    kinds.extend(
        KINDS
            .iter()
            .map(|kind| ((*kind).to_owned(), kind_name(lang, kind))),
    );
    let mut members = vec![all("word.member")];
    members.extend(
        names
            .iter()
            .map(|(id, name, _)| (id.to_string(), name.clone())),
    );
    html! {
        form.u-filter method="get" action="/audit" {
            (select("record_kind", t(lang, "word.kind"), &kinds).selected(&filter.record_kind))
            (select("member", t(lang, "word.member"), &members).selected(&filter.member))
            (button(t(lang, "word.filter")).icon("filter").submits())
        }
    }
}

fn kind_name(lang: Lang, kind: &str) -> String {
    let key = format!("audit.kind.{kind}");
    t_opt(lang, &key).unwrap_or(kind).to_owned()
}

fn table(viewer: &Viewer, lines: &[Line]) -> Markup {
    let lang = viewer.ctx.lang;
    let columns = vec![
        TableColumn::new(t(lang, "word.time")),
        TableColumn::new(t(lang, "audit.who")),
        TableColumn::new(t(lang, "audit.what")),
        TableColumn::new(t(lang, "audit.before")).hide_small(),
        TableColumn::new(t(lang, "audit.after")),
    ];
    let rows = lines
        .iter()
        .map(|line| Row {
            href: line.href(),
            cells: vec![
                html! { (fmt::datetime(lang, line.at, &viewer.ctx.zone)) },
                who(lang, line),
                what(lang, line),
                html! { (short(line.before.as_deref())) },
                html! { (short(line.after.as_deref())) @if let Some(reason) = &line.reason { br; span.u-mute.u-xs { (reason) } } },
            ],
        })
        .collect();
    let table = Table::new(lang, t(lang, "menu.audit"), columns, rows);
    panel_plain(html! { (table) })
}

fn who(lang: Lang, line: &Line) -> Markup {
    html! {
        @match (&line.member, &line.token) {
            (Some(name), _) => { (name) }
            (None, Some(token)) => { (t(lang, "audit.token")) " " (token) }
            (None, None) => { (t(lang, "audit.system")) }
        }
        @if line.import_id.is_some() { br; span.u-mute.u-xs { (t(lang, "audit.by_import")) } }
    }
}

fn what(lang: Lang, line: &Line) -> Markup {
    let action_key = format!("audit.action.{}", line.action);
    let action = t_opt(lang, &action_key).unwrap_or(&line.action);
    let title = line
        .title
        .clone()
        .unwrap_or_else(|| kind_name(lang, &line.record_kind));
    html! {
        @match line.href() {
            Some(href) => { a href=(href) { (title) } }
            None => { (title) }
        }
        br;
        span.u-mute.u-xs { (action) @if let Some(field) = &line.field { ": " (field) } }
    }
}

/// Long values are cut; the API has them in full.
fn short(value: Option<&str>) -> String {
    let value = value.unwrap_or("");
    if value.chars().count() <= 120 {
        return value.to_owned();
    }
    let cut: String = value.chars().take(119).collect();
    format!("{cut}…")
}
