//! A job under way: how far it is, stopping it, and the promise that the page can be left.

use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use kernel::{Id, Lang, Result};
use maud::{Markup, html};
use org::permissions::{ReadImport, Resource, Verb};
use org::web::{Answer, App, May, Viewer};
use ui::components::{button, form, notice, panel, progress, submit};
use ui::{Attrs, t};

use super::super::api;
use super::super::model::{Run, State as RunState};
use super::super::store as sql;

/// The page of an import whose job waits or runs.
pub(super) async fn show(app: &App, viewer: &Viewer, run: &Run) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let may = viewer.may(Resource::Import, Verb::Write);
    let bar = bar(app, lang, run).await?;
    let files: Vec<&str> = run.files.iter().map(|f| f.file.as_str()).collect();
    Ok(html! {
        div.u-main.u-stack {
            @if let Some(reason) = &run.failure {
                (notice("bad", t(lang, "imports.undo_failed"), &reason.text(lang), html! {}))
                @if may { (step(viewer, run, "undo", html! { (submit(t(lang, "imports.undo_again"))) })) }
            } @else {
                (panel(&files.join(", "), html! {}, html! { div.u-stack { (bar) } }))
            }
            p.u-mute { (t(lang, "imports.leave")) }
            @if run.state == RunState::Running { p.u-mute { (t(lang, "imports.chunks")) } }
            @if may && run.state != RunState::Undoing {
                (step(viewer, run, "cancellation", html! { (button(t(lang, "imports.stop")).icon("player-pause").submits()) }))
            }
        }
    })
}

fn step(viewer: &Viewer, run: &Run, step: &str, body: Markup) -> Markup {
    let action = format!("/imports/{}/{step}", run.id);
    form(
        &action,
        &viewer.csrf,
        &Attrs::new(),
        html! { div { (body) } },
    )
}

/// The bar of a job; it asks for itself again until the job has ended.
async fn bar(app: &App, lang: Lang, run: &Run) -> Result<Markup> {
    let label = t(
        lang,
        match run.state {
            RunState::Trying => "imports.trying_now",
            RunState::Undoing => "imports.undoing_now",
            _ => "imports.running_now",
        },
    );
    let step = api::progress(app, run).await?.unwrap_or_default();
    let whole = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let job = match run.job {
        Some(job) => store::jobs::status(app.db(), job).await?,
        None => None,
    };
    let says = match &job {
        None => Some("imports.by_command"),
        Some(job) if job.last_error.is_some() => Some("imports.again_soon"),
        Some(job) if job.progress.is_none() => Some("imports.waits_for_worker"),
        Some(_) => None,
    };
    Ok(html! {
        div.u-stack.s hx-get={ "/imports/" (run.id) "/progress" } hx-trigger="load delay:800ms" hx-swap="outerHTML" {
            (progress(lang, label, whole(step.done), whole(step.rows).max(1)))
            p.u-mute.u-sm aria-live="polite" {
                @match says { Some(key) => (t(lang, key)), None => (step.file) }
            }
        }
    })
}

pub(crate) async fn now(
    State(app): State<App>,
    may: May<ReadImport>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    let run = sql::get(app.db(), id).await?;
    let under_way = matches!(
        run.state,
        RunState::Running | RunState::Trying | RunState::Undoing
    );
    if under_way && run.failure.is_none() {
        return Ok(bar(&app, may.ctx.lang, &run).await?.into_response());
    }
    let mut response = html! { p { (t(may.ctx.lang, "welcome.ended")) } }.into_response();
    let refresh = HeaderName::from_static("hx-refresh");
    let headers = response.headers_mut();
    headers.insert(refresh, HeaderValue::from_static("true"));
    Ok(response)
}
