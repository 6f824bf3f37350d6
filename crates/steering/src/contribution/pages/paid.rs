//! From a cost to the touchpoints that were paid for.

use axum::extract::{Query, State};
use kernel::{Lang, types};
use maud::{Markup, html};
use org::permissions::ReadCustomer;
use org::web::{Answer, App, May, Viewer};
use ui::components::{Row, Table, TableColumn, empty_state, pager, panel};
use ui::{fmt, t, tf};

use super::super::asked::AskedAfter;
use super::super::paid::{Behind, behind};
use super::super::store::Paid;
use super::journeys::below;
use super::{cost, tiles};

pub(crate) async fn costs_page(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(wanted): Query<AskedAfter>,
) -> Answer {
    let lang = may.ctx.lang;
    let found = behind(&app, &may, &wanted).await?;
    let title = title(lang, &found);
    let next = found.next.map(|id| {
        let mut words = wanted.asked.with(&[("after", &id.to_string())]);
        if let Some(row) = &wanted.asked.row {
            words += &format!("&row={}", super::super::asked::encoded(row));
        }
        format!("/contribution/costs?{words}")
    });
    let body = html! {
        div.u-main.u-stack {
            @if found.cost.touchpoints == 0 {
                (empty_state("chart-bar", t(lang, "contribution.costs_none"), t(lang, "contribution.costs_none_text"), html! {}))
            } @else {
                (panel(&title, html! {}, html! { (sum(lang, &found)) (table(&may, &found)) }))
                (pager(lang, "", None, next.as_deref()))
            }
        }
    };
    Ok(below(lang, &title, &wanted.asked).render(&app, &may, body))
}

fn title(lang: Lang, found: &Behind) -> String {
    let Some(row) = found.row else {
        return t(lang, "contribution.column_cost").to_owned();
    };
    let place = found.places.list.get(row);
    let name = place.map_or(t(lang, "word.unknown"), |place| place.name(lang));
    tf(lang, "contribution.costs_of", &[("name", &name)])
}

/// How many touchpoints the cost is the sum of, to the cent, and what is not in it.
fn sum(lang: Lang, found: &Behind) -> Markup {
    let currency = &found.question.currency;
    let n = fmt::number(lang, found.cost.touchpoints);
    let sum = fmt::money(lang, found.cost.minor, currency);
    let period = tiles::period(lang, &found.question);
    let words: [(&str, &dyn std::fmt::Display); 3] =
        [("n", &n), ("sum", &sum), ("period", &period)];
    html! {
        p.u-mute.u-sm {
            (tf(lang, "contribution.costs_behind", &words))
            (cost::elsewhere(lang, found.elsewhere, currency))
        }
    }
}

fn table(viewer: &Viewer, found: &Behind) -> Markup {
    let lang = viewer.ctx.lang;
    let columns = vec![
        TableColumn::new(t(lang, "word.time")),
        TableColumn::new(t(lang, "word.touchpoint")),
        TableColumn::new(t(lang, "contribution.by_activity")).hide_small(),
        TableColumn::new(t(lang, "contribution.column_cost")).numeric(),
    ];
    let rows = found.paid.iter().map(|paid| row(viewer, found, paid));
    let title = t(lang, "contribution.column_cost");
    html! { (Table::new(lang, title, columns, rows.collect())) }
}

fn row(viewer: &Viewer, found: &Behind, paid: &Paid) -> Row {
    let lang = viewer.ctx.lang;
    let what = types::find(&paid.type_key).map_or(paid.type_key.as_str(), |def| def.text(lang));
    let activity = match lang {
        Lang::De => &paid.activity_de,
        Lang::En => &paid.activity_en,
    };
    let href = format!("/timeline/{}", paid.id);
    Row {
        cells: vec![
            html! { (fmt::datetime(lang, paid.time, &found.question.zone)) },
            html! {
                a.u-link href=(href) { (what) @if let Some(object) = &paid.object_name { ": " (object) } }
                @if let Some(company) = &paid.company { br; span.u-mute.u-sm { (company) } }
            },
            html! { (activity.as_deref().unwrap_or("–")) },
            html! { (fmt::money(lang, paid.minor, &found.question.currency)) },
        ],
        href: Some(href),
    }
}
