//! The runs behind the queue: what is at work, what can be started, stopped and taken back.

use axum::extract::{Path, State};
use axum::response::Response;
use kernel::{Id, Result};
use maud::{Markup, html};
use org::permissions::{Resource, Verb, WriteCustomer};
use org::web::{Answer, App, Form, May, Viewer, see};
use serde::Deserialize;
use ui::components::{button, form, hidden, progress};
use ui::{Attrs, t, tn};

use super::super::jobs::{self, Progress};
use super::super::store::Run;
use super::super::twin::Kind;

/// What runs, how far it is, and the way to end it.
pub(super) fn at_work(viewer: &Viewer, run: &Run) -> Markup {
    let lang = viewer.ctx.lang;
    let told: Progress = run
        .progress
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    let stage = match told.stage.as_str() {
        "" => "waits",
        stage => stage,
    };
    html! {
        div.u-panel hx-get="/duplicates" hx-trigger="every 2s" hx-select="main" hx-target="main" hx-swap="outerHTML" {
            div.b.u-row {
                div.u-grow { (progress(lang, t(lang, &format!("duplicates.stage.{stage}")), told.done, told.of)) }
                @if viewer.may(Resource::Customer, Verb::Write) {
                    (form(&format!("/duplicates/runs/{}/stop", run.id), &viewer.csrf, &Attrs::new(),
                        html! { (button(t(lang, "duplicates.stop")).submits()) }))
                }
            }
        }
    }
}

/// What can be started.
pub(super) fn work(
    viewer: &Viewer,
    kind: Option<Kind>,
    certain: i64,
    undoable: Option<(Id, i64)>,
) -> Markup {
    let lang = viewer.ctx.lang;
    let deed = |path: &str, inner: Markup| form(path, &viewer.csrf, &Attrs::new(), inner);
    html! {
        div.u-row.u-wrap {
            (deed("/duplicates/runs", html! { (button(t(lang, "duplicates.search")).icon("refresh").submits()) }))
            @if certain > 0 {
                (deed("/duplicates/batches", html! {
                    @if let Some(kind) = kind { (hidden("kind", kind.key())) }
                    (button(&tn(lang, "duplicates.merge_all", certain, &[])).icon("arrow-merge").submits().primary())
                }))
            }
            @if let Some((batch, n)) = undoable {
                (deed(&format!("/duplicates/batches/{batch}/undo"), html! {
                    (button(&tn(lang, "duplicates.undo_all", n, &[])).icon("arrow-back-up").submits().ghost())
                }))
            }
        }
    }
}

pub(crate) async fn search(State(app): State<App>, may: May<WriteCustomer>) -> Answer<Response> {
    start(&app, &may, jobs::SEARCH, None).await?;
    Ok(see(&app, "/duplicates", Some(("duplicates.started", None))))
}

#[derive(Deserialize, Default)]
pub(crate) struct Which {
    #[serde(default)]
    kind: String,
}

pub(crate) async fn merge_all(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Form(which): Form<Which>,
) -> Answer<Response> {
    start(&app, &may, jobs::MERGE, Kind::parse(&which.kind)).await?;
    Ok(see(&app, "/duplicates", Some(("duplicates.started", None))))
}

/// Puts a job into the queue, about one kind or all; page and API share it.
pub(crate) async fn start(
    app: &App,
    viewer: &Viewer,
    job: &'static str,
    kind: Option<Kind>,
) -> Result<()> {
    let only = jobs::Only {
        kind: kind.map(|kind| kind.key().to_owned()),
    };
    let mut tx = app.db().begin(&viewer.ctx).await?;
    tx.enqueue(job, &only, Some(job), viewer.ctx.now()).await?;
    tx.commit().await
}

pub(crate) async fn undo_all(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    undo_batch(&app, &may, id).await?;
    Ok(see(&app, "/duplicates", Some(("duplicates.started", None))))
}

/// Takes a run of merges back, in the background; page and API share it.
pub(crate) async fn undo_batch(app: &App, viewer: &Viewer, batch: Id) -> Result<()> {
    let mut tx = app.db().begin(&viewer.ctx).await?;
    let asked = jobs::Batch { batch };
    tx.enqueue(jobs::UNDO, &asked, Some(jobs::UNDO), viewer.ctx.now())
        .await?;
    tx.commit().await
}

pub(crate) async fn stop(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    let mut tx = app.db().begin(&may.ctx).await?;
    jobs::stop(&mut tx, id).await?;
    tx.commit().await?;
    Ok(see(
        &app,
        "/duplicates",
        Some(("duplicates.stopping", None)),
    ))
}
