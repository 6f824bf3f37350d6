//! The list of departments with its changes, and the page of each: rename, retire, split, merge.

mod forms;
mod list;

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Date, Error, Fields, Id, Result};

use super::{NewDepartment, store as sql};
use crate::permissions::{ReadDirectory, WriteDepartment};
use crate::web::{Answer, App, Form, May, Viewer, see};

type Given = BTreeMap<String, String>;

pub(crate) async fn list(State(app): State<App>, may: May<ReadDirectory>) -> Answer {
    list::view(&app, &may, &Given::new(), &Vec::new()).await
}

pub(crate) async fn detail(
    State(app): State<App>,
    may: May<ReadDirectory>,
    Path(id): Path<Id>,
) -> Answer {
    list::detail(&app, &may, id, &Given::new(), &Vec::new()).await
}

pub(crate) async fn create(
    State(app): State<App>,
    may: May<WriteDepartment>,
    Form(given): Form<Given>,
) -> Answer<Response> {
    let done = make(&app, &may, &given).await;
    answer(&app, &may, None, &given, done).await
}

async fn make(app: &App, viewer: &Viewer, given: &Given) -> Result<()> {
    let on = day(given, "on")?;
    let mut tx = app.db().begin(&viewer.ctx).await?;
    sql::create(&mut tx, &named(given, ""), on).await?;
    tx.commit().await
}

pub(crate) async fn rename(
    State(app): State<App>,
    may: May<WriteDepartment>,
    Path(id): Path<Id>,
    Form(given): Form<Given>,
) -> Answer<Response> {
    let done = change(&app, &may, id, &given).await;
    answer(&app, &may, Some(id), &given, done).await
}

async fn change(app: &App, viewer: &Viewer, id: Id, given: &Given) -> Result<()> {
    let version = text(given, "version").parse().unwrap_or(0);
    let mut tx = app.db().begin(&viewer.ctx).await?;
    sql::rename(&mut tx, id, &named(given, ""), version).await?;
    tx.commit().await
}

pub(crate) async fn retire(
    State(app): State<App>,
    may: May<WriteDepartment>,
    Path(id): Path<Id>,
    Form(given): Form<Given>,
) -> Answer<Response> {
    let done = end(&app, &may, id, &given).await;
    answer(&app, &may, Some(id), &given, done).await
}

async fn end(app: &App, viewer: &Viewer, id: Id, given: &Given) -> Result<()> {
    let on = day(given, "on")?;
    let successor = match text(given, "successor") {
        "" => None,
        key => Some(by_key(app, key).await?),
    };
    let mut tx = app.db().begin(&viewer.ctx).await?;
    sql::retire(&mut tx, id, on, successor).await?;
    tx.commit().await
}

pub(crate) async fn split(
    State(app): State<App>,
    may: May<WriteDepartment>,
    Path(id): Path<Id>,
    Form(given): Form<Given>,
) -> Answer<Response> {
    let done = divide(&app, &may, id, &given).await;
    answer(&app, &may, Some(id), &given, done).await
}

async fn divide(app: &App, viewer: &Viewer, id: Id, given: &Given) -> Result<()> {
    let on = day(given, "on")?;
    let mut parts = vec![named(given, "_1"), named(given, "_2")];
    let third = named(given, "_3");
    if !third.name_de.trim().is_empty() {
        parts.push(third);
    }
    for (number, part) in parts.iter().enumerate() {
        if part.name_de.trim().is_empty() {
            let field = format!("name_de_{}", number + 1);
            return Err(Error::field(&field, "error.required"));
        }
    }
    let mut tx = app.db().begin(&viewer.ctx).await?;
    sql::split(&mut tx, id, on, &parts).await?;
    tx.commit().await
}

pub(crate) async fn merge(
    State(app): State<App>,
    may: May<WriteDepartment>,
    Form(given): Form<Given>,
) -> Answer<Response> {
    let done = join(&app, &may, &given).await;
    answer(&app, &may, None, &given, done).await
}

async fn join(app: &App, viewer: &Viewer, given: &Given) -> Result<()> {
    let on = day(given, "merged_on")?;
    let into = by_key(app, text(given, "successor")).await?;
    let from: Vec<Id> = given
        .keys()
        .filter_map(|name| name.strip_prefix("from_")?.parse().ok())
        .collect();
    let mut tx = app.db().begin(&viewer.ctx).await?;
    sql::merge(&mut tx, &from, into, on).await?;
    tx.commit().await
}

/// After a change: on to the list or the department; with wrong fields: the same page once more.
async fn answer(
    app: &App,
    viewer: &Viewer,
    id: Option<Id>,
    given: &Given,
    done: Result<()>,
) -> Answer<Response> {
    match (done, id) {
        (Ok(()), None) => Ok(see(app, "/departments", Some(("word.saved", None)))),
        (Ok(()), Some(id)) => {
            let path = format!("/departments/{id}");
            Ok(see(app, &path, Some(("word.saved", None))))
        }
        (Err(Error::Invalid(errors)), id) => wrong(app, viewer, id, given, &errors).await,
        (Err(other), _) => Err(other.into()),
    }
}

async fn wrong(
    app: &App,
    viewer: &Viewer,
    id: Option<Id>,
    given: &Given,
    errors: &Fields,
) -> Answer<Response> {
    let page = match id {
        Some(id) => list::detail(app, viewer, id, given, errors).await?,
        None => list::view(app, viewer, given, errors).await?,
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn text<'a>(given: &'a Given, name: &str) -> &'a str {
    given.get(name).map_or("", String::as_str)
}

fn day(given: &Given, name: &str) -> Result<Date> {
    ui::parse::date(text(given, name)).map_err(|key| Error::field(name, key))
}

fn named(given: &Given, suffix: &str) -> NewDepartment {
    let read = |name: &str| text(given, &format!("{name}{suffix}")).to_owned();
    NewDepartment {
        name_de: read("name_de"),
        name_en: read("name_en"),
        colour: read("colour"),
    }
}

async fn by_key(app: &App, key: &str) -> Result<Id> {
    let found = sql::by_key(app.db(), key).await?;
    found.ok_or_else(|| Error::field("successor", "error.choice"))
}
