//! The switches in the frame of every page.

mod profile;

pub(crate) use profile::{change_password, end_session, save, show};

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use kernel::{Lang, Result};
use serde::Deserialize;
use ui::shell::Theme;

use crate::members;
use crate::web::{Answer, App, Caller, Form, LANGUAGE_COOKIE, THEME_COOKIE, see, set_cookie};

const YEAR: i64 = 365 * 86_400;

#[derive(Deserialize)]
pub(crate) struct Choice {
    #[serde(alias = "theme", alias = "language", alias = "lang")]
    value: String,
    #[serde(default, alias = "next")]
    back: String,
}

pub(crate) async fn set_theme(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Form(choice): Form<Choice>,
) -> Answer<Response> {
    let theme = Theme::parse(&choice.value).key();
    keep(&app, &caller, "theme", theme).await?;
    Ok(back(&app, &headers, &choice, THEME_COOKIE, theme))
}

pub(crate) async fn set_language(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Form(choice): Form<Choice>,
) -> Answer<Response> {
    let lang = Lang::parse(&choice.value).unwrap_or_default().code();
    keep(&app, &caller, "language", lang).await?;
    Ok(back(&app, &headers, &choice, LANGUAGE_COOKIE, lang))
}

async fn keep(app: &App, caller: &Caller, what: &'static str, value: &str) -> Result<()> {
    let Some(member) = caller.viewer.as_ref().and_then(|v| v.ctx.member) else {
        return Ok(());
    };
    let mut tx = app.db().begin(&caller.ctx).await?;
    members::prefer(&mut tx, member, what, value).await?;
    tx.commit().await
}

/// Back to the page on which the switch was used; only its path counts, so nobody is led elsewhere.
fn back(app: &App, headers: &HeaderMap, choice: &Choice, cookie: &str, value: &str) -> Response {
    let referer = headers.get(header::REFERER).and_then(|v| v.to_str().ok());
    let from_header = referer.and_then(|address| {
        let path = address
            .split_once("://")
            .and_then(|(_, rest)| rest.find('/').map(|i| &rest[i..]));
        path.or(Some(address))
    });
    let wanted = if choice.back.is_empty() {
        from_header.unwrap_or("/")
    } else {
        &choice.back
    };
    let own = wanted.starts_with('/')
        && !wanted.starts_with("//")
        && !wanted.contains(['\\', '\r', '\n']);
    let mut response = see(app, if own { wanted } else { "/" }, None);
    if let Some(cookie) = set_cookie(app, cookie, value, YEAR) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
