//! Does it work: the list of changes with the form for a new one, the page of each, the records behind it.

mod form;
mod list;
mod one;
mod picture;
mod records;
mod sentences;
mod written;

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Error, Fields, Id, Result};
use org::permissions::{ReadCustomer, WriteActivity};
use org::web::{Answer, App, Form, May, Viewer, see};

use super::model::{Draft, Typed};
use super::store as sql;

pub(crate) use records::{Wanted, behind, records};
pub(crate) use sentences::sentences;

/// A form as it was typed.
type Given = BTreeMap<String, String>;

pub(crate) async fn list(State(app): State<App>, may: May<ReadCustomer>) -> Answer {
    list::view(&app, &may, &Typed::default(), &Vec::new()).await
}

pub(crate) async fn change(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path(id): Path<Id>,
) -> Answer {
    one::view(&app, &may, id, None, &Vec::new()).await
}

pub(crate) async fn create(
    State(app): State<App>,
    may: May<WriteActivity>,
    Form(given): Form<Given>,
) -> Answer<Response> {
    let typed = form::typed(&given);
    match take(&app, &may, &typed).await {
        Ok(id) => {
            let undo = format!("/changes/{id}/withdrawal");
            let notice = Some(("changes.recorded", Some(undo.as_str())));
            Ok(see(&app, &format!("/changes/{id}"), notice))
        }
        Err(Error::Invalid(errors)) => {
            let page = list::view(&app, &may, &typed, &errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

pub(crate) async fn edit(
    State(app): State<App>,
    may: May<WriteActivity>,
    Path(id): Path<Id>,
    Form(given): Form<Given>,
) -> Answer<Response> {
    let typed = form::typed(&given);
    let version = given.get("version").and_then(|v| v.parse().ok());
    match rewrite(&app, &may, id, &typed, version).await {
        Ok(()) => Ok(see(
            &app,
            &format!("/changes/{id}"),
            Some(("word.saved", None)),
        )),
        Err(Error::Invalid(errors)) => wrong(&app, &may, id, &typed, &errors).await,
        Err(other) => Err(other.into()),
    }
}

async fn wrong(
    app: &App,
    viewer: &Viewer,
    id: Id,
    typed: &Typed,
    errors: &Fields,
) -> Answer<Response> {
    let page = one::view(app, viewer, id, Some(typed), errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn checked(app: &App, viewer: &Viewer, typed: &Typed) -> Result<Draft> {
    let zone = org::settings::company(app.db()).await?.timezone;
    let departments = org::departments::all(app.db()).await?;
    let known: Vec<Id> = departments.iter().map(|d| d.id).collect();
    typed.checked(viewer.ctx.now().date_in(&zone), &known)
}

/// Records a change; page and API share it.
pub(crate) async fn take(app: &App, viewer: &Viewer, typed: &Typed) -> Result<Id> {
    let draft = checked(app, viewer, typed).await?;
    let mut tx = app.db().begin(&viewer.ctx).await?;
    let id = sql::create(&mut tx, &draft).await?;
    tx.commit().await?;
    Ok(id)
}

/// Writes a change anew; page and API share it.
pub(crate) async fn rewrite(
    app: &App,
    viewer: &Viewer,
    id: Id,
    typed: &Typed,
    expected: Option<i64>,
) -> Result<()> {
    let before = sql::one(app.db(), id).await?;
    let draft = checked(app, viewer, typed).await?;
    let mut tx = app.db().begin(&viewer.ctx).await?;
    sql::edit(&mut tx, &before, &draft, expected).await?;
    tx.commit().await
}

pub(crate) async fn withdraw(
    State(app): State<App>,
    may: May<WriteActivity>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    take_back(&app, &may, id).await?;
    let undo = format!("/changes/{id}/restoration");
    let notice = Some(("changes.taken_back", Some(undo.as_str())));
    Ok(see(&app, "/changes", notice))
}

/// Withdraws a change; page and API share it.
pub(crate) async fn take_back(app: &App, viewer: &Viewer, id: Id) -> Result<()> {
    sql::one(app.db(), id).await?;
    let mut tx = app.db().begin(&viewer.ctx).await?;
    sql::withdraw(&mut tx, id).await?;
    tx.commit().await
}

pub(crate) async fn restore(
    State(app): State<App>,
    may: May<WriteActivity>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    bring_back(&app, &may, id).await?;
    Ok(see(
        &app,
        &format!("/changes/{id}"),
        Some(("word.undone", None)),
    ))
}

/// Takes the withdrawal of a change back; page and API share it.
pub(crate) async fn bring_back(app: &App, viewer: &Viewer, id: Id) -> Result<()> {
    sql::one(app.db(), id).await?;
    let mut tx = app.db().begin(&viewer.ctx).await?;
    sql::restore(&mut tx, id).await?;
    tx.commit().await
}
