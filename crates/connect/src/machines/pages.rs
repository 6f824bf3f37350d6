//! What was taken for a machine, why, and the way to say otherwise.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use kernel::{Id, Lang, Result, types};
use maud::{Markup, Render, html};
use org::permissions::{ReadCustomer, Resource, Verb, WriteCustomer, WriteSource};
use org::web::{Answer, App, May, Page, Viewer, see};
use serde::Deserialize;
use ui::components::{
    Row, Stat, Table, TableColumn, button, chip, empty_state, form, pager, stat_row,
};
use ui::{Attrs, fmt, t, tf};

use super::model::VERSION;
use super::store::{self as sql, Shown};

/// Rows of a page.
pub(crate) const ROWS: i64 = 50;

#[derive(Deserialize, Default)]
pub(crate) struct Asked {
    pub(crate) after: Option<Id>,
}

pub(crate) async fn list(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(asked): Query<Asked>,
) -> Answer {
    let lang = may.ctx.lang;
    let shown = sql::shown(app.db(), asked.after, ROWS).await?;
    let (machines, suspects, old) = sql::totals(app.db()).await?;
    let next = shown.last().filter(|_| shown.len() as i64 == ROWS);
    let next = next.map(|last| format!("/machines?after={}", last.id));
    let body = html! {
        div.u-main.u-stack {
            (stat_row(&tiles(lang, machines, suspects, old)))
            @if shown.is_empty() {
                (empty_state("robot", t(lang, "machines.empty"), t(lang, "machines.empty_text"), html! {}))
            } @else {
                section.u-panel { (table(&may, &shown)) }
                (pager(lang, "", None, next.as_deref()))
            }
            @if may.may(Resource::Source, Verb::Write) { (again_form(&may)) }
        }
    };
    Ok(Page::new(t(lang, "menu.machines"), "/machines").render(&app, &may, body))
}

fn tiles(lang: Lang, machines: i64, suspects: i64, old: i64) -> [Stat; 2] {
    let tile = |label: &str, value: i64, note: String, what: &str| Stat {
        label: t(lang, label).to_owned(),
        value: fmt::number(lang, value),
        note,
        what: t(lang, what).to_owned(),
        lang,
        ..Stat::default()
    };
    let rules = match old {
        0 => tf(lang, "machines.rules", &[("version", &VERSION)]),
        _ => tf(
            lang,
            "machines.rules_old",
            &[("n", &fmt::number(lang, old))],
        ),
    };
    [
        tile(
            "machines.machines",
            machines,
            rules,
            "machines.machines_what",
        ),
        tile(
            "machines.suspects",
            suspects,
            String::new(),
            "machines.suspects_what",
        ),
    ]
}

fn table(viewer: &Viewer, shown: &[Shown]) -> Markup {
    let lang = viewer.ctx.lang;
    let columns = vec![
        TableColumn::new(t(lang, "machines.what")),
        TableColumn::new(t(lang, "machines.why")),
        TableColumn::new(t(lang, "machines.score"))
            .numeric()
            .hide_small(),
        TableColumn::new(t(lang, "machines.when")).hide_small(),
        TableColumn::new(t(lang, "word.actions")),
    ];
    let rows = shown.iter().map(|one| row(viewer, one)).collect();
    Table::new(lang, t(lang, "menu.machines"), columns, rows).render()
}

fn row(viewer: &Viewer, one: &Shown) -> Row {
    let lang = viewer.ctx.lang;
    let label = types::find(&one.type_key).map_or(one.type_key.as_str(), |def| def.text(lang));
    let why = html! {
        @for reason in one.reasons.split(' ').filter(|r| !r.is_empty()) {
            (chip(t(lang, &format!("machines.reason_{reason}")))) " "
        }
    };
    let what = html! {
        a.u-link href={ "/timeline/" (one.id) } { (label) @if let Some(name) = &one.object_name { ": " (name) } }
        br; span.u-mute.u-xs { (one.source) }
    };
    Row {
        href: Some(format!("/timeline/{}", one.id)),
        cells: vec![
            what,
            why,
            html! { (one.score) },
            html! { (fmt::datetime(lang, one.time, &viewer.ctx.zone)) },
            person_button(viewer, one),
        ],
    }
}

fn person_button(viewer: &Viewer, one: &Shown) -> Markup {
    if !viewer.may(Resource::Customer, Verb::Write) {
        return Markup::default();
    }
    let label = t(viewer.ctx.lang, "machines.was_person");
    form(
        &format!("/machines/{}/person", one.id),
        &viewer.csrf,
        &Attrs::new(),
        html! { (button(label).submits()) },
    )
}

fn again_form(viewer: &Viewer) -> Markup {
    let lang = viewer.ctx.lang;
    form(
        "/machines/classification",
        &viewer.csrf,
        &Attrs::new(),
        html! {
            p.u-mute.u-sm { (t(lang, "machines.again_text")) }
            (button(t(lang, "machines.again")).icon("refresh").submits())
        },
    )
}

/// Judges the whole log again: the reactor reads it from the beginning, in the background.
pub(crate) async fn again(State(app): State<App>, may: May<WriteSource>) -> Answer<Response> {
    sql::again(app.db(), &may.ctx).await?;
    Ok(see(&app, "/machines", Some(("machines.again_done", None))))
}

/// Says that a person made a touchpoint.
pub(crate) async fn is_person(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    decide(&app, &may, id, false).await?;
    let undo = format!("/machines/{id}/machine");
    Ok(see(
        &app,
        "/machines",
        Some(("machines.unmarked", Some(&undo))),
    ))
}

/// Says that a machine made a touchpoint.
pub(crate) async fn is_machine(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    decide(&app, &may, id, true).await?;
    let undo = format!("/machines/{id}/person");
    Ok(see(
        &app,
        "/machines",
        Some(("machines.marked", Some(&undo))),
    ))
}

/// Keeps the word of a member; page and API share it.
pub(crate) async fn decide(app: &App, viewer: &Viewer, id: Id, is_machine: bool) -> Result<()> {
    let mut tx = app.db().begin(&viewer.ctx).await?;
    sql::decide(&mut tx, id, is_machine).await?;
    tx.commit().await
}
