//! One record with everything about it.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Id, Lang, Result};
use maud::{Markup, html};
use org::permissions::{ReadCustomer, Resource, Verb};
use org::web::{Answer, App, May, Viewer, see};
use ui::components::{kv, section};
use ui::{t, tn};

use super::{Screen, page, place};
use crate::fields::find;
use crate::fields::pages::{Names, Shown};

/// Whether the viewer may change the record.
pub(super) fn may_edit<R: Screen>(viewer: &Viewer, record: &R) -> bool {
    viewer.may(Resource::Customer, Verb::Write) && record.is_kept()
}

/// The page of a record.
pub async fn show<R: Screen>(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path(id): Path<Id>,
) -> Answer<Response> {
    let current = R::current(app.db(), id).await?;
    if current != id {
        return Ok(see(&app, &format!("{}/{current}", R::PATH), None));
    }
    let body = everything::<R>(&app, &may, id).await?;
    Ok(body.into_response())
}

async fn everything<R: Screen>(app: &App, may: &Viewer, id: Id) -> Result<Markup> {
    let lang = may.ctx.lang;
    let record = R::get(app.db(), id).await?;
    let names = record.linked(app, may).await?;
    let (main, aside) = crate::panels::both(app, R::PLACE, may, id).await?;
    let body = html! {
        div.u-360 {
            section {
                (record.head(may, &names))
                (record.above(may))
                @for panel in main { (panel) }
            }
            aside aria-label=(t(lang, "word.details")) {
                (properties(app, may, &record, &names).await?)
                (record.beside(app, may).await?)
                @for panel in aside { (panel) }
                (crate::files::section_of(app, may, R::KIND, id).await?)
                (crate::history::panel_of(app, may, R::KIND, id).await?)
            }
        }
    };
    Ok(page::<R>(lang, record.title())
        .actions(record.actions(may))
        .render(app, may, body))
}

async fn properties<R: Screen>(
    app: &App,
    viewer: &Viewer,
    record: &R,
    names: &Names,
) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let house = org::settings::company(app.db()).await?;
    let shown = Shown::new(viewer, &house, R::TEXTS, names);
    let (path, editable) = (place(record), may_edit(viewer, record));
    Ok(html! {
        @for (title, names) in R::SECTIONS {
            @let fields = names.iter().filter_map(|name| find(R::FIELDS, name));
            @let rows = |filled: bool| fields.clone().filter_map(|field| {
                let value = record.value(field.name);
                let row = || (shown.label(field.name), shown.inline(&path, field, value.as_deref(), editable));
                (value.is_some() == filled).then(row)
            }).collect::<Vec<_>>();
            (section(t(lang, title), html! {}, facts(lang, names.len(), &rows(true), &rows(false))))
        }
    })
}

/// The facts of a section: what is known, and behind a click what could be. A section of one field
/// needs no name for it.
fn facts(
    lang: Lang,
    all: usize,
    known: &[(&'static str, Markup)],
    empty: &[(&'static str, Markup)],
) -> Markup {
    if let (1, Some((_, only))) = (all, known.iter().chain(empty).next()) {
        return html! { (only) };
    }
    html! {
        @if !known.is_empty() { (kv(known)) }
        @if !empty.is_empty() {
            details.u-what {
                summary { (tn(lang, "fields.empty", empty.len() as i64, &[])) }
                (kv(empty))
            }
        }
    }
}
