//! First steps of a new installation, and the demo company: loading it, watching it, clearing it.

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use futures_util::future::BoxFuture;
use kernel::{Error, Id, Lang, Result};
use maud::{Markup, html};
use org::permissions::{ReadDirectory, Resource, Verb, WriteSetting};
use org::web::{Answer, App, Form, May, Page, Viewer, see};
use serde::Deserialize;
use ui::components::{
    button, checkbox, form, hidden, icon, link_button, notice, panel, progress, submit,
};
use ui::{Attrs, t};

use super::jobs::{self, Progress, State as Work};
use super::store as sql;

/// The three first steps: name of their texts, address, icon, and what one needs to see them.
const STEPS: &[(&str, &str, &str, Resource)] = &[
    ("import", "/imports", "file-import", Resource::Import),
    ("website", "/sources", "plug-connected", Resource::Source),
    ("invite", "/members", "user-cog", Resource::Member),
];

pub(crate) async fn welcome(State(app): State<App>, may: May<ReadDirectory>) -> Answer {
    let lang = may.ctx.lang;
    let body = html! {
        div.u-main.u-stack {
            @if sql::is_empty(app.db()).await? { p { (t(lang, "welcome.lead")) } }
            (steps(&may))
            (demo(&app, &may).await?)
        }
    };
    let page = Page::new(t(lang, "welcome.title"), "/welcome");
    Ok(page.render(&app, &may, body))
}

/// On the start page of an empty installation: the same steps.
pub(super) fn on_home(
    app: App,
    viewer: Viewer,
    _: Id,
) -> BoxFuture<'static, Result<Option<Markup>>> {
    Box::pin(async move {
        if !sql::is_empty(app.db()).await? {
            return Ok(None);
        }
        let lang = viewer.ctx.lang;
        Ok(Some(html! {
            section.u-stack aria-label=(t(lang, "welcome.title")) {
                p { (t(lang, "welcome.lead")) }
                (steps(&viewer))
                (demo(&app, &viewer).await?)
            }
        }))
    })
}

fn steps(viewer: &Viewer) -> Markup {
    let lang = viewer.ctx.lang;
    let text = |step: &str, part: &str| t(lang, &format!("welcome.{step}_{part}"));
    html! {
        div.u-grid {
            @for (step, href, symbol, needs) in STEPS {
                div.c4 {
                    (panel(text(step, "title"), html! { (icon(symbol)) }, html! {
                        p.u-mute { (text(step, "text")) }
                        @if viewer.may(*needs, Verb::Write) {
                            p { (link_button(text(step, "do"), href)) }
                        }
                    }))
                }
            }
        }
    }
}

/// What there is to say and do about the demo company.
async fn demo(app: &App, viewer: &Viewer) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let may = viewer.may(Resource::Setting, Verb::Write);
    let body = match jobs::state(app.db()).await? {
        Work::Running(doing, at) => running(lang, &doing, &at),
        Work::Failed => html! {
            (notice("bad", t(lang, "welcome.failed"), t(lang, "welcome.failed_text"), html! {}))
            @if may { (removal(viewer)) }
        },
        Work::Idle if sql::is_loaded(app.db()).await? => html! {
            p { (t(lang, "welcome.loaded_text")) }
            @if may { (removal(viewer)) }
        },
        Work::Idle if !sql::is_empty(app.db()).await? => return Ok(Markup::default()),
        Work::Idle => html! {
            p { (t(lang, "welcome.demo_text")) }
            @if may { (loading(viewer)) } @else { p.u-mute { (t(lang, "welcome.demo_ask")) } }
        },
    };
    Ok(html! {
        div #demo { (panel(t(lang, "welcome.demo_title"), html! {}, body)) }
    })
}

fn loading(viewer: &Viewer) -> Markup {
    let lang = viewer.ctx.lang;
    let body = html! {
        (hidden("size", "s"))
        (submit(t(lang, "welcome.demo_load")).icon("building-factory-2"))
    };
    form("/welcome/demo", &viewer.csrf, &Attrs::new(), body)
}

fn removal(viewer: &Viewer) -> Markup {
    let lang = viewer.ctx.lang;
    let body = html! {
        p.u-mute { (t(lang, "welcome.remove_text")) }
        (checkbox("sure", "yes", t(lang, "welcome.remove_sure"), false))
        p { (button(t(lang, "welcome.remove")).danger().submits()) }
    };
    form(
        "/welcome/demo/removal",
        &viewer.csrf,
        &Attrs::new().with("class", "u-stack"),
        body,
    )
}

/// The bar of a running job; asks for itself again until the job has ended.
fn running(lang: Lang, doing: &str, at: &Progress) -> Markup {
    let label = t(
        lang,
        if doing == jobs::CLEAR {
            "welcome.clearing"
        } else {
            "welcome.making"
        },
    );
    html! {
        div hx-get="/welcome/progress" hx-trigger="load delay:700ms" hx-swap="outerHTML" {
            (progress(lang, label, at.done, at.of.max(1)))
        }
    }
}

pub(crate) async fn progress_now(
    State(app): State<App>,
    may: May<ReadDirectory>,
) -> Answer<Response> {
    if let Work::Running(doing, at) = jobs::state(app.db()).await? {
        return Ok(running(may.ctx.lang, &doing, &at).into_response());
    }
    let mut response = html! { p { (t(may.ctx.lang, "welcome.ended")) } }.into_response();
    let refresh = HeaderName::from_static("hx-refresh");
    response
        .headers_mut()
        .insert(refresh, HeaderValue::from_static("true"));
    Ok(response)
}

#[derive(Deserialize)]
pub(crate) struct Size {
    #[serde(default)]
    size: String,
}

pub(crate) async fn load(
    State(app): State<App>,
    may: May<WriteSetting>,
    Form(given): Form<Size>,
) -> Answer<Response> {
    if !sql::is_empty(app.db()).await? {
        return Err(Error::state("error.data_exists").into());
    }
    jobs::ask(app.db(), &may.ctx, jobs::LOAD, &given.size).await?;
    Ok(see(&app, "/welcome", None))
}

#[derive(Deserialize)]
pub(crate) struct Sure {
    #[serde(default)]
    sure: String,
}

pub(crate) async fn remove(
    State(app): State<App>,
    may: May<WriteSetting>,
    Form(given): Form<Sure>,
) -> Answer<Response> {
    if given.sure != "yes" {
        return Err(Error::field("sure", "error.required").into());
    }
    if !sql::is_loaded(app.db()).await? {
        return Err(Error::state("error.no_demo").into());
    }
    jobs::ask(app.db(), &may.ctx, jobs::CLEAR, "").await?;
    Ok(see(&app, "/welcome", None))
}
