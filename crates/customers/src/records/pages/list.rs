//! The list of records.

use axum::extract::{Query, State};
use kernel::{Lang, Phase, Result};
use maud::{Markup, html};
use org::permissions::{ReadCustomer, Resource, Verb};
use org::web::{Answer, App, May, Page, Viewer};
use ui::components::{
    Row, Table, TableColumn, button, chip, empty_state, field, filter_bar, hidden, link_button,
    pager, panel_plain, select, sort_of,
};
use ui::{fmt, t};

use super::super::Listed;
use super::{Screen, text};
use crate::lists::{Ask, PAGE};

/// The list: a page of it, filtered and sorted as the address says.
pub async fn list<R: Screen>(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(ask): Query<Ask>,
) -> Answer {
    let lang = may.ctx.lang;
    let (lines, next) = R::list(app.db(), &ask, PAGE).await?;
    let next = next.map(|after| ask.with(R::PATH, "after", &after));
    let first = (!ask.after.is_empty()).then(|| ask.with(R::PATH, "after", ""));
    let body = html! {
        div.u-main.u-stack {
            @if lines.is_empty() && !ask.is_filtered() && ask.after.is_empty() {
                (nothing_yet::<R>(&may))
            } @else {
                (filters::<R>(&app, &may, &ask).await?)
                (panel_plain(table::<R>(&may, &ask, &lines)))
                (pager(lang, "", first.as_deref(), next.as_deref()))
            }
        }
    };
    let page = Page::new(text::<R>(lang, "title"), R::PATH).actions(actions::<R>(&may));
    Ok(page.render(&app, &may, body))
}

fn actions<R: Screen>(viewer: &Viewer) -> Markup {
    let href = format!("{}/new", R::PATH);
    html! {
        @if viewer.may(Resource::Customer, Verb::Write) {
            (link_button(text::<R>(viewer.ctx.lang, "new"), &href).icon(R::ICONS.1).primary().attr("data-create", ""))
        }
    }
}

fn nothing_yet<R: Screen>(viewer: &Viewer) -> Markup {
    let lang = viewer.ctx.lang;
    let href = format!("{}/new", R::PATH);
    let ways = html! {
        @if viewer.may(Resource::Customer, Verb::Write) { (link_button(text::<R>(lang, "new"), &href)) }
        @if viewer.may(Resource::Import, Verb::Write) { (link_button(t(lang, "word.import"), "/imports")) }
    };
    let (title, said) = (text::<R>(lang, "empty"), text::<R>(lang, "empty_text"));
    empty_state(R::ICONS.0, title, said, ways)
}

async fn filters<R: Screen>(app: &App, viewer: &Viewer, ask: &Ask) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let owners = choices(lang, "word.owner", {
        let names = org::members::names(app.db()).await?;
        names
            .into_iter()
            .map(|(id, name, _)| (id.to_string(), name))
    });
    let departments = if R::BY_DEPARTMENT {
        let valid = org::departments::valid_on(app.db(), viewer.ctx.today()).await?;
        let named = valid
            .iter()
            .map(|d| (d.id.to_string(), d.name(lang).to_owned()));
        choices(lang, "word.department", named)
    } else {
        Vec::new()
    };
    let phases = Phase::all().map(|p| (p.number().to_string(), ui::phase(lang, p).to_owned()));
    let phases = choices(lang, "word.phase", phases);
    let body = html! {
        form.u-filter method="get" action=(R::PATH) role="search" {
            (field("q", t(lang, "word.search")).kind("search").value(&ask.q).attr("placeholder", t(lang, "word.search")).attr("data-search", ""))
            (select("owner", t(lang, "word.owner"), &owners).selected(&ask.owner))
            @if R::BY_DEPARTMENT { (select("department", t(lang, "word.department"), &departments).selected(&ask.department)) }
            (select("phase", t(lang, "word.phase"), &phases).selected(&ask.phase))
            (field("country", text::<R>(lang, "field.country")).value(&ask.country).attr("placeholder", text::<R>(lang, "field.country")).attr("maxlength", "100").attr("size", "6"))
            @if !ask.sort.is_empty() { (hidden("sort", &ask.sort)) }
            @if !ask.company.is_empty() { (hidden("company", &ask.company)) }
            (button(t(lang, "word.filter")).submits())
            @if ask.is_filtered() { (link_button(t(lang, "word.reset"), R::PATH).ghost()) }
        }
    };
    Ok(filter_bar(t(lang, "word.filter"), body))
}

/// The choices of a filter, the first of which is all.
fn choices(
    lang: Lang,
    label: &str,
    values: impl Iterator<Item = (String, String)>,
) -> Vec<(String, String)> {
    let all = format!("{}: {}", t(lang, label), t(lang, "word.all"));
    std::iter::once((String::new(), all))
        .chain(values)
        .collect()
}

fn table<R: Screen>(viewer: &Viewer, ask: &Ask, lines: &[R::Line]) -> Markup {
    let lang = viewer.ctx.lang;
    let sorted = if ask.sort.is_empty() {
        "name"
    } else {
        &ask.sort
    };
    let column = |label: &str, sort: &str| {
        let (now, then) = sort_of(sort, sorted);
        TableColumn::new(label).sort(&ask.with(R::PATH, "sort", &then), now)
    };
    let columns = vec![
        column(t(lang, "word.name"), "name"),
        column(t(lang, R::SECOND.0), R::SECOND.1),
        TableColumn::new(t(lang, "word.phase")).hide_small(),
        TableColumn::new(t(lang, "word.owner")).hide_small(),
        column(text::<R>(lang, "touched"), "touched"),
        column(t(lang, "word.created"), "created").hide_small(),
    ];
    let rows = lines.iter().map(|line| row::<R>(viewer, line)).collect();
    html! { (Table::new(lang, text::<R>(lang, "title"), columns, rows)) }
}

fn row<R: Screen>(viewer: &Viewer, line: &R::Line) -> Row {
    let (lang, zone) = (viewer.ctx.lang, &viewer.ctx.zone);
    let phase = line.phase().and_then(Phase::new);
    let touched = line.touched_at().map(|at| at.date_in(zone));
    let mut cells = R::cells(lang, line).to_vec();
    cells.extend([
        html! { @if let Some(phase) = phase { (chip(ui::phase(lang, phase))) } },
        html! { (line.owner().unwrap_or("")) },
        html! { @if let Some(day) = touched { (fmt::relative_day(lang, day, viewer.ctx.today())) } },
        html! { (fmt::date(lang, line.created_at().date_in(zone))) },
    ]);
    Row {
        cells,
        href: Some(format!("{}/{}", R::PATH, line.id())),
    }
}
