//! A new person, with a hint when there may be one like it already.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Error, Fields, Result};
use maud::{Markup, html};
use org::permissions::WriteCustomer;
use org::web::{Answer, App, Form, May, Page, Viewer, see};
use ui::components::{form, link_button, notice, submit};
use ui::{Attrs, t};

use super::super::model::{FIELDS, sort_name};
use super::super::store as sql;
use crate::fields::pages::{Editing, Names, Shown};
use crate::fields::{Edits, Origin, find};

/// What the form asks; the rest is added on the person's page.
const ASKED: &[&str] = &[
    "salutation",
    "academic_degree",
    "first_name",
    "last_name",
    "emails",
    "phones",
    "job_title",
    "company_id",
];

type Given = BTreeMap<String, String>;

pub(in crate::people) async fn new(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Query(given): Query<Given>,
) -> Answer {
    let form = draw(&app, &may, &given, &Fields::new(), false).await?;
    Ok(page(&app, &may, form))
}

fn page(app: &App, viewer: &Viewer, body: Markup) -> Markup {
    let lang = viewer.ctx.lang;
    Page::new(t(lang, "people.new"), "/people")
        .crumb(t(lang, "people.title"), "/people")
        .render(app, viewer, html! { div.u-main { (body) } })
}

async fn draw(
    app: &App,
    viewer: &Viewer,
    given: &Given,
    errors: &Fields,
    hinted: bool,
) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let names = company_name(app, given).await?;
    let shown = Shown {
        lang,
        zone: &viewer.ctx.zone,
        slice: "people",
        names: &names,
    };
    let inputs = ASKED
        .iter()
        .filter_map(|name| find(FIELDS, name))
        .map(|field| {
            let value = given.get(field.name).map_or("", String::as_str);
            shown.input(&Editing {
                field,
                name: field.name,
                value,
                errors,
                version: 0,
                choices: &[],
                said: None,
            })
        });
    let body = html! {
        div.u-form-grid hx-get="/people/hint" hx-trigger="change" hx-include="closest form" hx-target="#duplicates" {
            @for input in inputs { (input) }
        }
        div id="duplicates" aria-live="polite" { (alike(app, viewer, given).await?) }
        @if hinted { (ui::components::hidden("anyway", "1")) }
        div.u-row {
            (submit(t(lang, if hinted { "people.create_anyway" } else { "word.create" })))
            (link_button(t(lang, "word.cancel"), "/people").ghost())
        }
    };
    Ok(form("/people", &viewer.csrf, &Attrs::new(), body))
}

async fn company_name(app: &App, given: &Given) -> Result<Names> {
    let mut names = Names::default();
    if let Some(id) = given.get("company_id").and_then(|id| id.parse().ok()) {
        for (id, name) in crate::companies::names(app.db(), &[id]).await? {
            names.add(id, name, None);
        }
    }
    Ok(names)
}

/// People with the same address or a similar name, so that nobody is entered twice.
async fn alike(app: &App, viewer: &Viewer, given: &Given) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let value = |name: &str| {
        given
            .get(name)
            .map(|v| v.trim().to_owned())
            .filter(|v| !v.is_empty())
    };
    let emails: Vec<String> = value("emails")
        .unwrap_or_default()
        .lines()
        .map(|l| l.trim().to_owned())
        .filter(|l| !l.is_empty())
        .take(30)
        .collect();
    let named = value("last_name").is_some();
    let sorted_by = if named {
        sort_name(value, None)
    } else {
        String::new()
    };
    let found = sql::similar(app.db(), &emails, &sorted_by).await?;
    if found.is_empty() {
        return Ok(Markup::default());
    }
    let ids: Vec<_> = found.iter().map(|s| s.id).collect();
    let names = sql::names(app.db(), &ids).await?;
    let list = html! {
        ul {
            @for similar in &found {
                li {
                    a.u-link href={ "/people/" (similar.id) } { (names.get(&similar.id).map_or("", String::as_str)) }
                    @if similar.same_email { " – " (t(lang, "people.same_email")) }
                }
            }
        }
    };
    Ok(
        html! { (notice("warn", t(lang, "people.maybe_there"), t(lang, "people.maybe_there_text"), html! {})) (list) },
    )
}

pub(in crate::people) async fn hint(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Query(given): Query<Given>,
) -> Answer {
    Ok(alike(&app, &may, &given).await?)
}

pub(in crate::people) async fn create(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Form(given): Form<Given>,
) -> Answer<Response> {
    let edits: Edits = ASKED
        .iter()
        .filter_map(|name| given.get(*name).map(|value| (*name, value.clone())))
        .collect();
    let hinted = given.contains_key("anyway");
    if !hinted
        && super::super::check(&edits, &Origin::default()).is_ok()
        && !alike(&app, &may, &given).await?.0.is_empty()
    {
        let form = draw(&app, &may, &given, &Fields::new(), true).await?;
        return Ok(page(&app, &may, form).into_response());
    }
    let mut tx = app.db().begin(&may.ctx).await?;
    match super::super::create(&mut tx, &edits, Origin::default()).await {
        Ok(id) => {
            tx.commit().await?;
            Ok(see(
                &app,
                &format!("/people/{id}"),
                Some(("people.created", None)),
            ))
        }
        Err(Error::Invalid(errors)) => {
            drop(tx);
            let form = draw(&app, &may, &given, &errors, hinted).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&app, &may, form)).into_response())
        }
        Err(other) => Err(other.into()),
    }
}
