//! A new record, with a hint when there may be one like it already.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Error, Fields, Id, Result};
use maud::{Markup, html};
use org::permissions::WriteCustomer;
use org::web::{Answer, App, Form, May, Viewer, see};
use ui::components::{form, hidden, link_button, submit};
use ui::{Attrs, t};

use super::{Given, Screen, page, text};
use crate::fields::pages::{Editing, Names, Shown};
use crate::fields::{Edits, Kind, Origin, find};

/// The empty form, or one filled in by the address.
pub async fn new<R: Screen>(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Query(given): Query<Given>,
) -> Answer {
    Ok(form_page::<R>(&app, &may, &given, &Fields::new(), false).await?)
}

async fn form_page<R: Screen>(
    app: &App,
    viewer: &Viewer,
    given: &Given,
    errors: &Fields,
    hinted: bool,
) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let names = companies::<R>(app, given).await?;
    let house = org::settings::company(app.db()).await?;
    let shown = Shown::new(viewer, &house, R::TEXTS, &names);
    let asked = R::ASKED.iter().filter_map(|name| find(R::FIELDS, name));
    let create = if hinted {
        text::<R>(lang, "create_anyway")
    } else {
        t(lang, "word.create")
    };
    let body = html! {
        div.u-form-grid hx-get={ (R::PATH) "/hint" } hx-trigger="input delay:300ms, change" hx-include="closest form" hx-target="#duplicates" {
            @for field in asked {
                @let value = given.get(field.name).map_or("", String::as_str);
                (shown.input(&Editing::new(field, value, errors)))
            }
        }
        div id="duplicates" aria-live="polite" { (R::alike(app, viewer, given).await?) }
        @if hinted { (hidden("anyway", "1")) }
        div.u-row {
            (submit(create))
            (link_button(t(lang, "word.cancel"), R::PATH).ghost())
        }
    };
    let form = form(R::PATH, &viewer.csrf, &Attrs::new(), body);
    Ok(
        page::<R>(lang, text::<R>(lang, "new")).render(
            app,
            viewer,
            html! { div.u-main { (form) } },
        ),
    )
}

/// Names of the companies that were chosen already.
async fn companies<R: Screen>(app: &App, given: &Given) -> Result<Names> {
    let links = R::FIELDS
        .iter()
        .filter(|field| field.kind == Kind::Link("company"));
    let chosen = links.filter_map(|field| given.get(field.name)?.parse().ok());
    let chosen: Vec<Id> = chosen.collect();
    let mut names = Names::default();
    for (id, name) in crate::companies::names(app.db(), &chosen).await? {
        names.add(id, name, None);
    }
    Ok(names)
}

/// Those that are like what was typed so far.
pub async fn hint<R: Screen>(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Query(given): Query<Given>,
) -> Answer {
    Ok(R::alike(&app, &may, &given).await?)
}

/// Makes the record; the first time one like it exists, the form asks again.
pub async fn create<R: Screen>(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Form(given): Form<Given>,
) -> Answer<Response> {
    let asked = R::ASKED.iter().copied();
    let typed = asked.filter_map(|name| Some((name, given.get(name)?.clone())));
    let edits: Edits = typed.collect();
    let hinted = given.contains_key("anyway");
    let asks = !hinted && R::check(&edits).is_ok();
    if asks && !R::alike(&app, &may, &given).await?.0.is_empty() {
        let form = form_page::<R>(&app, &may, &given, &Fields::new(), true).await?;
        return Ok(form.into_response());
    }
    let mut tx = app.db().begin(&may.ctx).await?;
    match crate::records::create::<R>(&mut tx, &edits, Origin::default()).await {
        Ok(id) => {
            tx.commit().await?;
            let said = format!("{}.created", R::TEXTS);
            Ok(see(&app, &format!("{}/{id}", R::PATH), Some((&said, None))))
        }
        Err(Error::Invalid(errors)) => {
            drop(tx);
            let form = form_page::<R>(&app, &may, &given, &errors, hinted).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, form).into_response())
        }
        Err(other) => Err(other.into()),
    }
}
