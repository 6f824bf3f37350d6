//! The page of a member: edit, disable, a new link.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Error, Fields, Id, Lang, Result, Role};
use maud::{Markup, html};
use serde::Deserialize;
use ui::components::{button, field, form, hidden, kv, panel, select, submit};
use ui::{Attrs, fmt, t};

use super::list::state_chip;
use super::{Given, choices, link_once};
use crate::departments;
use crate::members::{Edit, Member, ZONES, store as sql};
use crate::permissions::{ReadMember, Resource, Verb, WriteMember};
use crate::sign_in::{LinkKind, close_other_sessions, make_link};
use crate::web::{Answer, App, Form, May, Page, Viewer, see};

pub(crate) async fn detail(
    State(app): State<App>,
    may: May<ReadMember>,
    Path(id): Path<Id>,
) -> Answer {
    view(&app, &may, id, None, &Vec::new(), None).await
}

pub(crate) async fn edit(
    State(app): State<App>,
    may: May<WriteMember>,
    Path(id): Path<Id>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Answer<Response> {
    let given = Given::of_form(fields);
    match change(&app, &may, id, &given).await {
        Ok(()) => Ok(see(
            &app,
            &format!("/members/{id}"),
            Some(("word.saved", None)),
        )),
        Err(Error::Invalid(errors)) => {
            let page = view(&app, &may, id, Some(&given), &errors, None).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

async fn change(app: &App, viewer: &Viewer, id: Id, given: &Given) -> Result<()> {
    let edit = Edit {
        name: given.name.clone(),
        email: given.email(),
        department_id: given.department_id(app).await?,
        roles: given.roles.clone(),
        lang: given.lang(),
        zone: given.zone.clone(),
        version: given.version,
    };
    let mut tx = app.db().begin(&viewer.ctx).await?;
    sql::edit(&mut tx, id, &edit).await?;
    tx.commit().await
}

#[derive(Deserialize)]
pub(crate) struct NewState {
    state: String,
}

pub(crate) async fn set_state(
    State(app): State<App>,
    may: May<WriteMember>,
    Path(id): Path<Id>,
    Form(given): Form<NewState>,
) -> Answer<Response> {
    let disabled = given.state == "disabled";
    let mut tx = app.db().begin(&may.ctx).await?;
    sql::set_disabled(&mut tx, id, disabled).await?;
    if disabled {
        close_other_sessions(&mut tx, id, "").await?;
    }
    tx.commit().await?;
    Ok(see(
        &app,
        &format!("/members/{id}"),
        Some(("word.saved", None)),
    ))
}

pub(crate) async fn new_link(
    State(app): State<App>,
    may: May<WriteMember>,
    Path(id): Path<Id>,
) -> Answer {
    let (member, _) = sql::get(app.db(), id).await?;
    if member.email.is_none() || member.disabled_at.is_some() {
        return Err(Error::state("members.no_link").into());
    }
    let kind = if member.has_password {
        LinkKind::Reset
    } else {
        LinkKind::Invitation
    };
    let mut tx = app.db().begin(&may.ctx).await?;
    let link = make_link(&mut tx, id, kind).await?;
    tx.commit().await?;
    view(&app, &may, id, None, &Vec::new(), Some(&link)).await
}

async fn view(
    app: &App,
    viewer: &Viewer,
    id: Id,
    given: Option<&Given>,
    errors: &Fields,
    link: Option<&str>,
) -> Answer {
    let lang = viewer.ctx.lang;
    let (member, roles) = sql::get(app.db(), id).await?;
    let departments = departments::all(app.db()).await?;
    let department = departments
        .iter()
        .find(|d| Some(d.id) == member.department_id);
    let key = department.map(|d| d.key.clone()).unwrap_or_default();
    let given = given
        .cloned()
        .unwrap_or_else(|| present(&member, &roles, key));
    let today = viewer.ctx.today();
    let mut offered = departments.clone();
    offered.retain(|d| d.is_valid_on(today) || Some(d.id) == member.department_id);
    let body = html! {
        div.u-main.u-stack {
            @if let Some(link) = link { (link_once(app, lang, link)) }
            (panel(t(lang, "word.details"), html! {}, facts(viewer, &member)))
            @if viewer.may(Resource::Member, Verb::Write) {
                (panel(t(lang, "word.edit"), html! {}, edit_form(viewer, &member, choices(lang, &offered, &given), &given, errors)))
                (panel(t(lang, "members.access"), html! {}, access(viewer, &member)))
            }
        }
    };
    Ok(Page::new(&member.name, "/members")
        .crumb(t(lang, "menu.members"), "/members")
        .render(app, viewer, body))
}

fn present(member: &Member, roles: &[Role], department: String) -> Given {
    Given {
        name: member.name.clone(),
        email: member.email.clone().unwrap_or_default(),
        department,
        roles: roles.to_vec(),
        language: member.language.clone(),
        zone: member.timezone.clone(),
        version: member.version,
    }
}

fn facts(viewer: &Viewer, member: &Member) -> Markup {
    let lang = viewer.ctx.lang;
    let seen = member
        .signed_in_at
        .map(|at| fmt::datetime(lang, at, &viewer.ctx.zone));
    kv(&[
        (
            t(lang, "word.state"),
            html! { (state_chip(viewer, member)) },
        ),
        (
            t(lang, "members.signed_in"),
            html! { (seen.as_deref().unwrap_or(t(lang, "members.never"))) },
        ),
    ])
}

fn edit_form(
    viewer: &Viewer,
    member: &Member,
    choices: Markup,
    given: &Given,
    errors: &Fields,
) -> Markup {
    let lang = viewer.ctx.lang;
    form(
        &format!("/members/{}", member.id),
        &viewer.csrf,
        &Attrs::new(),
        html! {
            (hidden("version", &given.version.to_string()))
            (field("name", t(lang, "word.name")).value(&given.name).required().errors(lang, errors))
            (field("email", t(lang, "word.email")).kind("email").value(&given.email).errors(lang, errors))
            (choices)
            (zone_select(lang, &given.zone, errors))
            (submit(t(lang, "word.save")))
        },
    )
}

fn zone_select(lang: Lang, zone: &str, errors: &Fields) -> Markup {
    let mut zones: Vec<(&str, &str)> = ZONES.iter().map(|z| (*z, *z)).collect();
    if !zone.is_empty() && !ZONES.contains(&zone) {
        zones.push((zone, zone));
    }
    html! {
        (select("timezone", t(lang, "members.timezone"), &zones).selected(zone).errors(lang, errors))
    }
}

fn access(viewer: &Viewer, member: &Member) -> Markup {
    let lang = viewer.ctx.lang;
    let (state, label) = if member.disabled_at.is_some() {
        ("enabled", t(lang, "members.enable"))
    } else {
        ("disabled", t(lang, "members.disable"))
    };
    html! {
        p.u-sm { (t(lang, "members.access_text")) }
        div.u-row {
            @if member.email.is_some() && member.disabled_at.is_none() {
                (form(&format!("/members/{}/links", member.id), &viewer.csrf, &Attrs::new(),
                    html! { (button(t(lang, "members.new_link")).icon("link").submits()) }))
            }
            (form(&format!("/members/{}/state", member.id), &viewer.csrf, &Attrs::new(),
                html! { (hidden("state", state)) (button(label).submits()) }))
        }
    }
}
