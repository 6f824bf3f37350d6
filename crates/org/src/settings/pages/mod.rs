//! The settings with their history, and the style page.

mod permissions;

pub(crate) use permissions::permissions;

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Error, Fields, Id, Result};
use maud::{Markup, html};
use ui::components::{
    Row, Table, TableColumn, checkbox, field, form, link_button, panel, select, submit,
};
use ui::{Attrs, fmt, t};

use super::model::Version;
use super::{Company, store as sql};
use crate::members::ZONES;
use crate::permissions::{ReadOwn, ReadSetting, Resource, Verb, WriteSetting};
use crate::web::{Answer, App, Form, May, Page, Viewer, see};

pub(crate) async fn show(State(app): State<App>, may: May<ReadSetting>) -> Answer {
    let company = sql::company(app.db()).await?;
    view(&app, &may, &company, &Vec::new()).await
}

pub(crate) async fn save(
    State(app): State<App>,
    may: May<WriteSetting>,
    Form(mut given): Form<BTreeMap<String, String>>,
) -> Answer<Response> {
    let company = given_in(&mut given, sql::company(app.db()).await?);
    match change(&app, &may, &company).await {
        Ok(()) => Ok(see(&app, "/settings", Some(("word.saved", None)))),
        Err(Error::Invalid(errors)) => {
            let page = view(&app, &may, &company, &errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// The settings as the form has them. A form that does not speak of small groups leaves them as they are;
/// what is no number is none that may be set.
fn given_in(given: &mut BTreeMap<String, String>, before: Company) -> Company {
    let mut take = |name: &str| given.remove(name).unwrap_or_default().trim().to_owned();
    let company = Company {
        name: take("name"),
        currency: take("currency").to_uppercase(),
        timezone: take("timezone"),
        ..before
    };
    match take("smallest_group") {
        group if group.is_empty() => company,
        group => Company {
            smallest_group: group.parse().unwrap_or(0),
            small_company_apart: take("small_company_apart") == "1",
            ..company
        },
    }
}

async fn change(app: &App, viewer: &Viewer, company: &Company) -> Result<()> {
    let mut tx = app.db().begin(&viewer.ctx).await?;
    sql::change(&mut tx, company).await?;
    tx.commit().await
}

async fn view(app: &App, viewer: &Viewer, company: &Company, errors: &Fields) -> Answer {
    let lang = viewer.ctx.lang;
    let versions = sql::versions(app.db()).await?;
    let names = crate::members::names(app.db()).await?;
    let body = html! {
        div.u-main.u-stack {
            @if viewer.may(Resource::Setting, Verb::Write) {
                (panel(t(lang, "settings.company"), html! {}, company_form(viewer, company, errors)))
            }
            (panel(t(lang, "settings.permissions"), html! {}, html! {
                p { (t(lang, "settings.permissions_text")) }
                (link_button(t(lang, "settings.permissions_open"), "/settings/permissions"))
            }))
            (panel(t(lang, "settings.history"), html! {}, history(viewer, &versions, &names)))
        }
    };
    Ok(Page::new(t(lang, "menu.settings"), "/settings").render(app, viewer, body))
}

fn company_form(viewer: &Viewer, company: &Company, errors: &Fields) -> Markup {
    let lang = viewer.ctx.lang;
    let mut zones: Vec<(&str, &str)> = ZONES.iter().map(|z| (*z, *z)).collect();
    if !ZONES.contains(&company.timezone.as_str()) {
        zones.push((&company.timezone, &company.timezone));
    }
    form(
        "/settings",
        &viewer.csrf,
        &Attrs::new(),
        html! {
            (field("name", t(lang, "word.name")).value(&company.name).required().errors(lang, errors))
            (field("currency", t(lang, "word.currency")).value(&company.currency).required().hint(t(lang, "settings.currency_hint")).errors(lang, errors))
            (select("timezone", t(lang, "members.timezone"), &zones).selected(&company.timezone).errors(lang, errors))
            (field("smallest_group", t(lang, "settings.smallest_group")).value(&company.smallest_group.to_string())
                .attr("inputmode", "numeric").required().hint(t(lang, "settings.smallest_group_hint")).errors(lang, errors))
            (checkbox("small_company_apart", "1", t(lang, "settings.small_company_apart"), company.small_company_apart))
            (submit(t(lang, "word.save")))
        },
    )
}

fn history(viewer: &Viewer, versions: &[Version], names: &[(Id, String, Option<Id>)]) -> Markup {
    let lang = viewer.ctx.lang;
    let columns = vec![
        TableColumn::new(t(lang, "settings.valid_from")),
        TableColumn::new(t(lang, "word.name")),
        TableColumn::new(t(lang, "word.currency")),
        TableColumn::new(t(lang, "members.timezone")).hide_small(),
        TableColumn::new(t(lang, "settings.smallest_group_short"))
            .numeric()
            .hide_small(),
        TableColumn::new(t(lang, "settings.by")),
    ];
    let rows = versions
        .iter()
        .map(|version| {
            let was: Company = serde_json::from_str(&version.value).unwrap_or_default();
            let by = names
                .iter()
                .find(|(id, _, _)| Some(*id) == version.author_id);
            let at = fmt::datetime(lang, version.valid_from, &viewer.ctx.zone);
            Row {
                href: None,
                cells: vec![
                    html! { (at) " " span.u-mute.u-xs { "v" (version.version) } },
                    html! { (was.name) },
                    html! { (was.currency) },
                    html! { (was.timezone) },
                    html! { (was.smallest_group) @if was.small_company_apart { " " (t(lang, "settings.apart_short")) } },
                    html! { (by.map_or(t(lang, "audit.system"), |(_, name, _)| name.as_str())) },
                ],
            }
        })
        .collect();
    html! { (Table::new(lang, t(lang, "settings.history"), columns, rows)) }
}

pub(crate) async fn style(State(app): State<App>, may: May<ReadOwn>) -> Answer {
    let lang = may.ctx.lang;
    Ok(Page::new(t(lang, "style.title"), "/ui").render(&app, &may, ui::style_page(lang)))
}
