//! The bars on the deal, the page of a period, and the touchpoints behind every bar.

use axum::extract::{Path, Query, State};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use kernel::{Channel, Id, Lang, Millis, Result, types};
use maud::{Markup, html};
use org::departments::Department;
use org::permissions::ReadCustomer;
use org::web::{Answer, App, May, Page, Viewer};
use serde::Deserialize;
use ui::components::{
    Contribution, Row, Stat, Table, TableColumn, contributions, dept_chip, empty_state, panel,
    section, stat_row, tabs,
};
use ui::{fmt, t, tf};

use super::model::{Share, WINDOW_DAYS};
use super::store::{self as sql, Behind, Part, Period};

#[derive(Deserialize, Default, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    #[serde(default)]
    pub(crate) period: String,
    #[serde(default)]
    pub(crate) model: String,
    #[serde(default)]
    department: String,
    #[serde(default)]
    channel: String,
}

/// From when to when a period runs: this month, this quarter, this year or the last twelve months.
pub(crate) fn span(viewer: &Viewer, asked: &Asked) -> (Millis, Millis) {
    let today = viewer.ctx.today();
    let first = match asked.period.as_str() {
        "month" => today.first_of_month(),
        "quarter" => {
            let back = i64::from((today.month() - 1) % 3);
            today
                .first_of_month()
                .saturating_sub(jiff::Span::new().months(back))
        }
        "year" => today.first_of_year(),
        _ => today.saturating_sub(jiff::Span::new().months(12)),
    };
    (Millis::of_date(first), viewer.ctx.now().plus(1))
}

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

/// The bars of departments and of channels; each opens the touchpoints behind it.
pub(crate) fn bars(lang: Lang, departments: &[Department], period: &Period, href: &str) -> Markup {
    let join = if href.contains('?') { '&' } else { '?' };
    let by_department: Vec<Contribution> = period
        .departments
        .iter()
        .filter(|s| s.deals > 0.0)
        .map(|share| {
            let department = departments.iter().find(|d| d.id.to_string() == share.key);
            let name = department
                .map_or(t(lang, "word.unknown"), |d| d.name(lang))
                .to_owned();
            let class = department.map(Department::class).unwrap_or_default();
            let key = department.map_or("", |d| d.key.as_str());
            one(
                lang,
                period,
                share,
                name,
                class,
                format!("{href}{join}department={key}"),
            )
        })
        .collect();
    let by_channel: Vec<Contribution> = period
        .channels
        .iter()
        .filter(|s| s.deals > 0.0)
        .map(|share| {
            let name = Channel::parse(&share.key)
                .map_or(t(lang, "word.unknown"), |c| ui::channel(lang, c));
            one(
                lang,
                period,
                share,
                name.to_owned(),
                String::new(),
                format!("{href}{join}channel={}", share.key),
            )
        })
        .collect();
    html! {
        (contributions(t(lang, "contribution.by_department"), &by_department))
        details.u-what {
            summary { (t(lang, "contribution.by_channel")) }
            (contributions(t(lang, "contribution.by_channel"), &by_channel))
        }
    }
}

fn one(
    lang: Lang,
    period: &Period,
    share: &Share,
    name: String,
    class: String,
    href: String,
) -> Contribution {
    let part = share.deals / (period.deals.max(1) as f64);
    let value = fmt::money_short(lang, share.value_minor, &period.currency);
    Contribution {
        name,
        class,
        share: part,
        text: format!("{} · {value}", fmt::percent(lang, part, 0)),
        href,
    }
}

fn definition(lang: Lang, period: &Period) -> Markup {
    let text = tf(
        lang,
        "contribution.definition",
        &[
            ("days", &WINDOW_DAYS),
            ("n", &fmt::number(lang, period.touchpoints as i64)),
        ],
    );
    html! {
        details.u-what { summary { (t(lang, "word.what_is_this")) } p { (text) } }
    }
}

pub(crate) async fn period_page(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(asked): Query<Asked>,
) -> Answer {
    let lang = may.ctx.lang;
    let departments = org::departments::all(app.db()).await?;
    let (from, to) = span(&may, &asked);
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
            value: fmt::number(lang, period.touchpoints as i64),
            note: tf(lang, "contribution.window", &[("days", &WINDOW_DAYS)]),
            what: t(lang, "contribution.touchpoints_what").to_owned(),
            href: Some("/timeline".to_owned()),
            lang,
            ..Stat::default()
        },
    ])
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
