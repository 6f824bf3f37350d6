//! What brought one deal, on its page and touchpoint by touchpoint.

use axum::extract::{Path, Query, State};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use kernel::{Id, Result, types};
use maud::{Markup, html};
use org::departments::Department;
use org::permissions::ReadCustomer;
use org::web::{Answer, App, May, Page, Viewer};
use ui::components::{Row, Table, TableColumn, dept_chip, panel, section};
use ui::{fmt, t, tf};

use super::super::store::{self as sql, Behind};
use super::{Asked, bars, definition};

pub(crate) fn deal_panel(
    app: App,
    viewer: Viewer,
    id: Id,
) -> BoxFuture<'static, Result<Option<Markup>>> {
    async move {
        let departments = org::departments::all(app.db()).await?;
        let deal = sql::deal(app.db(), id).await?;
        let period =
            sql::of_deal(app.db(), &departments, &deal, viewer.ctx.now(), "linear").await?;
        let lang = viewer.ctx.lang;
        let title = match deal.won_at {
            Some(_) => tf(
                lang,
                "contribution.brought",
                &[(
                    "value",
                    &fmt::money(lang, period.value_minor, &period.currency),
                )],
            ),
            None => t(lang, "contribution.so_far").to_owned(),
        };
        let body = html! {
            (bars(lang, &departments, &period, &format!("/deals/{id}/contribution")))
            (definition(lang, &period))
        };
        Ok(Some(section(&title, html! {}, body)))
    }
    .boxed()
}

pub(crate) async fn deal_page(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path(id): Path<Id>,
    Query(asked): Query<Asked>,
) -> Answer {
    let lang = may.ctx.lang;
    let departments = org::departments::all(app.db()).await?;
    let deal = sql::deal(app.db(), id).await?;
    let period = sql::of_deal(app.db(), &departments, &deal, may.ctx.now(), &asked.model).await?;
    let department = departments
        .iter()
        .find(|d| d.key == asked.department)
        .map(|d| d.id);
    let behind = sql::behind(app.db(), &deal, may.ctx.now(), department, &asked.channel).await?;
    let body = html! {
        div.u-main.u-stack {
            (panel(t(lang, "contribution.by_department"), html! {}, html! {
                (bars(lang, &departments, &period, &format!("/deals/{id}/contribution")))
                (definition(lang, &period))
            }))
            (table(&may, &departments, &behind))
        }
    };
    let page = Page::new(t(lang, "contribution.title"), "/deals")
        .crumb(t(lang, "menu.deals"), "/deals")
        .crumb(deal.name.clone(), format!("/deals/{id}"));
    Ok(page.render(&app, &may, body))
}

fn table(viewer: &Viewer, departments: &[Department], behind: &[Behind]) -> Markup {
    let lang = viewer.ctx.lang;
    let columns = vec![
        TableColumn::new(t(lang, "word.time")),
        TableColumn::new(t(lang, "word.touchpoint")),
        TableColumn::new(t(lang, "word.person")).hide_small(),
        TableColumn::new(t(lang, "word.department")),
    ];
    let rows = behind
        .iter()
        .map(|touch| {
            let what = types::find(&touch.type_key).map_or(touch.type_key.as_str(), |def| def.text(lang));
            let name = [touch.first_name.as_deref(), touch.last_name.as_deref()];
            let name = name.into_iter().flatten().collect::<Vec<_>>().join(" ");
            let department = departments.iter().find(|d| Some(d.id) == touch.department_id);
            Row {
                href: Some(format!("/timeline/{}", touch.id)),
                cells: vec![
                    html! { (fmt::datetime(lang, touch.time, &viewer.ctx.zone)) },
                    html! { a href={ "/timeline/" (touch.id) } { (what) @if let Some(object) = &touch.object_name { ": " (object) } } },
                    html! { (name) },
                    html! { @if let Some(d) = department { (dept_chip(d.name(lang), &d.class())) } },
                ],
            }
        })
        .collect();
    html! { (Table::new(lang, t(lang, "word.touchpoints"), columns, rows)) }
}
