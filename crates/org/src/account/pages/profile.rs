//! The page of one's own account.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Error, Fields, Lang, Result};
use maud::{Markup, html};
use serde::Deserialize;
use ui::components::{button, checkbox, chip, field, form, panel, select, submit};
use ui::shell::Theme;
use ui::{Attrs, fmt, t};

use crate::members::{self, Member, ZONES};
use crate::permissions::{ReadOwn, WriteOwn};
use crate::sign_in::{
    OpenSession, check_password, close_other_sessions, close_own_session, hash_password,
    is_password, sessions_of,
};
use crate::web::{Answer, App, Form, May, Page, Viewer, see};

pub(crate) async fn show(State(app): State<App>, may: May<ReadOwn>) -> Answer {
    view(&app, &may, &Vec::new()).await
}

#[derive(Deserialize)]
pub(crate) struct Given {
    name: String,
    language: String,
    theme: String,
    timezone: String,
    #[serde(default)]
    shortcuts_off: String,
}

pub(crate) async fn save(
    State(app): State<App>,
    may: May<WriteOwn>,
    Form(given): Form<Given>,
) -> Answer<Response> {
    let done = change(&app, &may, &given).await;
    answer(&app, &may, done, "word.saved").await
}

async fn change(app: &App, viewer: &Viewer, given: &Given) -> Result<()> {
    let id = viewer.member()?;
    if !kernel::is_zone(&given.timezone) {
        return Err(Error::field("timezone", "error.choice"));
    }
    let lang =
        Lang::parse(&given.language).ok_or_else(|| Error::field("language", "error.choice"))?;
    let shortcuts = if given.shortcuts_off.is_empty() {
        "0"
    } else {
        "1"
    };
    let (member, _) = members::get(app.db(), id).await?;
    let mut tx = app.db().begin(&viewer.ctx).await?;
    members::rename(&mut tx, &member, &given.name).await?;
    members::prefer(&mut tx, id, "language", lang.code()).await?;
    members::prefer(&mut tx, id, "theme", Theme::parse(&given.theme).key()).await?;
    members::prefer(&mut tx, id, "timezone", &given.timezone).await?;
    members::prefer(&mut tx, id, "shortcuts_off", shortcuts).await?;
    tx.commit().await
}

#[derive(Deserialize)]
pub(crate) struct NewPassword {
    present: String,
    password: String,
}

pub(crate) async fn change_password(
    State(app): State<App>,
    may: May<WriteOwn>,
    Form(given): Form<NewPassword>,
) -> Answer<Response> {
    let done = set_password(&app, &may, &given).await;
    answer(&app, &may, done, "account.password_done").await
}

/// Sets a new password after the present one was given; every other session ends.
async fn set_password(app: &App, viewer: &Viewer, given: &NewPassword) -> Result<()> {
    let id = viewer.member()?;
    let (member, _) = members::get(app.db(), id).await?;
    if !is_password(app.db(), &viewer.ctx, id, &given.present).await? {
        return Err(Error::field("present", "account.password_wrong"));
    }
    let email = member.email.unwrap_or_default();
    check_password(&given.password, &member.name, &email)?;
    let hash = hash_password(&given.password).await?;
    let mut tx = app.db().begin(&viewer.ctx).await?;
    members::set_password(&mut tx, id, &hash).await?;
    close_other_sessions(&mut tx, id, &viewer.session).await?;
    tx.commit().await
}

pub(crate) async fn end_session(
    State(app): State<App>,
    may: May<WriteOwn>,
    Path(hash): Path<String>,
) -> Answer<Response> {
    let id = may.member()?;
    let mut tx = app.db().begin(&may.ctx).await?;
    close_own_session(&mut tx, id, &hash).await?;
    tx.commit().await?;
    Ok(see(&app, "/profile", Some(("account.session_ended", None))))
}

async fn answer(app: &App, viewer: &Viewer, done: Result<()>, said: &str) -> Answer<Response> {
    match done {
        Ok(()) => Ok(see(app, "/profile", Some((said, None)))),
        Err(Error::Invalid(errors)) => {
            let page = view(app, viewer, &errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

async fn view(app: &App, viewer: &Viewer, errors: &Fields) -> Answer {
    let lang = viewer.ctx.lang;
    let id = viewer.member()?;
    let (member, _) = members::get(app.db(), id).await?;
    let sessions = sessions_of(app.db(), &viewer.ctx, id).await?;
    let body = html! {
        div.u-main.u-stack {
            (panel(t(lang, "account.title"), html! {}, own_form(viewer, &member, errors)))
            (panel(t(lang, "account.password"), html! {}, password_form(viewer, errors)))
            (panel(t(lang, "account.sessions"), html! {}, session_list(viewer, &sessions)))
        }
    };
    Ok(Page::new(t(lang, "account.title"), "/profile").render(app, viewer, body))
}

fn own_form(viewer: &Viewer, member: &Member, errors: &Fields) -> Markup {
    let lang = viewer.ctx.lang;
    let languages = [
        ("de", t(lang, "word.german")),
        ("en", t(lang, "word.english")),
    ];
    let themes = [
        ("system", t(lang, "shell.theme_system")),
        ("light", t(lang, "shell.theme_light")),
        ("dark", t(lang, "shell.theme_dark")),
    ];
    let mut zones: Vec<(&str, &str)> = ZONES.iter().map(|z| (*z, *z)).collect();
    if !ZONES.contains(&member.timezone.as_str()) {
        zones.push((&member.timezone, &member.timezone));
    }
    form(
        "/profile",
        &viewer.csrf,
        &Attrs::new(),
        html! {
            (field("name", t(lang, "word.name")).value(&member.name).required().autocomplete("name").errors(lang, errors))
            (select("language", t(lang, "word.language"), &languages).selected(&member.language))
            (select("theme", t(lang, "shell.theme"), &themes).selected(&member.theme))
            (select("timezone", t(lang, "members.timezone"), &zones).selected(&member.timezone).errors(lang, errors))
            (checkbox("shortcuts_off", "1", t(lang, "account.shortcuts_off"), member.shortcuts_off))
            (submit(t(lang, "word.save")))
        },
    )
}

fn password_form(viewer: &Viewer, errors: &Fields) -> Markup {
    let lang = viewer.ctx.lang;
    form(
        "/profile/password",
        &viewer.csrf,
        &Attrs::new(),
        html! {
            (field("present", t(lang, "account.present")).kind("password").required().autocomplete("current-password").errors(lang, errors))
            (field("password", t(lang, "sign_in.new_password")).kind("password").required().autocomplete("new-password")
                .hint(t(lang, "sign_in.password_hint")).errors(lang, errors))
            p.u-sm { (t(lang, "account.password_text")) }
            (button(t(lang, "account.password_change")).submits())
        },
    )
}

fn session_list(viewer: &Viewer, sessions: &[OpenSession]) -> Markup {
    let lang = viewer.ctx.lang;
    html! {
        ul.u-stack {
            @for session in sessions {
                @let seen = fmt::datetime(lang, session.seen_at, &viewer.ctx.zone);
                li {
                    (session.user_agent.as_deref().unwrap_or(t(lang, "word.unknown")))
                    " " span.u-mute.u-sm { (seen) } " "
                    @if session.id_hash == viewer.session {
                        (chip(t(lang, "account.this_session")).ok())
                    } @else {
                        (form(&format!("/profile/sessions/{}", session.id_hash), &viewer.csrf, &Attrs::new(), html! {
                            (button(t(lang, "account.end_session")).submits())
                        }))
                    }
                }
            }
        }
    }
}
