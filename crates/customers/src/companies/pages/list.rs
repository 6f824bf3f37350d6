//! The list of companies.

use axum::extract::{Query, State};
use kernel::{Phase, Result};
use maud::{Markup, html};
use org::permissions::{ReadCustomer, Resource, Verb};
use org::web::{Answer, App, May, Page, Viewer};
use ui::components::{
    Row, Table, TableColumn, button, chip, empty_state, field, filter_bar, link_button, pager,
    panel_plain, select, sort_of,
};
use ui::{fmt, t};

use super::super::store::{self as sql, Line};
use crate::lists::{Ask, PAGE};

const PATH: &str = "/companies";

pub(in crate::companies) async fn companies(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(ask): Query<Ask>,
) -> Answer {
    let lang = may.ctx.lang;
    let (lines, next) = sql::list(app.db(), &ask, PAGE).await?;
    let next = next.map(|after| ask.with(PATH, "after", &after));
    let first = (!ask.after.is_empty()).then(|| ask.with(PATH, "after", ""));
    let body = html! {
        div.u-main.u-stack {
            @if lines.is_empty() && !ask.is_filtered() && ask.after.is_empty() {
                (nobody_yet(&may))
            } @else {
                (filters(&app, &may, &ask).await?)
                (panel_plain(html! { (table(&may, &ask, &lines)) }))
                (pager(lang, "", first.as_deref(), next.as_deref()))
            }
        }
    };
    let page = Page::new(t(lang, "companies.title"), PATH).actions(actions(&may));
    Ok(page.render(&app, &may, body))
}

fn actions(viewer: &Viewer) -> Markup {
    let lang = viewer.ctx.lang;
    html! {
        @if viewer.may(Resource::Customer, Verb::Write) {
            (link_button(t(lang, "companies.new"), "/companies/new").icon("plus").primary().attr("data-create", ""))
        }
    }
}

fn nobody_yet(viewer: &Viewer) -> Markup {
    let lang = viewer.ctx.lang;
    let ways = html! {
        @if viewer.may(Resource::Customer, Verb::Write) { (link_button(t(lang, "companies.new"), "/companies/new").primary()) }
        @if viewer.may(Resource::Import, Verb::Write) { (link_button(t(lang, "word.import"), "/imports")) }
    };
    empty_state(
        "building",
        t(lang, "companies.empty"),
        t(lang, "companies.empty_text"),
        ways,
    )
}

async fn filters(app: &App, viewer: &Viewer, ask: &Ask) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let any = |label: &str| (String::new(), format!("{label}: {}", t(lang, "word.all")));
    let mut owners = vec![any(t(lang, "word.owner"))];
    owners.extend(
        org::members::names(app.db())
            .await?
            .into_iter()
            .map(|(id, name, _)| (id.to_string(), name)),
    );
    let mut phases = vec![any(t(lang, "word.phase"))];
    phases.extend(Phase::all().map(|p| (p.number().to_string(), ui::phase(lang, p).to_owned())));
    let body = html! {
        form.u-filter method="get" action=(PATH) role="search" {
            (field("q", t(lang, "word.search")).kind("search").value(&ask.q).attr("data-search", ""))
            (select("owner", t(lang, "word.owner"), &owners).selected(&ask.owner))
            (select("phase", t(lang, "word.phase"), &phases).selected(&ask.phase))
            (field("country", t(lang, "companies.field.country")).value(&ask.country).attr("maxlength", "100").attr("size", "6"))
            @if !ask.sort.is_empty() { (ui::components::hidden("sort", &ask.sort)) }
            (button(t(lang, "word.filter")).submits())
            @if ask.is_filtered() { (link_button(t(lang, "word.reset"), PATH).ghost()) }
        }
    };
    Ok(filter_bar(t(lang, "word.filter"), body))
}

fn table(viewer: &Viewer, ask: &Ask, lines: &[Line]) -> Markup {
    let lang = viewer.ctx.lang;
    let sorted = if ask.sort.is_empty() {
        "name"
    } else {
        ask.sort.as_str()
    };
    let column = |label: &str, sort: &str| {
        let (now, then) = sort_of(sort, sorted);
        TableColumn::new(label).sort(&ask.with(PATH, "sort", &then), now)
    };
    let columns = vec![
        column(t(lang, "word.name"), "name"),
        column(t(lang, "companies.field.city"), "city"),
        TableColumn::new(t(lang, "word.phase")),
        TableColumn::new(t(lang, "word.owner")).hide_small(),
        column(t(lang, "companies.touched"), "touched"),
        column(t(lang, "word.created"), "created").hide_small(),
    ];
    let rows = lines.iter().map(|line| row(viewer, line)).collect();
    html! { (Table::new(lang, t(lang, "companies.title"), columns, rows)) }
}

fn row(viewer: &Viewer, line: &Line) -> Row {
    let lang = viewer.ctx.lang;
    let href = format!("/companies/{}", line.id);
    let zone = &viewer.ctx.zone;
    let phase = line.phase.and_then(Phase::new);
    let sub: Vec<&str> = [line.industry.as_deref(), line.domain.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    Row {
        cells: vec![
            html! {
                a.u-m.u-link href=(href) { (line.name) }
                @if !sub.is_empty() { div.u-mute.u-xs { (sub.join(" · ")) } }
            },
            html! { (line.city.as_deref().unwrap_or("")) @if let Some(country) = &line.country { " " span.u-mute.u-xs { (country) } } },
            html! { @if let Some(phase) = phase { (chip(ui::phase(lang, phase))) } },
            html! { (line.owner.as_deref().unwrap_or("")) },
            html! { @if let Some(at) = line.touched_at { (fmt::relative_day(lang, at.date_in(zone), viewer.ctx.today())) } },
            html! { (fmt::date(lang, line.created_at.date_in(zone))) },
        ],
        href: Some(href),
    }
}
