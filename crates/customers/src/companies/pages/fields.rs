//! Editing a company field by field, where it stands.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Fields, Id, Result};
use maud::{Markup, html};
use org::permissions::{ReadCustomer, Resource, Verb, WriteCustomer};
use org::web::{Answer, App, Form, May, Page, Viewer, see};
use serde::Deserialize;
use ui::components::{Flash, toast_oob};
use ui::t;

use super::super::model::{Company, FIELDS};
use super::super::store as sql;
use super::detail::{head, linked};
use crate::fields::pages::{Editing, Shown, faster};
use crate::fields::{Edits, Field, Kind, find};

#[derive(Deserialize)]
pub(in crate::companies) struct Given {
    #[serde(default)]
    value: String,
    version: i64,
}

fn field_of(name: &str) -> Result<&'static Field> {
    find(FIELDS, name).ok_or_else(|| Error::not_found("page"))
}

/// The value again, after editing was given up.
pub(in crate::companies) async fn cancel(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path((id, name)): Path<(Id, String)>,
) -> Answer {
    let company = sql::get(app.db(), id).await?;
    Ok(value(&app, &may, &company, field_of(&name)?).await?)
}

async fn value(app: &App, viewer: &Viewer, company: &Company, field: &Field) -> Result<Markup> {
    let names = linked(app, viewer, company).await?;
    let shown = Shown {
        lang: viewer.ctx.lang,
        zone: &viewer.ctx.zone,
        slice: "companies",
        names: &names,
    };
    let editable = viewer.may(Resource::Customer, Verb::Write);
    let value = company.value(field.name);
    Ok(shown.inline(
        &format!("/companies/{}", company.id),
        field,
        value.as_deref(),
        editable,
    ))
}

pub(in crate::companies) async fn edit(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path((id, name)): Path<(Id, String)>,
    headers: HeaderMap,
) -> Answer {
    let company = sql::get(app.db(), id).await?;
    let field = field_of(&name)?;
    let now = company.value(field.name).unwrap_or_default();
    let form = form(&app, &may, &company, field, &now, &Fields::new(), None).await?;
    Ok(in_page(&app, &may, &company, &headers, form))
}

/// A fragment for htmx, a whole page for everybody else.
fn in_page(
    app: &App,
    viewer: &Viewer,
    company: &Company,
    headers: &HeaderMap,
    form: Markup,
) -> Markup {
    if headers.contains_key("hx-request") {
        return form;
    }
    let lang = viewer.ctx.lang;
    Page::new(&company.name, "/companies")
        .crumb(t(lang, "companies.title"), "/companies")
        .render(app, viewer, html! { div.u-main { (form) } })
}

async fn form(
    app: &App,
    viewer: &Viewer,
    company: &Company,
    field: &Field,
    value: &str,
    errors: &Fields,
    said: Option<String>,
) -> Result<Markup> {
    let names = linked(app, viewer, company).await?;
    let shown = Shown {
        lang: viewer.ctx.lang,
        zone: &viewer.ctx.zone,
        slice: "companies",
        names: &names,
    };
    let choices = crate::panels::choices(app, viewer, field.kind).await?;
    let editing = Editing {
        field,
        name: "value",
        value,
        errors,
        version: company.version,
        choices: &choices,
        said,
    };
    Ok(shown.form(
        &format!("/companies/{}", company.id),
        &viewer.csrf,
        &editing,
    ))
}

pub(in crate::companies) async fn save(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path((id, name)): Path<(Id, String)>,
    headers: HeaderMap,
    Form(given): Form<Given>,
) -> Answer<Response> {
    let field = field_of(&name)?;
    let typed = match (field.kind, given.value.trim()) {
        (Kind::Amount, text) if !text.is_empty() => ui::parse::money(may.ctx.lang, text, "EUR")
            .map_or_else(|_| text.to_owned(), |minor| minor.to_string()),
        (_, text) => text.to_owned(),
    };
    let edits = Edits::new().set(field.name, typed);
    let mut tx = app.db().begin(&may.ctx).await?;
    let undo = format!("/history/{}/undo", tx.change_id());
    let outcome = super::super::change(&mut tx, id, Some(given.version), &edits, None).await;
    let (company, changed) = match outcome {
        Ok(done) => {
            tx.commit().await?;
            done
        }
        Err(error) => {
            drop(tx);
            return refused(&app, &may, id, field, &given.value, &headers, error).await;
        }
    };
    if !headers.contains_key("hx-request") {
        let notice = (!changed.is_empty()).then_some(("word.saved", Some(undo.as_str())));
        return Ok(see(&app, &format!("/companies/{id}"), notice));
    }
    let lang = may.ctx.lang;
    let names = linked(&app, &may, &company).await?;
    Ok(html! {
        (value(&app, &may, &company, field).await?)
        @if !changed.is_empty() {
            (toast_oob(lang, &Flash::ok(t(lang, "word.saved")).undo(undo, Vec::new()), &may.csrf))
            hx-partial hx-target="#record-head" hx-swap="outerHTML" { (head(&may, &company, &names)) }
        }
    }
    .into_response())
}

/// The form again, with what is wrong or who was faster; what was typed stays.
async fn refused(
    app: &App,
    viewer: &Viewer,
    id: Id,
    field: &Field,
    typed: &str,
    headers: &HeaderMap,
    error: Error,
) -> Answer<Response> {
    let company = sql::get(app.db(), id).await?;
    let mut errors = Fields::new();
    let (status, said) = match error {
        Error::Invalid(mut wrong) => {
            for e in &mut wrong {
                "value".clone_into(&mut e.field);
            }
            errors = wrong;
            (StatusCode::UNPROCESSABLE_ENTITY, None)
        }
        Error::Conflict(kernel::Conflict::Version { .. }) => {
            let last = crate::history::last_change(app.db(), "company", id).await?;
            let ctx = &viewer.ctx;
            let said = last.map(|c| faster(ctx.lang, &ctx.zone, c.member.as_deref(), c.at));
            (StatusCode::CONFLICT, said)
        }
        other => return Err(other.into()),
    };
    let form = form(app, viewer, &company, field, typed, &errors, said).await?;
    Ok((status, in_page(app, viewer, &company, headers, form)).into_response())
}
