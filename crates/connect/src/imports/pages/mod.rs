//! Importing in the browser: choosing files, a dry run, the result with its problems, undo.

mod upload;

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Id, Lang};
use maud::{Markup, html};
use org::permissions::{ReadImport, Resource, Verb, WriteImport};
use org::web::{Answer, App, May, Page, Viewer, see};
use ui::components::{
    Row, Table, TableColumn, button, checkbox, chip, empty_state, field, form, notice, panel,
    select, submit,
};
use ui::{Attrs, fmt, t};

use super::jobs::{self, Report, import, undo};
use super::model::{FileOutcome, Findings, Run, State as RunState};
use super::store as sql;

/// Runs on one page of the list.
const PAGE: i64 = 50;

pub(crate) async fn list(State(app): State<App>, may: May<ReadImport>) -> Answer {
    let lang = may.ctx.lang;
    let runs = sql::list(app.db(), None, PAGE).await?;
    let body = html! {
        div.u-main.u-stack {
            @if may.may(Resource::Import, Verb::Write) {
                (panel(t(lang, "imports.new"), html! {}, upload_form(&app, &may)))
            }
            @if runs.is_empty() {
                (empty_state("file-import", t(lang, "imports.none"), t(lang, "imports.none_text"), html! {}))
            } @else {
                (runs_table(&may, &runs))
            }
        }
    };
    Ok(Page::new(t(lang, "imports.title"), "/imports").render(&app, &may, body))
}

fn upload_form(app: &App, viewer: &Viewer) -> Markup {
    let lang = viewer.ctx.lang;
    let limit = fmt::file_size(lang, app.config().upload_limit);
    let orders = [
        ("", t(lang, "imports.order_ask")),
        ("dmy", t(lang, "imports.order_dmy")),
        ("mdy", t(lang, "imports.order_mdy")),
    ];
    let action = format!("/imports?_csrf={}", viewer.csrf);
    let attrs = Attrs::new().with("enctype", "multipart/form-data");
    form(
        &action,
        &viewer.csrf,
        &attrs,
        html! {
            (field("files", t(lang, "imports.files")).kind("file").attr("multiple", "").required().hint(&ui::tf(lang, "imports.files_hint", &[("limit", &limit)])))
            (field("map", t(lang, "imports.map")).kind("file").hint(t(lang, "imports.map_hint")))
            (select("order", t(lang, "imports.order"), &orders))
            (checkbox("dry", "1", t(lang, "imports.dry"), true))
            (submit(t(lang, "imports.start")))
        },
    )
}

pub(crate) async fn create(
    State(app): State<App>,
    may: May<WriteImport>,
    request: Request,
) -> Answer<Response> {
    let lang = may.ctx.lang;
    let given = upload::read(&app, lang, request).await?;
    let report = import(
        app.db(),
        &may.ctx,
        &given.files,
        &given.wishes,
        given.dry,
        &mut |_| {},
    )
    .await;
    given.remove();
    let report = report?;
    if let (Some(run), false) = (&report.run, report.refused) {
        return Ok(see(
            &app,
            &format!("/imports/{}", run.id),
            Some(("imports.done", None)),
        ));
    }
    let status = if report.refused {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let page =
        Page::new(t(lang, "imports.title"), "/imports").crumb(t(lang, "imports.title"), "/imports");
    let body = html! { div.u-main.u-stack { (verdict(lang, &report)) (outcome(lang, &report.files, &report.findings)) } };
    Ok((status, page.render(&app, &may, body)).into_response())
}

/// What a dry run or a refusal says first.
fn verdict(lang: Lang, report: &Report) -> Markup {
    let back = html! { a href="/imports" { (t(lang, "imports.back")) } };
    match report.refused {
        true => notice("bad", t(lang, "imports.refused"), "", back),
        false => notice(
            "ok",
            t(lang, "imports.dry_done"),
            t(lang, "imports.dry_done_text"),
            back,
        ),
    }
}

pub(crate) async fn detail(
    State(app): State<App>,
    may: May<ReadImport>,
    Path(id): Path<Id>,
) -> Answer {
    let lang = may.ctx.lang;
    let run = sql::get(app.db(), id).await?;
    let undoable = run.state == RunState::Done && may.may(Resource::Import, Verb::Write);
    let body = html! {
        div.u-main.u-stack {
            p { (state_chip(lang, &run)) " " (fmt::datetime(lang, run.started_at, &may.ctx.zone)) }
            (outcome(lang, &run.files, &run.findings))
            @if run.files.iter().any(|f| f.rejected > 0) { p { a href={ "/imports/" (id) "/problems.csv" } download { (t(lang, "imports.problems")) } } }
            @if undoable {
                (form(&format!("/imports/{id}/undo"), &may.csrf, &Attrs::new(), html! {
                    p.u-mute { (t(lang, "imports.undo_text")) }
                    (button(t(lang, "imports.undo")).submits())
                }))
            }
        }
    };
    let page =
        Page::new(t(lang, "imports.title"), "/imports").crumb(t(lang, "imports.title"), "/imports");
    Ok(page.render(&app, &may, body))
}

pub(crate) async fn take_back(
    State(app): State<App>,
    may: May<WriteImport>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    undo(app.db(), &may.ctx, id).await?;
    Ok(see(
        &app,
        &format!("/imports/{id}"),
        Some(("imports.undone", None)),
    ))
}

/// The rows that were not taken, with the reason in the reader's language, as CSV.
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

fn state_chip(lang: Lang, run: &Run) -> Markup {
    let label = t(lang, &format!("imports.state.{}", run.state.key()));
    html! { (chip(label)) }
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
    let rows = runs
        .iter()
        .map(|run| {
            let names: Vec<&str> = run.files.iter().map(|f| f.file.as_str()).collect();
            let sum = |of: fn(&FileOutcome) -> u64| run.files.iter().map(of).sum::<u64>();
            let number = |n: u64| html! { (fmt::number(lang, i64::try_from(n).unwrap_or(i64::MAX))) };
            Row {
                href: Some(format!("/imports/{}", run.id)),
                cells: vec![
                    html! { a href={ "/imports/" (run.id) } { (fmt::datetime(lang, run.started_at, &viewer.ctx.zone)) } },
                    html! { (names.join(", ")) },
                    number(sum(|f| f.created)),
                    number(sum(|f| f.rejected)),
                    state_chip(lang, run),
                ],
            }
        })
        .collect();
    html! { (Table::new(lang, t(lang, "imports.title"), columns, rows)) }
}

/// Every file with its counts and first problems, and what else to know.
fn outcome(lang: Lang, files: &[FileOutcome], findings: &Findings) -> Markup {
    html! {
        @for file in files {
            (panel(&file.file, html! {}, html! {
                p.u-mute.u-sm { (file.format.as_deref().unwrap_or("")) }
                p { (counts(lang, file)) }
                @if !file.problems.is_empty() {
                    ul { @for p in &file.problems { li { @if p.row > 0 { b { (p.row) } " " } @if let Some(column) = &p.column { (column) ": " } (p.reason.text(lang)) } } }
                }
            }))
        }
        @if !findings.0.is_empty() {
            (panel(t(lang, "imports.findings"), html! {}, html! {
                ul { @for finding in &findings.0 { li { (finding.text(lang)) " (" (finding.rows) ")" } } }
            }))
        }
    }
}

fn counts(lang: Lang, file: &FileOutcome) -> String {
    let parts = [
        ("created", file.created),
        ("changed", file.changed),
        ("unchanged", file.unchanged),
        ("rejected", file.rejected),
        ("skipped", file.skipped),
    ];
    let said: Vec<String> = parts
        .iter()
        .filter(|(_, n)| *n > 0)
        .map(|(key, n)| {
            format!(
                "{} {}",
                fmt::number(lang, i64::try_from(*n).unwrap_or(i64::MAX)),
                t(lang, &format!("imports.count.{key}"))
            )
        })
        .collect();
    said.join(" · ")
}
