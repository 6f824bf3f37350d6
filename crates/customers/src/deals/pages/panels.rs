//! Deals as parts of other pages.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use kernel::{Id, Result};
use maud::{Markup, html};
use org::permissions::{Resource, Verb};
use org::web::{App, Viewer};
use ui::components::{link_button, section};
use ui::{fmt, t};

use super::super::{Row, of_company, of_person};
use super::card::due;
use crate::pipelines::{self, Stage};

/// The deals of a company.
pub(crate) fn company_panel(
    app: App,
    viewer: Viewer,
    id: Id,
) -> BoxFuture<'static, Result<Option<Markup>>> {
    async move {
        let rows = of_company(app.db(), id).await?;
        let more = format!("/deals?view=list&company={id}");
        panel(
            &app,
            &viewer,
            &rows,
            Some(more),
            Some(format!("/deals/new?company={id}")),
        )
        .await
    }
    .boxed()
}

/// The deals in whose buying group a person is.
pub(crate) fn person_panel(
    app: App,
    viewer: Viewer,
    id: Id,
) -> BoxFuture<'static, Result<Option<Markup>>> {
    async move {
        let rows = of_person(app.db(), id).await?;
        panel(&app, &viewer, &rows, None, None).await
    }
    .boxed()
}

async fn panel(
    app: &App,
    viewer: &Viewer,
    rows: &[Row],
    more: Option<String>,
    new: Option<String>,
) -> Result<Option<Markup>> {
    let lang = viewer.ctx.lang;
    if !viewer.may(Resource::Customer, Verb::Read) || (rows.is_empty() && new.is_none()) {
        return Ok(None);
    }
    let stages = pipelines::stages(app.db()).await?;
    let actions = html! {
        @if let (Some(href), true) = (&new, viewer.may(Resource::Customer, Verb::Write)) {
            (link_button(t(lang, "word.add"), href).ghost().icon("plus"))
        }
    };
    let body = html! {
        @if rows.is_empty() { p.u-mute.u-sm { (t(lang, "deals.none")) } }
        (row_list(viewer, rows, &stages))
        @if let (Some(href), true) = (&more, rows.len() >= 8) { p.u-sm { a href=(href) { (t(lang, "word.show_all")) } } }
    };
    Ok(Some(section(t(lang, "menu.deals"), actions, body)))
}

/// Deals one below the other: name, stage, value, what is due.
#[must_use]
pub fn row_list(viewer: &Viewer, rows: &[Row], stages: &[Stage]) -> Markup {
    let lang = viewer.ctx.lang;
    let stage = |row: &Row| {
        stages
            .iter()
            .find(|stage| stage.id == row.stage_id)
            .map_or("", |stage| stage.name(lang))
    };
    html! {
        ul.u-stack.s {
            @for row in rows {
                li {
                    div.u-row {
                        a.u-link.u-b.u-grow href={ "/deals/" (row.id) } { (row.name) }
                        @if let Some(minor) = row.value_minor { span.u-num { (fmt::money_short(lang, minor, &row.currency)) } }
                    }
                    div.u-row {
                        span.u-mute.u-sm.u-grow { (stage(row)) @if let Some(step) = &row.next_step { " · " (step) } }
                        (due(&viewer.ctx, row))
                    }
                }
            }
        }
    }
}
