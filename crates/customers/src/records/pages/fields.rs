//! Editing a record field by field, where it stands.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use kernel::{Conflict, Error, Fields, Id, Result};
use maud::{Markup, html};
use org::permissions::{ReadCustomer, WriteCustomer};
use org::web::{Answer, App, Form, May, Viewer, see};
use serde::Deserialize;
use ui::components::{Flash, toast_oob};
use ui::t;

use super::detail::may_edit;
use super::{Screen, page, place};
use crate::fields::pages::{Editing, Shown, faster, typed};
use crate::fields::{Edits, Field, find};

/// What a form in place of a value sends.
#[derive(Deserialize)]
pub struct Given {
    #[serde(default)]
    value: String,
    version: i64,
}

fn field_of<R: Screen>(name: &str) -> Result<&'static Field> {
    find(R::FIELDS, name).ok_or_else(|| Error::not_found("page"))
}

fn by_script(headers: &HeaderMap) -> bool {
    headers.contains_key("hx-request")
}

/// The value again, after editing was given up.
pub async fn cancel<R: Screen>(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path((id, name)): Path<(Id, String)>,
) -> Answer {
    let record = R::get(app.db(), id).await?;
    Ok(value(&app, &may, &record, field_of::<R>(&name)?).await?)
}

async fn value<R: Screen>(app: &App, viewer: &Viewer, record: &R, field: &Field) -> Result<Markup> {
    let names = record.linked(app, viewer).await?;
    let house = org::settings::company(app.db()).await?;
    let shown = Shown::new(viewer, &house, R::TEXTS, &names);
    let (value, editable) = (record.value(field.name), may_edit(viewer, record));
    Ok(shown.inline(&place(record), field, value.as_deref(), editable))
}

/// The form in place of a value.
pub async fn edit<R: Screen>(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path((id, name)): Path<(Id, String)>,
    headers: HeaderMap,
) -> Answer {
    let record = R::get(app.db(), id).await?;
    let field = field_of::<R>(&name)?;
    let now = record.value(field.name).unwrap_or_default();
    let errors = Fields::new();
    let form = form(&app, &may, &record, Editing::new(field, &now, &errors)).await?;
    Ok(in_page(&app, &may, &record, &headers, form))
}

/// A fragment for htmx, a whole page for everybody else.
fn in_page<R: Screen>(
    app: &App,
    viewer: &Viewer,
    record: &R,
    headers: &HeaderMap,
    form: Markup,
) -> Markup {
    if by_script(headers) {
        return form;
    }
    page::<R>(viewer.ctx.lang, record.title()).render(app, viewer, html! { div.u-main { (form) } })
}

async fn form<R: Screen>(
    app: &App,
    viewer: &Viewer,
    record: &R,
    editing: Editing<'_>,
) -> Result<Markup> {
    let names = record.linked(app, viewer).await?;
    let house = org::settings::company(app.db()).await?;
    let shown = Shown::new(viewer, &house, R::TEXTS, &names);
    let choices = crate::panels::choices(app, viewer, editing.field.kind).await?;
    let editing = Editing {
        name: "value",
        version: record.version(),
        choices: &choices,
        ..editing
    };
    Ok(shown.form(&place(record), &viewer.csrf, &editing))
}

/// Saves one field; the answer is its value again, with a notice that can take it back.
pub async fn save<R: Screen>(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path((id, name)): Path<(Id, String)>,
    headers: HeaderMap,
    Form(given): Form<Given>,
) -> Answer<Response> {
    let field = field_of::<R>(&name)?;
    let house = org::settings::company(app.db()).await?;
    let text = typed(may.ctx.lang, field, &given.value, &house.currency);
    let edits = Edits::new().set(field.name, text);
    let mut tx = app.db().begin(&may.ctx).await?;
    let undo = format!("/history/{}/undo", tx.change_id());
    // A page that was open while the record was merged means the one that stands for it, in whatever version.
    let current = R::current(app.db(), id).await?;
    let expected = (current == id).then_some(given.version);
    match R::change(&mut tx, current, expected, &edits, None).await {
        Ok((record, changed)) => {
            tx.commit().await?;
            let undo = (!changed.is_empty()).then_some(undo);
            saved(&app, &may, &record, field, &headers, undo).await
        }
        Err(error) => {
            drop(tx);
            refused::<R>(&app, &may, (id, field), &given.value, &headers, error).await
        }
    }
}

async fn saved<R: Screen>(
    app: &App,
    viewer: &Viewer,
    record: &R,
    field: &Field,
    headers: &HeaderMap,
    undo: Option<String>,
) -> Answer<Response> {
    if !by_script(headers) {
        let notice = undo.as_deref().map(|undo| ("word.saved", Some(undo)));
        return Ok(see(app, &place(record), notice));
    }
    let lang = viewer.ctx.lang;
    let names = record.linked(app, viewer).await?;
    Ok(html! {
        (value(app, viewer, record, field).await?)
        @if let Some(undo) = undo {
            (toast_oob(lang, &Flash::ok(t(lang, "word.saved")).undo(undo, Vec::new()), &viewer.csrf))
            hx-partial hx-target="#record-head" hx-swap="outerHTML" { (record.head(viewer, &names)) }
        }
    }
    .into_response())
}

/// The form again, with what is wrong or who was faster; what was typed stays.
async fn refused<R: Screen>(
    app: &App,
    viewer: &Viewer,
    (id, field): (Id, &'static Field),
    typed: &str,
    headers: &HeaderMap,
    error: Error,
) -> Answer<Response> {
    let mut errors = Fields::new();
    let (status, said) = match error {
        Error::Invalid(mut wrong) => {
            for e in &mut wrong {
                "value".clone_into(&mut e.field);
            }
            errors = wrong;
            (StatusCode::UNPROCESSABLE_ENTITY, None)
        }
        Error::Conflict(Conflict::Version { .. }) => {
            let last = crate::history::last_change(app.db(), R::KIND, id).await?;
            let ctx = &viewer.ctx;
            let said = last.map(|c| faster(ctx.lang, &ctx.zone, c.member.as_deref(), c.at));
            (StatusCode::CONFLICT, said)
        }
        other => return Err(other.into()),
    };
    let record = R::get(app.db(), id).await?;
    let editing = Editing {
        said,
        ..Editing::new(field, typed, &errors)
    };
    let form = form(app, viewer, &record, editing).await?;
    Ok((status, in_page(app, viewer, &record, headers, form)).into_response())
}
