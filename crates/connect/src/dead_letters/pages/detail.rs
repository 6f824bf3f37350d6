//! One dead letter: why, the event itself, trying it again and putting it away.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::Id;
use maud::{Markup, html};
use org::permissions::{ReadSource, Resource, Verb, WriteSource};
use org::web::{Answer, App, Form, May, Page, Viewer, see};
use serde::Deserialize;
use ui::components::{button, form, kv, notice, panel, submit, textarea};
use ui::{Attrs, fmt, t};

use super::super::model::Dead;
use super::super::{retry as again, store as sql};
use super::{reason_text, state};
use crate::tracking::Retried;

const ROWS: u8 = 14;

pub(crate) async fn show(
    State(app): State<App>,
    may: May<ReadSource>,
    Path(id): Path<Id>,
) -> Answer {
    let dead = sql::get(app.db(), id).await?;
    Ok(view(&app, &may, &dead, None))
}

#[derive(Deserialize)]
pub(crate) struct Edited {
    payload: String,
}

pub(crate) async fn retry(
    State(app): State<App>,
    may: May<WriteSource>,
    Path(id): Path<Id>,
    Form(edited): Form<Edited>,
) -> Answer<Response> {
    match again::retry(&app, &may.ctx, id, Some(&edited.payload)).await? {
        Retried::Kept => Ok(see(
            &app,
            "/dead-letters",
            Some(("dead_letters.kept", None)),
        )),
        Retried::Refused(_) => {
            let dead = sql::get(app.db(), id).await?;
            let why = reason_text(may.ctx.lang, &dead.reason);
            let page = view(&app, &may, &dead, Some(&why));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

pub(crate) async fn dismiss(
    State(app): State<App>,
    may: May<WriteSource>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    sql::get(app.db(), id).await?;
    let mut tx = app.db().begin(&may.ctx).await?;
    sql::resolve(&mut tx, id, "dismissed").await?;
    tx.commit().await?;
    Ok(see(
        &app,
        "/dead-letters",
        Some(("dead_letters.dismissed_done", None)),
    ))
}

fn view(app: &App, viewer: &Viewer, dead: &Dead, refused: Option<&str>) -> Markup {
    let lang = viewer.ctx.lang;
    let body = html! {
        div.u-main.u-stack {
            @if let Some(why) = refused {
                (notice("bad", t(lang, "dead_letters.refused"), why, html! {}))
            }
            (panel(t(lang, "dead_letters.about"), html! {}, facts(viewer, dead)))
            (panel(t(lang, "dead_letters.event"), html! {}, event(viewer, dead)))
        }
    };
    Page::new(reason_text(lang, &dead.reason), "/dead-letters")
        .crumb(t(lang, "menu.dead_letters"), "/dead-letters")
        .render(app, viewer, body)
}

fn facts(viewer: &Viewer, dead: &Dead) -> Markup {
    let lang = viewer.ctx.lang;
    let at = |at| fmt::datetime(lang, at, &viewer.ctx.zone);
    let mut rows = vec![
        (
            t(lang, "dead_letters.reason"),
            html! { (reason_text(lang, &dead.reason)) },
        ),
        (
            t(lang, "dead_letters.stage"),
            html! { (t(lang, &format!("dead_letters.stage_{}", dead.stage))) },
        ),
        (t(lang, "word.source"), html! { (dead.source) }),
        (
            t(lang, "dead_letters.received"),
            html! { (at(dead.received_at)) },
        ),
    ];
    if let Some(id) = &dead.event_id {
        rows.push((t(lang, "dead_letters.message_id"), html! { (id) }));
    }
    if let Some(error) = &dead.error {
        rows.push((
            t(lang, "dead_letters.error"),
            html! { span.u-xs { (error) } },
        ));
    }
    if let Some(tried) = dead.tried_at {
        let times = fmt::number(lang, dead.attempts);
        rows.push((
            t(lang, "dead_letters.tried"),
            html! { (at(tried)) " (" (times) ")" },
        ));
    }
    if let (Some(state), Some(resolved)) = (state(lang, dead), dead.resolved_at) {
        rows.push((t(lang, "word.state"), html! { (state) " " (at(resolved)) }));
    }
    kv(&rows)
}

fn event(viewer: &Viewer, dead: &Dead) -> Markup {
    let lang = viewer.ctx.lang;
    let payload = pretty(&dead.payload);
    if dead.resolved_at.is_some() || !viewer.may(Resource::Source, Verb::Write) {
        return html! { pre.u-code tabindex="0" { (payload) } };
    }
    let edit = html! {
        (textarea("payload", t(lang, "dead_letters.payload"), ROWS).value(&payload).hint(t(lang, "dead_letters.payload_hint")))
        (submit(t(lang, "dead_letters.retry")))
    };
    let put_away = html! { (button(t(lang, "dead_letters.dismiss")).submits()) };
    let to = |deed: &str| format!("/dead-letters/{}/{deed}", dead.id);
    html! {
        div.u-stack {
            (form(&to("retries"), &viewer.csrf, &Attrs::new(), edit))
            (form(&to("dismissal"), &viewer.csrf, &Attrs::new(), put_away))
        }
    }
}

/// The event in lines, as far as it is JSON.
fn pretty(payload: &str) -> String {
    serde_json::from_str::<serde_json::Value>(payload)
        .and_then(|value| serde_json::to_string_pretty(&value))
        .unwrap_or_else(|_| payload.to_owned())
}
