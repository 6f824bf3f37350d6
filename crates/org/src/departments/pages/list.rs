//! The list of departments and the page of each.

use std::collections::BTreeMap;

use kernel::{Error, Fields, Id, Lang};
use maud::{Markup, html};
use ui::components::{Row, Table, TableColumn, dept_chip, kv, panel, panel_plain};
use ui::{fmt, t};

use super::{Given, forms};
use crate::departments::{ChangeLine, Department, store as sql};
use crate::permissions::{Resource, Verb};
use crate::web::{Answer, App, Page, Viewer};

pub(super) async fn view(app: &App, viewer: &Viewer, given: &Given, errors: &Fields) -> Answer {
    let lang = viewer.ctx.lang;
    let today = viewer.ctx.today();
    let departments = sql::all(app.db()).await?;
    let rolled = sql::rolled_up(app.db(), today).await?;
    let changes = sql::changes(app.db()).await?;
    let names = crate::members::names(app.db()).await?;
    let valid: Vec<&Department> = departments
        .iter()
        .filter(|d| d.is_valid_on(today))
        .collect();
    let body = html! {
        div.u-main.u-stack {
            (table(lang, viewer, &departments, &rolled))
            @if viewer.may(Resource::Department, Verb::Write) {
                (panel(t(lang, "departments.new"), html! {}, forms::create(viewer, given, errors)))
                (panel(t(lang, "departments.merge_title"), html! {}, forms::merge(viewer, &valid, given, errors)))
            }
            @if !changes.is_empty() {
                (panel(t(lang, "departments.changes"), html! {}, change_table(viewer, &changes, &names)))
            }
        }
    };
    Ok(Page::new(t(lang, "menu.departments"), "/departments").render(app, viewer, body))
}

fn table(
    lang: Lang,
    viewer: &Viewer,
    departments: &[Department],
    rolled: &BTreeMap<Id, Vec<Id>>,
) -> Markup {
    let today = viewer.ctx.today();
    let columns = vec![
        TableColumn::new(t(lang, "word.department")),
        TableColumn::new(t(lang, "departments.validity")),
        TableColumn::new(t(lang, "departments.continued_by")),
    ];
    let rows = departments
        .iter()
        .map(|d| {
            let href = format!("/departments/{}", d.id);
            let valid = d.is_valid_on(today);
            Row {
                cells: vec![
                    html! { a href=(href) { (dept_chip(d.name(lang), &d.class())) } },
                    validity(lang, d),
                    html! { @if !valid { (continued(lang, departments, d, rolled)) } },
                ],
                href: Some(href),
            }
        })
        .collect();
    let table = Table::new(lang, t(lang, "menu.departments"), columns, rows);
    panel_plain(html! { (table) })
}

fn validity(lang: Lang, d: &Department) -> Markup {
    let seeded: Option<kernel::Date> = "2000-01-01".parse().ok();
    html! {
        @if Some(d.valid_from) != seeded { (t(lang, "departments.since")) " " (fmt::date(lang, d.valid_from)) " " }
        @if let Some(end) = d.valid_to { (t(lang, "departments.until")) " " (fmt::date(lang, end)) }
    }
}

fn continued(
    lang: Lang,
    departments: &[Department],
    d: &Department,
    rolled: &BTreeMap<Id, Vec<Id>>,
) -> Markup {
    let to = rolled.get(&d.id).map(Vec::as_slice).unwrap_or_default();
    html! {
        @for next in departments.iter().filter(|o| o.id != d.id && to.contains(&o.id)) {
            (dept_chip(next.name(lang), &next.class())) " "
        }
    }
}

fn change_table(
    viewer: &Viewer,
    changes: &[ChangeLine],
    names: &[(Id, String, Option<Id>)],
) -> Markup {
    let lang = viewer.ctx.lang;
    let columns = vec![
        TableColumn::new(t(lang, "departments.valid_from")),
        TableColumn::new(t(lang, "word.kind")),
        TableColumn::new(t(lang, "word.details")),
        TableColumn::new(t(lang, "departments.by")).hide_small(),
    ];
    let rows = changes
        .iter()
        .map(|change| {
            let by = names.iter().find(|(id, _, _)| Some(*id) == change.member_id);
            Row {
                href: None,
                cells: vec![
                    html! { (fmt::date(lang, change.on_date)) },
                    html! { (t(lang, &format!("departments.kind_{}", change.kind))) },
                    html! { (change.note.as_deref().unwrap_or("")) },
                    html! { @if let Some((_, name, _)) = by { (name) } " " span.u-mute.u-xs { (fmt::datetime(lang, change.at, &viewer.ctx.zone)) } },
                ],
            }
        })
        .collect();
    let table = Table::new(lang, t(lang, "departments.changes"), columns, rows);
    html! { (table) }
}

pub(super) async fn detail(
    app: &App,
    viewer: &Viewer,
    id: Id,
    given: &Given,
    errors: &Fields,
) -> Answer {
    let lang = viewer.ctx.lang;
    let today = viewer.ctx.today();
    let departments = sql::all(app.db()).await?;
    let department = departments
        .iter()
        .find(|d| d.id == id)
        .ok_or(Error::NotFound("department"))?;
    let rolled = sql::rolled_up(app.db(), today).await?;
    let others: Vec<&Department> = departments
        .iter()
        .filter(|d| d.id != id && d.is_valid_on(today))
        .collect();
    let may_write = viewer.may(Resource::Department, Verb::Write);
    let facts = [
        (
            t(lang, "word.department"),
            dept_chip(department.name(lang), &department.class()),
        ),
        (t(lang, "departments.validity"), validity(lang, department)),
        (
            t(lang, "departments.continued_by"),
            continued(lang, &departments, department, &rolled),
        ),
    ];
    let body = html! {
        div.u-main.u-stack {
            (panel(t(lang, "word.details"), html! {}, kv(&facts)))
            @if may_write {
                (panel(t(lang, "departments.rename"), html! {}, forms::rename(viewer, department, given, errors)))
            }
            @if may_write && department.valid_to.is_none() {
                (panel(t(lang, "departments.retire_title"), html! {}, forms::retire(viewer, department, &others, given, errors)))
                (panel(t(lang, "departments.split_title"), html! {}, forms::split(viewer, department, given, errors)))
            }
        }
    };
    Ok(Page::new(department.name(lang), "/departments")
        .crumb(t(lang, "menu.departments"), "/departments")
        .render(app, viewer, body))
}
