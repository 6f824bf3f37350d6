//! The list of sources with their freshness, a form for a new one, the snippet to install.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use customers::timeline::{self, Delivery};
use kernel::{Error, Fields, Id, Lang, Result};
use maud::{Markup, html};
use org::departments::Department;
use org::permissions::{ReadSource, Resource, Verb, WriteSource};
use org::web::{Answer, App, Form, May, Page, Viewer, see};
use serde::Deserialize;
use ui::components::{
    Chip, Row, Table, TableColumn, button, chip, dept_chip, empty_state, field, form, notice,
    panel, select, submit,
};
use ui::{Attrs, fmt, t};

use super::model::{Created, Freshness, Kind, Source};
use super::store as sql;

#[derive(Deserialize, Default)]
pub(crate) struct NewSource {
    pub(crate) name: String,
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) department: String,
}

pub(crate) async fn list(State(app): State<App>, may: May<ReadSource>) -> Answer {
    view(&app, &may, &NewSource::default(), &Vec::new(), None).await
}

pub(crate) async fn create(
    State(app): State<App>,
    may: May<WriteSource>,
    Form(given): Form<NewSource>,
) -> Answer<Response> {
    match make(&app, &may, &given).await {
        Ok(created) => Ok(view(
            &app,
            &may,
            &NewSource::default(),
            &Vec::new(),
            Some(&created),
        )
        .await?
        .into_response()),
        Err(Error::Invalid(errors)) => {
            let page = view(&app, &may, &given, &errors, None).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// Makes a source of what was given; page and API share it.
pub(crate) async fn make(app: &App, viewer: &Viewer, given: &NewSource) -> Result<Created> {
    let kind = Kind::parse(&given.kind).ok_or_else(|| Error::field("kind", "error.choice"))?;
    let department = match given.department.as_str() {
        "" => None,
        key => {
            let found = org::departments::by_key(app.db(), key).await?;
            Some(found.ok_or_else(|| Error::field("department", "error.choice"))?)
        }
    };
    let mut tx = app.db().begin(&viewer.ctx).await?;
    let created = sql::create(&mut tx, &given.name, kind, department).await?;
    tx.commit().await?;
    Ok(created)
}

pub(crate) async fn revoke(
    State(app): State<App>,
    may: May<WriteSource>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    let mut tx = app.db().begin(&may.ctx).await?;
    sql::revoke(&mut tx, id).await?;
    tx.commit().await?;
    Ok(see(&app, "/sources", Some(("sources.revoked_done", None))))
}

async fn view(
    app: &App,
    viewer: &Viewer,
    given: &NewSource,
    errors: &Fields,
    created: Option<&Created>,
) -> Answer {
    let lang = viewer.ctx.lang;
    let sources = sql::all(app.db()).await?;
    let mut deliveries = timeline::all_deliveries(app.db()).await?;
    deliveries.retain(|d| !sources.iter().any(|s| s.name == d.source));
    let departments = org::departments::valid_on(app.db(), viewer.ctx.today()).await?;
    let body = html! {
        div.u-main.u-stack {
            @if let Some(created) = created { (key_once(app, lang, created, &sources)) }
            @if sources.is_empty() {
                (empty_state("plug-connected", t(lang, "sources.empty"), t(lang, "sources.empty_text"), html! {}))
            } @else {
                (table(viewer, &departments, &sources))
            }
            (others(viewer, &deliveries))
            @if viewer.may(Resource::Source, Verb::Write) {
                (panel(t(lang, "sources.new"), html! {}, new_form(viewer, &departments, given, errors)))
            }
        }
    };
    Ok(Page::new(t(lang, "menu.sources"), "/sources").render(app, viewer, body))
}

fn new_form(
    viewer: &Viewer,
    departments: &[Department],
    given: &NewSource,
    errors: &Fields,
) -> Markup {
    let lang = viewer.ctx.lang;
    let kinds = [
        ("server", t(lang, "sources.kind_server")),
        ("browser", t(lang, "sources.kind_browser")),
    ];
    let mut choices = vec![(String::new(), t(lang, "word.none").to_owned())];
    choices.extend(
        departments
            .iter()
            .map(|d| (d.key.clone(), d.name(lang).to_owned())),
    );
    form(
        "/sources",
        &viewer.csrf,
        &Attrs::new(),
        html! {
            (field("name", t(lang, "word.name")).value(&given.name).required().errors(lang, errors))
            (select("kind", t(lang, "word.kind"), &kinds).selected(&given.kind).errors(lang, errors))
            (select("department", t(lang, "word.department"), &choices).selected(&given.department).hint(t(lang, "sources.department_hint")))
            (submit(t(lang, "word.create")))
        },
    )
}

fn table(viewer: &Viewer, departments: &[Department], sources: &[Source]) -> Markup {
    let lang = viewer.ctx.lang;
    let columns = vec![
        TableColumn::new(t(lang, "word.name")),
        TableColumn::new(t(lang, "word.department")).hide_small(),
        TableColumn::new(t(lang, "sources.delivered")),
        TableColumn::new(t(lang, "sources.events")).numeric(),
        TableColumn::new(t(lang, "sources.duplicates"))
            .numeric()
            .hide_small(),
        TableColumn::new(t(lang, "sources.rejected"))
            .numeric()
            .hide_small(),
        TableColumn::new(t(lang, "word.actions")),
    ];
    let rows = sources
        .iter()
        .map(|source| {
            let department = departments.iter().find(|d| Some(d.id) == source.department_id);
            let number = |n: i64| html! { (fmt::number(lang, n)) };
            Row {
                href: None,
                cells: vec![
                    html! { b { (source.name) } br; span.u-mute.u-xs { (t(lang, &format!("sources.kind_{}", source.kind))) @if let Some(hint) = &source.hint { " · …" (hint) } } },
                    html! { @if let Some(d) = department { (dept_chip(d.name(lang), &d.class())) } },
                    delivered(viewer, source),
                    number(source.events),
                    number(source.duplicates),
                    number(source.rejected),
                    revoke_button(viewer, source),
                ],
            }
        })
        .collect();
    html! { (Table::new(lang, t(lang, "menu.sources"), columns, rows)) }
}

fn delivered(viewer: &Viewer, source: &Source) -> Markup {
    let lang = viewer.ctx.lang;
    let badge: Chip = match source.freshness(viewer.ctx.now()) {
        Freshness::Fresh => chip(t(lang, "sources.fresh")).ok(),
        Freshness::Stale => chip(t(lang, "sources.stale")).warn(),
        Freshness::Never => chip(t(lang, "sources.never")),
        Freshness::Revoked => chip(t(lang, "sources.revoked")).bad(),
    };
    html! {
        (badge)
        @if let Some(at) = source.delivered_at { " " span.u-mute.u-sm { (fmt::datetime(lang, at, &viewer.ctx.zone)) } }
    }
}

/// What delivers without a key of its own: imports, programs with a token, the product itself.
fn others(viewer: &Viewer, deliveries: &[Delivery]) -> Markup {
    let lang = viewer.ctx.lang;
    if deliveries.is_empty() {
        return Markup::default();
    }
    let columns = vec![
        TableColumn::new(t(lang, "word.name")),
        TableColumn::new(t(lang, "sources.delivered")),
    ];
    let line = |delivery: &Delivery| {
        let freshness =
            timeline::Freshness::of(delivery.is_live, delivery.delivered_at, viewer.ctx.now());
        let badge = match freshness {
            timeline::Freshness::Fresh => chip(t(lang, "sources.fresh")).ok(),
            timeline::Freshness::Stale => chip(t(lang, "timeline.stale")).warn(),
        };
        let kind = if delivery.is_live {
            "sources.kind_live"
        } else {
            "sources.kind_file"
        };
        Row {
            href: None,
            cells: vec![
                html! { b { (delivery.source) } br; span.u-mute.u-xs { (t(lang, kind)) } },
                html! { (badge) " " span.u-mute.u-sm { (fmt::datetime(lang, delivery.delivered_at, &viewer.ctx.zone)) } },
            ],
        }
    };
    let rows = deliveries.iter().map(line).collect();
    let title = t(lang, "sources.others");
    panel(
        title,
        html! {},
        html! { p.u-mute.u-sm { (t(lang, "sources.others_text")) } (Table::new(lang, title, columns, rows)) },
    )
}

fn revoke_button(viewer: &Viewer, source: &Source) -> Markup {
    let lang = viewer.ctx.lang;
    if source.revoked_at.is_some() || !viewer.may(Resource::Source, Verb::Write) {
        return Markup::default();
    }
    let label = format!("{}: {}", t(lang, "sources.revoke"), source.name);
    form(
        &format!("/sources/{}/revocation", source.id),
        &viewer.csrf,
        &Attrs::new(),
        html! {
            (button(t(lang, "sources.revoke")).submits().attr("aria-label", &label))
        },
    )
}

/// The key, shown this once, and what to do with it.
fn key_once(app: &App, lang: Lang, created: &Created, sources: &[Source]) -> Markup {
    let is_browser = sources
        .iter()
        .any(|s| s.id == created.id && s.kind == "browser");
    let host = &app.config().public_url;
    let key = &created.write_key;
    let snippet = if is_browser {
        html! { script defer src={ (host) "/unisono.js" } data-key=(key) {} }.into_string()
    } else {
        format!("new Analytics({{ writeKey: '{key}', host: '{host}', path: '/v1/batch' }})")
    };
    notice(
        "ok",
        t(lang, "sources.key_title"),
        t(lang, "sources.key_text"),
        html! {
            pre.u-code tabindex="0" { (key) }
            p.u-sm { (t(lang, "sources.snippet")) }
            pre.u-code tabindex="0" { (snippet) }
        },
    )
}
