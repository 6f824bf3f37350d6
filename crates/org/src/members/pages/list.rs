//! The list of members and the form for a new one.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Error, Fields, Id, Result, Role};
use maud::{Markup, html};
use serde::Deserialize;
use ui::components::{
    Chip, Row, Table, TableColumn, chip, dept_chip, field, form, pager, panel, panel_plain, submit,
};
use ui::{Attrs, fmt, role, t};

use super::{Given, choices, link_once};
use crate::departments::{self, Department};
use crate::members::{Member, NewMember, State as Condition, store as sql};
use crate::permissions::{ReadMember, Resource, Verb, WriteMember};
use crate::sign_in::{LinkKind, make_link};
use crate::web::{Answer, App, Form, May, Page, Viewer};

const LIMIT: usize = 50;

#[derive(Deserialize, Default)]
pub(crate) struct After {
    #[serde(default)]
    after: String,
}

pub(crate) async fn list(
    State(app): State<App>,
    may: May<ReadMember>,
    Query(query): Query<After>,
) -> Answer {
    let given = new_given(&may);
    view(
        &app,
        &may,
        query.after.parse().ok(),
        &given,
        &Vec::new(),
        None,
    )
    .await
}

fn new_given(viewer: &Viewer) -> Given {
    Given {
        language: viewer.ctx.lang.code().to_owned(),
        roles: vec![Role::Member],
        ..Given::default()
    }
}

pub(crate) async fn create(
    State(app): State<App>,
    may: May<WriteMember>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Answer<Response> {
    let given = Given::of_form(fields);
    match make(&app, &may, &given).await {
        Ok((_, link)) => {
            let fresh = new_given(&may);
            let page = view(&app, &may, None, &fresh, &Vec::new(), link.as_deref()).await?;
            Ok(page.into_response())
        }
        Err(Error::Invalid(errors)) => {
            let page = view(&app, &may, None, &given, &errors, None).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// Makes a member of what was given, with an invitation when there is an address; page and API share it.
pub(crate) async fn make(
    app: &App,
    viewer: &Viewer,
    given: &Given,
) -> Result<(Id, Option<String>)> {
    let new = NewMember {
        name: given.name.clone(),
        email: given.email(),
        department_id: given.department_id(app).await?,
        roles: given.roles.clone(),
        lang: given.lang(),
        password_hash: None,
    };
    let mut tx = app.db().begin(&viewer.ctx).await?;
    let id = sql::create(&mut tx, &new).await?;
    let link = match new.email {
        Some(_) => Some(make_link(&mut tx, id, LinkKind::Invitation).await?),
        None => None,
    };
    tx.commit().await?;
    Ok((id, link))
}

async fn view(
    app: &App,
    viewer: &Viewer,
    after: Option<Id>,
    given: &Given,
    errors: &Fields,
    link: Option<&str>,
) -> Answer {
    let lang = viewer.ctx.lang;
    let mut members = sql::page(app.db(), after, LIMIT as i64 + 1).await?;
    let more = members.len() > LIMIT;
    members.truncate(LIMIT);
    let next = members.last().filter(|_| more);
    let next = next.map(|(m, _)| format!("/members?after={}", m.id));
    let departments = departments::all(app.db()).await?;
    let body = html! {
        div.u-main.u-stack {
            @if let Some(link) = link { (link_once(app, lang, link)) }
            (table(viewer, &departments, &members))
            (pager(lang, "", after.map(|_| "/members"), next.as_deref()))
            @if viewer.may(Resource::Member, Verb::Write) {
                (panel(t(lang, "members.new"), html! {}, new_form(viewer, &departments, given, errors)))
            }
        }
    };
    Ok(Page::new(t(lang, "menu.members"), "/members").render(app, viewer, body))
}

fn new_form(viewer: &Viewer, departments: &[Department], given: &Given, errors: &Fields) -> Markup {
    let lang = viewer.ctx.lang;
    let today = viewer.ctx.today();
    let valid: Vec<Department> = departments
        .iter()
        .filter(|d| d.is_valid_on(today))
        .cloned()
        .collect();
    form(
        "/members",
        &viewer.csrf,
        &Attrs::new(),
        html! {
            (field("name", t(lang, "word.name")).value(&given.name).required().errors(lang, errors))
            (field("email", t(lang, "word.email")).kind("email").value(&given.email).hint(t(lang, "members.email_hint")).errors(lang, errors))
            (choices(lang, &valid, given))
            (submit(t(lang, "members.invite")))
        },
    )
}

fn table(viewer: &Viewer, departments: &[Department], members: &[(Member, Vec<Role>)]) -> Markup {
    let lang = viewer.ctx.lang;
    let columns = vec![
        TableColumn::new(t(lang, "word.name")),
        TableColumn::new(t(lang, "word.department")),
        TableColumn::new(t(lang, "members.roles")).hide_small(),
        TableColumn::new(t(lang, "members.signed_in")).hide_small(),
        TableColumn::new(t(lang, "word.state")),
    ];
    let rows = members
        .iter()
        .map(|(member, roles)| {
            let department = departments.iter().find(|d| Some(d.id) == member.department_id);
            let href = format!("/members/{}", member.id);
            let held: Vec<&str> = roles.iter().map(|r| role(lang, *r)).collect();
            let seen = member.signed_in_at.map(|at| fmt::datetime(lang, at, &viewer.ctx.zone));
            Row {
                cells: vec![
                    html! { a href=(href) { b { (member.name) } } @if let Some(email) = &member.email { br; span.u-mute.u-xs { (email) } } },
                    html! { @if let Some(d) = department { (dept_chip(d.name(lang), &d.class())) } },
                    html! { (held.join(", ")) },
                    html! { (seen.unwrap_or_default()) },
                    html! { (state_chip(viewer, member)) },
                ],
                href: Some(href),
            }
        })
        .collect();
    let table = Table::new(lang, t(lang, "menu.members"), columns, rows);
    panel_plain(html! { (table) })
}

pub(super) fn state_chip(viewer: &Viewer, member: &Member) -> Chip {
    let lang = viewer.ctx.lang;
    let state = member.state();
    let mark = chip(t(lang, &format!("members.state_{}", state.key())));
    match state {
        Condition::Active => mark.ok(),
        Condition::Invited => mark.warn(),
        Condition::Disabled | Condition::NameOnly => mark,
    }
}
