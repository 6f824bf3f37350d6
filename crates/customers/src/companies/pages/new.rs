//! A new company, with a hint when there may be one like it already.

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

use super::super::model::FIELDS;
use super::super::store as sql;
use crate::fields::pages::{Editing, Names, Shown};
use crate::fields::{Edits, Origin, find};

/// What the form asks; the rest is added on the company's page.
const ASKED: &[&str] = &[
    "name",
    "website",
    "phone",
    "street",
    "postal_code",
    "city",
    "country",
    "industry",
];

type Given = BTreeMap<String, String>;

pub(in crate::companies) async fn new(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Query(given): Query<Given>,
) -> Answer {
    let form = draw(&app, &may, &given, &Fields::new(), false).await?;
    Ok(page(&app, &may, form))
}

fn page(app: &App, viewer: &Viewer, body: Markup) -> Markup {
    let lang = viewer.ctx.lang;
    Page::new(t(lang, "companies.new"), "/companies")
        .crumb(t(lang, "companies.title"), "/companies")
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
    let names = Names::default();
    let shown = Shown {
        lang,
        zone: &viewer.ctx.zone,
        slice: "companies",
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
        div.u-form-grid hx-get="/companies/hint" hx-trigger="change" hx-include="closest form" hx-target="#duplicates" {
            @for input in inputs { (input) }
        }
        div id="duplicates" aria-live="polite" { (alike(app, viewer, given).await?) }
        @if hinted { (ui::components::hidden("anyway", "1")) }
        div.u-row {
            (submit(t(lang, if hinted { "companies.create_anyway" } else { "word.create" })))
            (link_button(t(lang, "word.cancel"), "/companies").ghost())
        }
    };
    Ok(form("/companies", &viewer.csrf, &Attrs::new(), body))
}

/// Companies with the same domain or a similar name, so that none is entered twice.
async fn alike(app: &App, viewer: &Viewer, given: &Given) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let name = given.get("name").map_or("", |name| name.trim());
    let domain = given
        .get("website")
        .and_then(|url| crate::fields::clean_domain(url));
    let found = sql::similar(app.db(), name, domain.as_deref()).await?;
    if found.is_empty() {
        return Ok(Markup::default());
    }
    let list = html! {
        ul {
            @for similar in &found {
                li {
                    a.u-link href={ "/companies/" (similar.id) } { (similar.name) }
                    @if let Some(city) = &similar.city { " · " (city) }
                    @if similar.same_domain { " – " (t(lang, "companies.same_domain")) }
                }
            }
        }
    };
    Ok(
        html! { (notice("warn", t(lang, "companies.maybe_there"), t(lang, "companies.maybe_there_text"), html! {})) (list) },
    )
}

pub(in crate::companies) async fn hint(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Query(given): Query<Given>,
) -> Answer {
    Ok(alike(&app, &may, &given).await?)
}

pub(in crate::companies) async fn create(
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
        && super::super::check(&edits).is_ok()
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
                &format!("/companies/{id}"),
                Some(("companies.created", None)),
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
