//! Sign-in, sign-out and the page of a one-time link.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Fields, Lang, Result};
use maud::{Markup, html};
use serde::Deserialize;
use ui::components::{field, form, hidden, submit};
use ui::{Attrs, t, tf};

use super::model::fits;
use super::model::own_path;
use super::{check_password, store as sql};
use crate::web::{
    Answer, App, Caller, Form, Page, clear_session_cookie, see, session_cookie, sha256_hex,
};

#[derive(Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    next: String,
}

pub(crate) async fn sign_in_page(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<Next>,
) -> Answer<Response> {
    if caller.viewer.is_some() {
        return Ok(see(&app, own_path(&query.next), None));
    }
    let page = sign_in_view(&caller, &query.next, "", &Vec::new());
    Ok(page.into_response())
}

#[derive(Deserialize)]
pub(crate) struct Credentials {
    email: String,
    password: String,
    #[serde(default)]
    next: String,
}

pub(crate) async fn sign_in(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Form(given): Form<Credentials>,
) -> Answer<Response> {
    match enter(&app, &caller, &headers, &given).await {
        Ok(secret) => {
            let mut response = see(&app, own_path(&given.next), None);
            session_cookie(&app, &secret, &mut response);
            Ok(response)
        }
        Err(Error::Invalid(errors)) => {
            let page = sign_in_view(&caller, &given.next, &given.email, &errors);
            Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

async fn enter(
    app: &App,
    caller: &Caller,
    headers: &HeaderMap,
    given: &Credentials,
) -> Result<String> {
    let email = store::fold(given.email.trim());
    let keys = [
        format!("email:{email}"),
        format!("client:{}", caller.client),
    ];
    sql::refuse_when_blocked(app.db(), &caller.ctx, &keys).await?;
    let found = sql::password_of(app.db(), &email).await?;
    let hash = found.as_ref().and_then(|(_, hash)| hash.clone());
    let fits = fits(&given.password, hash).await?;
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|v| v.to_str().ok());
    let mut tx = app.db().begin(&caller.ctx).await?;
    match found.filter(|_| fits) {
        Some((member, _)) => {
            let secret = sql::sign_in(&mut tx, member, agent, &keys).await?;
            tx.commit().await?;
            Ok(secret)
        }
        None => {
            sql::note_failure(&mut tx, &keys).await?;
            tx.commit().await?;
            Err(Error::field("password", "error.password_wrong"))
        }
    }
}

fn sign_in_view(caller: &Caller, next: &str, email: &str, errors: &Fields) -> Markup {
    let lang = caller.ctx.lang;
    let fields = html! {
        (hidden("next", own_path(next)))
        (field("email", t(lang, "word.email")).kind("email").value(email).required().autocomplete("username").autofocus().errors(lang, errors))
        (field("password", t(lang, "sign_in.password")).kind("password").required().autocomplete("current-password").errors(lang, errors))
        (submit(t(lang, "sign_in.submit")))
        p.u-hint { (t(lang, "sign_in.forgotten")) }
    };
    let body = html! {
        h1 { (t(lang, "sign_in.title")) }
        (form("/sign-in", "", &Attrs::new(), fields))
    };
    Page::new(t(lang, "sign_in.title"), "/sign-in").bare(caller, body)
}

pub(crate) async fn sign_out(State(app): State<App>, caller: Caller) -> Answer<Response> {
    if let Some(viewer) = &caller.viewer {
        let mut tx = app.db().begin(&caller.ctx).await?;
        sql::close_session(&mut tx, &viewer.session).await?;
        tx.commit().await?;
    }
    let mut response = see(&app, "/sign-in", None);
    clear_session_cookie(&app, &mut response);
    Ok(response)
}

pub(crate) async fn link_page(
    State(app): State<App>,
    caller: Caller,
    Path(secret): Path<String>,
) -> Answer {
    let link = sql::find_link(app.db(), &caller.ctx, &sha256_hex(&secret)).await?;
    let lang = caller.ctx.lang;
    let page = Page::new(t(lang, "sign_in.link_title"), "/links");
    Ok(match link {
        Some(link) => page.bare(&caller, link_view(lang, &secret, &link.name, &Vec::new())),
        None => page.bare(&caller, link_gone(lang)),
    })
}

#[derive(Deserialize)]
pub(crate) struct NewPassword {
    password: String,
}

pub(crate) async fn use_link(
    State(app): State<App>,
    caller: Caller,
    Path(secret): Path<String>,
    headers: HeaderMap,
    Form(given): Form<NewPassword>,
) -> Answer<Response> {
    let lang = caller.ctx.lang;
    let hash = sha256_hex(&secret);
    let Some(link) = sql::find_link(app.db(), &caller.ctx, &hash).await? else {
        let page = Page::new(t(lang, "sign_in.link_title"), "/links");
        return Ok((
            axum::http::StatusCode::GONE,
            page.bare(&caller, link_gone(lang)),
        )
            .into_response());
    };
    if let Err(Error::Invalid(errors)) = check_password(&given.password, &link.name, &link.email) {
        let view = link_view(lang, &secret, &link.name, &errors);
        let page = Page::new(t(lang, "sign_in.link_title"), "/links").bare(&caller, view);
        return Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let password = super::hash_password(&given.password).await?;
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|v| v.to_str().ok());
    let mut tx = app.db().begin(&caller.ctx).await?;
    let session = sql::use_link(&mut tx, &hash, link.member_id, &password, agent).await?;
    tx.commit().await?;
    let mut response = see(&app, "/", Some(("sign_in.password_set", None)));
    session_cookie(&app, &session, &mut response);
    Ok(response)
}

fn link_view(lang: Lang, secret: &str, name: &str, errors: &Fields) -> Markup {
    let fields = html! {
        (field("password", t(lang, "sign_in.new_password")).kind("password").required().autocomplete("new-password").autofocus()
            .hint(t(lang, "sign_in.password_hint")).errors(lang, errors))
        (submit(t(lang, "sign_in.set_password")))
    };
    html! {
        h1 { (tf(lang, "sign_in.link_hello", &[("name", &name)])) }
        (form(&format!("/links/{secret}"), "", &Attrs::new(), fields))
    }
}

fn link_gone(lang: Lang) -> Markup {
    html! {
        h1 { (t(lang, "sign_in.link_title")) }
        p { (t(lang, "error.link_used")) }
        p { a href="/sign-in" { (t(lang, "sign_in.title")) } }
    }
}
