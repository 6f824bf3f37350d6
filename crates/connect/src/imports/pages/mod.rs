//! Importing in the browser: choosing files, mapping their columns, a trial run, the import with its
//! progress, the result with its problems, undo.

pub(super) mod column;
pub(super) mod columns;
mod outcome;
mod overview;
pub(super) mod progress;
mod questions;
pub(super) mod settings;
pub(super) mod steps;
pub(super) mod upload;

use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Id};
use maud::{Markup, html};
use org::permissions::{ReadImport, Resource, Verb, WriteImport};
use org::web::{Answer, App, May, Page, Viewer, see};
use ui::components::{
    Row, Table, TableColumn, empty_state, field, form, pager, panel, panel_plain, submit,
};
use ui::{Attrs, fmt, t};

use super::api::{From, receive};
use super::jobs;
use super::model::{FileOutcome, Prepared, Run, State as RunState};
use super::store as sql;

/// Runs on one page of the list.
const PAGE: usize = 50;
/// Names of files that a row of the list shows.
const NAMES: usize = 4;

pub(crate) async fn list(
    State(app): State<App>,
    may: May<ReadImport>,
    Query(from): Query<From>,
) -> Answer {
    let lang = may.ctx.lang;
    let before = from.cursor.parse::<Id>().ok();
    let mut runs = sql::list(app.db(), before, PAGE as i64 + 1).await?;
    let more = runs.len() > PAGE;
    runs.truncate(PAGE);
    let next = runs.last().filter(|_| more);
    let next = next.map(|run| format!("/imports?cursor={}", run.id));
    let body = html! {
        div.u-main.u-stack {
            @if may.may(Resource::Import, Verb::Write) {
                (panel(t(lang, "imports.new"), html! {}, upload_form(&app, &may)))
            }
            @if runs.is_empty() {
                (empty_state("file-import", t(lang, "imports.none"), t(lang, "imports.none_text"), html! {}))
            } @else {
                (panel_plain(html! { (runs_table(&may, &runs)) }))
                @if before.is_some() || next.is_some() {
                    (pager(lang, "", before.map(|_| "/imports"), next.as_deref()))
                }
            }
        }
    };
    Ok(Page::new(t(lang, "imports.title"), "/imports").render(&app, &may, body))
}

fn upload_form(app: &App, viewer: &Viewer) -> Markup {
    let lang = viewer.ctx.lang;
    let limit = fmt::file_size(lang, app.config().upload_limit);
    let hint = ui::tf(lang, "imports.files_hint", &[("limit", &limit)]);
    let action = format!("/imports?_csrf={}", viewer.csrf);
    let attrs = Attrs::new().with("enctype", "multipart/form-data");
    let body = html! {
        (field("files", t(lang, "imports.files")).kind("file").attr("multiple", "").required().hint(&hint))
        details.u-more {
            summary { (t(lang, "imports.map_more")) }
            (field("map", t(lang, "imports.map")).kind("file").hint(t(lang, "imports.map_hint")))
        }
        div { (submit(t(lang, "imports.start")).icon("upload")) }
    };
    form(&action, &viewer.csrf, &attrs, body)
}

pub(crate) async fn create(
    State(app): State<App>,
    may: May<WriteImport>,
    request: Request,
) -> Answer<Response> {
    let id = receive(&app, &may, request).await?;
    Ok(see(&app, &format!("/imports/{id}"), None))
}

pub(crate) async fn detail(
    State(app): State<App>,
    may: May<ReadImport>,
    Path(id): Path<Id>,
) -> Answer {
    let run = sql::get(app.db(), id).await?;
    let body = match (run.state, &run.draft) {
        (RunState::Waiting, Some(draft)) => overview::show(&may, &run, draft),
        (RunState::Running | RunState::Trying | RunState::Undoing, _) => {
            progress::show(&app, &may, &run).await?
        }
        _ => outcome::show(&may, &run),
    };
    Ok(page(&may.viewer, "").render(&app, &may, body))
}

/// The frame of a page about one import; `place` is its path behind `/imports`, when it is deeper.
fn page(viewer: &Viewer, title: &str) -> Page {
    let lang = viewer.ctx.lang;
    let title = if title.is_empty() {
        t(lang, "imports.one")
    } else {
        title
    };
    Page::new(title, "/imports").crumb(t(lang, "imports.title"), "/imports")
}

/// The tabs of an import that waits: overview and files.
fn file_of(draft: &super::model::Draft, no: usize) -> kernel::Result<&Prepared> {
    let file = draft.files.get(no).filter(|f| f.layout.is_some());
    file.ok_or_else(|| Error::not_found("file"))
}

/// The rows that were not taken, with the reason in the reader's language, as CSV.
#[utoipa::path(get, path = "/api/v1/imports/{id}/problems.csv", responses((status = 200, description = "The rows.", content_type = "text/csv", body = String)))]
pub(crate) async fn problems(
    State(app): State<App>,
    may: May<ReadImport>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    let run = sql::get(app.db(), id).await?;
    let csv = jobs::problems_csv(app.db(), &run, may.ctx.lang).await?;
    let name = format!("attachment; filename=\"import-{id}.csv\"");
    let head = [
        ("content-type", "text/csv; charset=utf-8".to_owned()),
        ("content-disposition", name),
    ];
    Ok((head, csv).into_response())
}

fn runs_table(viewer: &Viewer, runs: &[Run]) -> Markup {
    let lang = viewer.ctx.lang;
    let columns = vec![
        TableColumn::new(t(lang, "imports.begun")),
        TableColumn::new(t(lang, "imports.files")),
        TableColumn::new(t(lang, "imports.count.created")).numeric(),
        TableColumn::new(t(lang, "imports.count.rejected"))
            .numeric()
            .hide_small(),
        TableColumn::new(t(lang, "word.state")),
    ];
    let rows = runs.iter().map(|run| run_row(viewer, run)).collect();
    html! { (Table::new(lang, t(lang, "imports.title"), columns, rows)) }
}

fn run_row(viewer: &Viewer, run: &Run) -> Row {
    let lang = viewer.ctx.lang;
    let mut names: Vec<&str> = run.files.iter().map(|f| f.file.as_str()).collect();
    let rest = names.len().saturating_sub(NAMES);
    names.truncate(NAMES);
    let written = run.state != RunState::Waiting && run.state != RunState::Trying;
    let sum = |of: fn(&FileOutcome) -> u64| run.files.iter().map(of).sum::<u64>();
    let shown = |n: u64| html! { @if written { (outcome::number(lang, n)) } };
    let href = format!("/imports/{}", run.id);
    Row {
        cells: vec![
            html! { a.u-link href=(href) { (fmt::datetime(lang, run.started_at, &viewer.ctx.zone)) } },
            html! { (names.join(", ")) @if rest > 0 { " +" (rest) } },
            shown(sum(|f| f.created)),
            shown(sum(|f| f.rejected)),
            outcome::state_chip(lang, run),
        ],
        href: Some(href),
    }
}
