//! Pages of the website, where their views came from, and what came of them.

use axum::extract::{Query, State};
use kernel::{Lang, Millis, Result};
use maud::{Markup, Render, html};
use org::permissions::ReadCustomer;
use org::web::{Answer, App, May, Page, Viewer};
use ui::charts::{Line, Series};
use ui::components::{
    Row, Stat, Table, TableColumn, empty_state, link_button, panel, stat_row, tabs,
};
use ui::{fmt, t, tf};

use super::api::{Asked, PERIODS};
use super::model::{REFERRERS, SMALLEST};
use super::store::{self as sql, Inquiries};

/// Most pages that the table shows.
const PAGES: i64 = 50;

pub(crate) async fn overview(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(asked): Query<Asked>,
) -> Answer {
    let lang = may.ctx.lang;
    let from = may.ctx.now().plus(-asked.days() * Millis::DAY);
    let (people, machines) = sql::totals(app.db(), from).await?;
    let content = match people + machines {
        0 => empty(lang),
        _ => counted(&app, &may, from, (people, machines)).await?,
    };
    let body = html! {
        div.u-main.u-stack {
            (periods(lang, asked.days()))
            (content)
        }
    };
    Ok(Page::new(t(lang, "menu.visits"), "/visits").render(&app, &may, body))
}

fn periods(lang: Lang, now: i64) -> Markup {
    let views: Vec<(String, String, bool)> = PERIODS
        .iter()
        .map(|days| {
            let label = tf(lang, "visits.days", &[("n", days)]);
            (label, format!("/visits?days={days}"), *days == now)
        })
        .collect();
    let views: Vec<(&str, &str, bool)> = views
        .iter()
        .map(|(label, href, here)| (label.as_str(), href.as_str(), *here))
        .collect();
    tabs(t(lang, "visits.period"), &views)
}

fn empty(lang: Lang) -> Markup {
    let to_sources = link_button(t(lang, "visits.to_sources"), "/sources");
    empty_state(
        "world",
        t(lang, "visits.empty"),
        t(lang, "visits.empty_text"),
        html! { (to_sources) },
    )
}

async fn counted(app: &App, viewer: &Viewer, from: Millis, totals: (i64, i64)) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let pages = sql::pages(app.db(), from, PAGES).await?;
    let inquiries = sql::inquiries(app.db(), from).await?;
    let hours = sql::per_hour(app.db(), from).await?;
    let referrers = sql::referrers(app.db(), from).await?;
    let campaigns = sql::campaigns(app.db(), from).await?;
    Ok(html! {
        (stat_row(&tiles(lang, totals, &inquiries)))
        (panel(t(lang, "visits.per_day"), html! {}, per_day(viewer, &hours).render()))
        (page_table(lang, &pages, &inquiries))
        div.u-grid {
            div.c6 { (panel(t(lang, "visits.referrers"), html! {}, referrer_table(lang, &referrers))) }
            div.c6 { (panel(t(lang, "visits.campaigns"), html! {}, campaign_table(lang, &campaigns))) }
        }
        p.u-mute.u-sm { (tf(lang, "visits.smallest", &[("n", &SMALLEST)])) }
    })
}

fn tiles(lang: Lang, (people, machines): (i64, i64), inquiries: &[Inquiries]) -> [Stat; 3] {
    let asked: i64 = inquiries.iter().map(|i| i.inquiries).sum();
    let won: i64 = inquiries.iter().map(|i| i.won).sum();
    let tile = |label: &str, value: i64, note: String, what: &str| Stat {
        label: t(lang, label).to_owned(),
        value: fmt::number(lang, value),
        note,
        what: t(lang, what).to_owned(),
        lang,
        ..Stat::default()
    };
    let machine_note = tf(
        lang,
        "visits.machines",
        &[("n", &fmt::number(lang, machines))],
    );
    [
        tile("visits.views", people, machine_note, "visits.views_what"),
        Stat {
            href: Some("/timeline?type=web.form.submitted".to_owned()),
            ..tile(
                "visits.inquiries",
                asked,
                String::new(),
                "visits.inquiries_what",
            )
        },
        tile(
            "visits.won",
            won,
            tf(lang, "visits.of_inquiries", &[("n", &asked)]),
            "visits.won_what",
        ),
    ]
}

/// Views of each day in the zone of the reader, days without any included.
fn per_day(viewer: &Viewer, hours: &[(Millis, i64)]) -> Line {
    let lang = viewer.ctx.lang;
    let zone = &viewer.ctx.zone;
    let mut days: Vec<(jiff::civil::Date, i64)> = Vec::new();
    for (hour, views) in hours {
        let day = hour.date_in(zone);
        while let Some((last, _)) = days.last()
            && *last < day
        {
            let next = last.saturating_add(jiff::Span::new().days(1));
            days.push((next, 0));
        }
        match days.last_mut() {
            Some((last, n)) if *last == day => *n += views,
            _ => days.push((day, *views)),
        }
    }
    Line {
        lang,
        title: t(lang, "visits.per_day").to_owned(),
        labels: days
            .iter()
            .map(|(day, _)| fmt::day_month(lang, *day))
            .collect(),
        series: vec![Series {
            name: t(lang, "visits.views").to_owned(),
            class: String::new(),
            values: days.iter().map(|(_, n)| Some(*n as f64)).collect(),
        }],
        shown: |lang, value| fmt::number(lang, value.round() as i64),
    }
}

fn page_table(lang: Lang, pages: &[(String, i64)], inquiries: &[Inquiries]) -> Markup {
    let columns = vec![
        TableColumn::new(t(lang, "visits.page")),
        TableColumn::new(t(lang, "visits.views")).numeric(),
        TableColumn::new(t(lang, "visits.inquiries")).numeric(),
        TableColumn::new(t(lang, "visits.won")).numeric(),
    ];
    let row = |(path, views): &(String, i64)| {
        let came = inquiries.iter().find(|i| i.path == *path);
        let number = |n: i64| html! { (fmt::number(lang, n)) };
        Row {
            href: None,
            cells: vec![
                html! { (path) },
                number(*views),
                number(came.map_or(0, |i| i.inquiries)),
                number(came.map_or(0, |i| i.won)),
            ],
        }
    };
    let rows = pages.iter().map(row).collect();
    html! { section.u-panel { (Table::new(lang, t(lang, "visits.pages"), columns, rows)) } }
}

/// Classes in their fixed order, not by size.
fn referrer_table(lang: Lang, found: &[(String, i64)]) -> Markup {
    let all: i64 = found.iter().map(|(_, n)| n).sum();
    let columns = vec![
        TableColumn::new(t(lang, "visits.referrer")),
        TableColumn::new(t(lang, "visits.views")).numeric(),
        TableColumn::new(t(lang, "visits.share")).numeric(),
    ];
    let rows = REFERRERS
        .iter()
        .filter_map(|class| found.iter().find(|(name, _)| name == class))
        .map(|(class, n)| Row {
            href: None,
            cells: vec![
                html! { (t(lang, &format!("visits.referrer_{class}"))) },
                html! { (fmt::number(lang, *n)) },
                html! { (fmt::percent(lang, *n as f64 / all.max(1) as f64, 0)) },
            ],
        })
        .collect();
    Table::new(lang, t(lang, "visits.referrers"), columns, rows).render()
}

fn campaign_table(lang: Lang, found: &[(String, String, i64)]) -> Markup {
    let columns = vec![
        TableColumn::new(t(lang, "visits.campaign")),
        TableColumn::new(t(lang, "visits.campaign_source")),
        TableColumn::new(t(lang, "visits.views")).numeric(),
    ];
    let rows = found
        .iter()
        .map(|(campaign, source, n)| Row {
            href: None,
            cells: vec![
                html! { (campaign) },
                html! { (source) },
                html! { (fmt::number(lang, *n)) },
            ],
        })
        .collect();
    Table::new(lang, t(lang, "visits.campaigns"), columns, rows).render()
}
