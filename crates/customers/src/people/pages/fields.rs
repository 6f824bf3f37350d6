//! Editing a person field by field, where it stands.

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

use super::super::model::{FIELDS, Person};
use super::super::store as sql;
use super::detail::{head, linked};
use crate::fields::pages::{Editing, Shown, faster};
use crate::fields::{Edits, Field, find};

#[derive(Deserialize)]
pub(in crate::people) struct Given {
    #[serde(default)]
    value: String,
    version: i64,
}

fn field_of(name: &str) -> Result<&'static Field> {
    find(FIELDS, name).ok_or_else(|| Error::not_found("page"))
}

/// The value again, after editing was given up.
pub(in crate::people) async fn cancel(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path((id, name)): Path<(Id, String)>,
) -> Answer {
    let person = sql::get(app.db(), id).await?;
    Ok(value(&app, &may, &person, field_of(&name)?).await?)
}

async fn value(app: &App, viewer: &Viewer, person: &Person, field: &Field) -> Result<Markup> {
    let names = linked(app, viewer, person).await?;
    let shown = Shown {
        lang: viewer.ctx.lang,
        zone: &viewer.ctx.zone,
        slice: "people",
        names: &names,
    };
    let editable = viewer.may(Resource::Customer, Verb::Write) && person.erased_at.is_none();
    let value = person.value(field.name);
    Ok(shown.inline(
        &format!("/people/{}", person.id),
        field,
        value.as_deref(),
        editable,
    ))
}

pub(in crate::people) async fn edit(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path((id, name)): Path<(Id, String)>,
    headers: HeaderMap,
) -> Answer {
    let person = sql::get(app.db(), id).await?;
    let field = field_of(&name)?;
    let now = person.value(field.name).unwrap_or_default();
    let form = form(&app, &may, &person, field, &now, &Fields::new(), None).await?;
    Ok(in_page(&app, &may, &person, &headers, form))
}

/// A fragment for htmx, a whole page for everybody else.
fn in_page(
    app: &App,
    viewer: &Viewer,
    person: &Person,
    headers: &HeaderMap,
    form: Markup,
) -> Markup {
    if headers.contains_key("hx-request") {
        return form;
    }
    let lang = viewer.ctx.lang;
    Page::new(person.name(), "/people")
        .crumb(t(lang, "people.title"), "/people")
        .render(app, viewer, html! { div.u-main { (form) } })
}

async fn form(
    app: &App,
    viewer: &Viewer,
    person: &Person,
    field: &Field,
    value: &str,
    errors: &Fields,
    said: Option<String>,
) -> Result<Markup> {
    let names = linked(app, viewer, person).await?;
    let shown = Shown {
        lang: viewer.ctx.lang,
        zone: &viewer.ctx.zone,
        slice: "people",
        names: &names,
    };
    let choices = crate::panels::choices(app, viewer, field.kind).await?;
    let editing = Editing {
        field,
        name: "value",
        value,
        errors,
        version: person.version,
        choices: &choices,
        said,
    };
    Ok(shown.form(&format!("/people/{}", person.id), &viewer.csrf, &editing))
}

pub(in crate::people) async fn save(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path((id, name)): Path<(Id, String)>,
    headers: HeaderMap,
    Form(given): Form<Given>,
) -> Answer<Response> {
    let field = field_of(&name)?;
    let edits = Edits::new().set(field.name, &given.value);
    let mut tx = app.db().begin(&may.ctx).await?;
    let undo = format!("/history/{}/undo", tx.change_id());
    let outcome = super::super::change(&mut tx, id, Some(given.version), &edits, None).await;
    let (person, changed) = match outcome {
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
        return Ok(see(&app, &format!("/people/{id}"), notice));
    }
    let lang = may.ctx.lang;
    let names = linked(&app, &may, &person).await?;
    Ok(html! {
        (value(&app, &may, &person, field).await?)
        @if !changed.is_empty() {
            (toast_oob(lang, &Flash::ok(t(lang, "word.saved")).undo(undo, Vec::new()), &may.csrf))
            hx-partial hx-target="#record-head" hx-swap="outerHTML" { (head(&may, &person, &names)) }
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
    let person = sql::get(app.db(), id).await?;
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
            let last = crate::history::last_change(app.db(), "person", id).await?;
            let ctx = &viewer.ctx;
            let said = last.map(|c| faster(ctx.lang, &ctx.zone, c.member.as_deref(), c.at));
            (StatusCode::CONFLICT, said)
        }
        other => return Err(other.into()),
    };
    let form = form(app, viewer, &person, field, typed, &errors, said).await?;
    Ok((status, in_page(app, viewer, &person, headers, form)).into_response())
}

#[derive(Deserialize)]
pub(in crate::people) struct Objection {
    #[serde(default)]
    objection: String,
}

/// Notes an objection against advertising, or that it was withdrawn.
pub(in crate::people) async fn object(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
    Form(given): Form<Objection>,
) -> Answer<Response> {
    let edits = match given.objection.as_str() {
        "" => Edits::new().clear("objection_at"),
        _ => Edits::new().set("objection_at", may.ctx.now().rfc3339()),
    };
    let mut tx = app.db().begin(&may.ctx).await?;
    let undo = format!("/history/{}/undo", tx.change_id());
    super::super::change(&mut tx, id, None, &edits, None).await?;
    tx.commit().await?;
    Ok(see(
        &app,
        &format!("/people/{id}"),
        Some(("word.saved", Some(&undo))),
    ))
}
