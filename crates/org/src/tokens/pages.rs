//! The list of tokens and the form for a new one.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Error, Fields, Id, Result, Role};
use maud::{Markup, html};
use serde::Deserialize;
use ui::components::{
    Row, Table, TableColumn, button, chip, empty_state, field, form, notice, panel, panel_plain,
    select, submit,
};
use ui::{Attrs, fmt, role, t};

use super::{Scope, Token, store as sql};
use crate::permissions::{ReadToken, Resource, Verb, WriteToken};
use crate::web::{Answer, App, Form, May, Page, Viewer, see};

/// A token to be made.
#[derive(Deserialize, Default, utoipa::ToSchema)]
pub(crate) struct NewToken {
    pub(crate) name: String,
    pub(crate) role: String,
    #[serde(default)]
    pub(crate) scope: String,
    #[serde(default)]
    pub(crate) department: String,
}

pub(crate) async fn list(State(app): State<App>, may: May<ReadToken>) -> Answer {
    view(&app, &may, &NewToken::default(), &Vec::new(), None).await
}

pub(crate) async fn create(
    State(app): State<App>,
    may: May<WriteToken>,
    Form(given): Form<NewToken>,
) -> Answer<Response> {
    match make(&app, &may, &given).await {
        Ok((_, secret)) => {
            let fresh = NewToken::default();
            let page = view(&app, &may, &fresh, &Vec::new(), Some(&secret)).await?;
            Ok(page.into_response())
        }
        Err(Error::Invalid(errors)) => {
            let page = view(&app, &may, &given, &errors, None).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// Makes a token of what was given; page and API share it.
pub(crate) async fn make(app: &App, viewer: &Viewer, given: &NewToken) -> Result<(Id, String)> {
    let role = Role::parse(&given.role).ok_or_else(|| Error::field("role", "error.choice"))?;
    let scope = match given.scope.as_str() {
        "read" => Scope::Read,
        "metrics" => Scope::Metrics,
        "" | "write" => Scope::Write,
        _ => return Err(Error::field("scope", "error.choice")),
    };
    let department = match given.department.as_str() {
        "" => None,
        key => {
            let found = crate::departments::by_key(app.db(), key).await?;
            Some(found.ok_or_else(|| Error::field("department", "error.choice"))?)
        }
    };
    let mut tx = app.db().begin(&viewer.ctx).await?;
    let made = sql::create_scoped(&mut tx, &given.name, role, department, scope).await?;
    tx.commit().await?;
    Ok(made)
}

pub(crate) async fn revoke(
    State(app): State<App>,
    may: May<WriteToken>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    let mut tx = app.db().begin(&may.ctx).await?;
    sql::revoke(&mut tx, id).await?;
    tx.commit().await?;
    Ok(see(&app, "/tokens", Some(("tokens.revoked_done", None))))
}

async fn view(
    app: &App,
    viewer: &Viewer,
    given: &NewToken,
    errors: &Fields,
    secret: Option<&str>,
) -> Answer {
    let lang = viewer.ctx.lang;
    let tokens = sql::all(app.db()).await?;
    let body = html! {
        div.u-main.u-stack {
            @if let Some(secret) = secret {
                (notice("ok", t(lang, "tokens.secret_title"), t(lang, "tokens.secret_text"), html! { pre.u-code tabindex="0" { (secret) } }))
            }
            @if tokens.is_empty() {
                (empty_state("key", t(lang, "tokens.empty"), t(lang, "tokens.empty_text"), html! {}))
            } @else {
                (table(viewer, &tokens))
            }
            @if viewer.may(Resource::Token, Verb::Write) {
                (panel(t(lang, "tokens.new"), html! {}, new_form(viewer, given, errors)))
            }
        }
    };
    Ok(Page::new(t(lang, "menu.tokens"), "/tokens").render(app, viewer, body))
}

fn new_form(viewer: &Viewer, given: &NewToken, errors: &Fields) -> Markup {
    let lang = viewer.ctx.lang;
    let roles: Vec<(&str, &str)> = Role::ALL
        .iter()
        .rev()
        .map(|r| (r.key(), role(lang, *r)))
        .collect();
    let scopes = [
        ("read", t(lang, "tokens.scope_read")),
        ("write", t(lang, "tokens.scope_write")),
        ("metrics", t(lang, "tokens.scope_metrics")),
    ];
    let chosen = if given.role.is_empty() {
        "reader"
    } else {
        &given.role
    };
    form(
        "/tokens",
        &viewer.csrf,
        &Attrs::new(),
        html! {
            (field("name", t(lang, "tokens.purpose")).value(&given.name).required().errors(lang, errors))
            (select("role", t(lang, "tokens.role"), &roles).selected(chosen).errors(lang, errors))
            (select("scope", t(lang, "tokens.scope"), &scopes).selected(&given.scope).errors(lang, errors))
            (submit(t(lang, "word.create")))
        },
    )
}

fn table(viewer: &Viewer, tokens: &[Token]) -> Markup {
    let lang = viewer.ctx.lang;
    let columns = vec![
        TableColumn::new(t(lang, "tokens.purpose")),
        TableColumn::new(t(lang, "tokens.role")),
        TableColumn::new(t(lang, "tokens.scope")).hide_small(),
        TableColumn::new(t(lang, "tokens.used")).hide_small(),
        TableColumn::new(t(lang, "word.actions")),
    ];
    let rows = tokens
        .iter()
        .map(|token| {
            let held = Role::parse(&token.role).map_or("", |r| role(lang, r));
            let scope = format!("tokens.scope_{}", Scope::parse(&token.scopes).key());
            let used = token
                .used_at
                .map(|at| fmt::datetime(lang, at, &viewer.ctx.zone));
            Row {
                href: None,
                cells: vec![
                    html! { b { (token.name) } br; span.u-mute.u-xs { "…" (token.hint) } },
                    html! { (held) },
                    html! { (t(lang, &scope)) },
                    html! { (used.as_deref().unwrap_or(t(lang, "members.never"))) },
                    end_button(viewer, token),
                ],
            }
        })
        .collect();
    let table = Table::new(lang, t(lang, "menu.tokens"), columns, rows);
    panel_plain(html! { (table) })
}

fn end_button(viewer: &Viewer, token: &Token) -> Markup {
    let lang = viewer.ctx.lang;
    if token.revoked_at.is_some() {
        return html! { (chip(t(lang, "sources.revoked"))) };
    }
    if !viewer.may(Resource::Token, Verb::Write) {
        return Markup::default();
    }
    let label = format!("{}: {}", t(lang, "sources.revoke"), token.name);
    let action = format!("/tokens/{}/revocation", token.id);
    form(
        &action,
        &viewer.csrf,
        &Attrs::new(),
        html! {
            (button(t(lang, "sources.revoke")).submits().attr("aria-label", &label))
        },
    )
}
