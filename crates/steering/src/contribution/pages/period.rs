//! What brought the deals of a period.

use axum::extract::{Query, State};
use kernel::{Channel, Lang};
use maud::{Markup, html};
use org::departments::Department;
use org::permissions::ReadCustomer;
use org::web::{Answer, App, May, Page, Viewer};
use ui::components::{Row, Stat, Table, TableColumn, empty_state, panel, stat_row, tabs};
use ui::{fmt, t, tf};

use super::super::model::WINDOW_DAYS;
use super::super::store::{self as sql, Part, Period};
use super::{Asked, bars, definition, span};

pub(crate) async fn period_page(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(asked): Query<Asked>,
) -> Answer {
    let lang = may.ctx.lang;
    let departments = org::departments::all(app.db()).await?;
    let house = org::settings::company(app.db()).await?;
    let (from, to) = span(may.ctx.now(), &house, &asked);
    let period = sql::of_period(app.db(), &departments, from, to, &asked.model).await?;
    let department = departments.iter().find(|d| d.key == asked.department);
    let parts = sql::parts(
        app.db(),
        (from, to),
        department.map(|d| d.id),
        &asked.channel,
    )
    .await?;
    let body = html! {
        div.u-main.u-stack {
            (choice(lang, &asked))
            (tiles(lang, &period))
            @if period.deals == 0 {
                (empty_state("trophy", t(lang, "contribution.none"), t(lang, "contribution.none_text"), html! {}))
            } @else {
                (panel(t(lang, "contribution.title"), html! {}, html! {
                    (bars(lang, &departments, &period, &format!("/contribution?period={}", known(&asked.period))))
                    (definition(lang, &period))
                }))
                (deals(&may, &departments, &asked, &parts))
            }
        }
    };
    Ok(Page::new(t(lang, "contribution.title"), "/contribution").render(&app, &may, body))
}

/// The word of a period; what is not known is the last twelve months.
fn known(period: &str) -> &str {
    match period {
        "month" | "quarter" | "year" => period,
        _ => "twelve",
    }
}

/// The deals behind the bars, newest win first, each opening its own touchpoints.
fn deals(viewer: &Viewer, departments: &[Department], asked: &Asked, parts: &[Part]) -> Markup {
    let lang = viewer.ctx.lang;
    let query = format!("department={}&channel={}", asked.department, asked.channel);
    let chosen = match (
        departments.iter().find(|d| d.key == asked.department),
        Channel::parse(&asked.channel),
    ) {
        (Some(department), _) => Some(department.name(lang)),
        (None, Some(channel)) => Some(ui::channel(lang, channel)),
        (None, None) => None,
    };
    let title = match chosen {
        Some(name) => tf(lang, "contribution.deals_of", &[("name", &name)]),
        None => t(lang, "contribution.deals").to_owned(),
    };
    let columns = vec![
        TableColumn::new(t(lang, "word.deal")),
        TableColumn::new(t(lang, "word.company")).hide_small(),
        TableColumn::new(t(lang, "word.won")),
        TableColumn::new(t(lang, "word.value")).numeric(),
        TableColumn::new(t(lang, "contribution.share")).numeric(),
    ];
    let rows = parts
        .iter()
        .map(|part| deal_line(viewer, part, &query))
        .collect();
    panel(
        &title,
        html! {},
        html! { (Table::new(lang, &title, columns, rows)) },
    )
}

fn deal_line(viewer: &Viewer, part: &Part, query: &str) -> Row {
    let lang = viewer.ctx.lang;
    let share = if part.all == 0 {
        1.0
    } else {
        part.own as f64 / part.all as f64
    };
    let cells = vec![
        html! { a href={ "/deals/" (part.id) } { (part.name) } },
        html! { (part.company.as_deref().unwrap_or("")) },
        html! { (fmt::date(lang, part.won_at.date_in(&viewer.ctx.zone))) },
        html! { (part.value_minor.map(|minor| fmt::money(lang, minor, &part.currency)).unwrap_or_default()) },
        html! { a href={ "/deals/" (part.id) "/contribution?" (query) } { (fmt::percent(lang, share, 0)) } },
    ];
    Row {
        href: Some(format!("/deals/{}", part.id)),
        cells,
    }
}

fn choice(lang: Lang, asked: &Asked) -> Markup {
    let now = known(&asked.period);
    let views: Vec<(&str, String, bool)> = ["month", "quarter", "year", "twelve"]
        .iter()
        .map(|key| {
            (
                t(lang, &format!("contribution.period_{key}")),
                format!("/contribution?period={key}"),
                *key == now,
            )
        })
        .collect();
    let views: Vec<(&str, &str, bool)> = views
        .iter()
        .map(|(l, h, on)| (*l, h.as_str(), *on))
        .collect();
    tabs(t(lang, "contribution.period"), &views)
}

fn tiles(lang: Lang, period: &Period) -> Markup {
    stat_row(&[
        Stat {
            label: t(lang, "contribution.won_value").to_owned(),
            value: fmt::money_short(lang, period.value_minor, &period.currency),
            note: tf(
                lang,
                "contribution.n_deals",
                &[("n", &fmt::number(lang, period.deals as i64))],
            ),
            what: t(lang, "contribution.won_value_what").to_owned(),
            href: Some("/deals?state=won".to_owned()),
            lang,
            ..Stat::default()
        },
        Stat {
            label: t(lang, "contribution.touchpoints").to_owned(),
            value: fmt::number(lang, period.touchpoints),
            note: tf(lang, "contribution.window", &[("days", &WINDOW_DAYS)]),
            what: t(lang, "contribution.touchpoints_what").to_owned(),
            href: Some("/timeline".to_owned()),
            lang,
            ..Stat::default()
        },
    ])
}
