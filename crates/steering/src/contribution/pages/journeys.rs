//! From a number to the outcomes behind it, and from an outcome to its touchpoints.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use kernel::{Id, Lang, Result, types};
use maud::{Markup, html};
use org::departments::Department;
use org::permissions::ReadCustomer;
use org::web::{Answer, App, May, Page, Viewer};
use ui::components::{Row, Table, TableColumn, chip, dept_chip, panel};
use ui::{fmt, t, t_opt, tf};

use super::super::answer::Answer as Found;
use super::super::asked::Asked;
use super::super::brought::OfDeal;
use super::super::listed::{Listed, list, touch_weights};
use super::super::store::{self as sql, Shown};
use super::deal::OfADeal;
use super::{found, table};
use crate::effects::Dimension;

pub(crate) async fn journeys_page(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(asked): Query<Asked>,
) -> Answer {
    let lang = may.ctx.lang;
    let found = found(&app, &may, &asked).await?;
    let row = asked.row.as_deref().and_then(|key| found.places.row(key));
    let listed = list(app.db(), &found, row).await?;
    let title = title(lang, &found, row);
    let body = html! {
        div.u-main.u-stack { (panel(&title, html! {}, outcomes(&may, &asked, &found, &listed))) }
    };
    Ok(below(lang, &title, &asked).render(&app, &may, body))
}

fn title(lang: Lang, found: &Found, row: Option<usize>) -> String {
    let Some(row) = row else {
        return table::title(lang, found);
    };
    let place = found.places.list.get(row);
    let name = place.map_or(t(lang, "word.unknown"), |place| place.name(lang));
    tf(lang, "contribution.outcomes_of", &[("name", &name)])
}

fn outcomes(viewer: &Viewer, asked: &Asked, found: &Found, listed: &[Listed]) -> Markup {
    let lang = viewer.ctx.lang;
    let columns = vec![
        TableColumn::new(t(lang, "contribution.one_outcome")),
        TableColumn::new(t(lang, "word.company")).hide_small(),
        TableColumn::new(t(lang, "word.time")),
        TableColumn::new(t(lang, "word.touchpoints")).numeric(),
        TableColumn::new(t(lang, "word.value")).numeric(),
        TableColumn::new(t(lang, "contribution.share")).numeric(),
    ];
    let row = |one: &Listed| {
        let behind = format!("/contribution/journeys/{}?{}", one.id, asked.with(&[]));
        let label = t(
            lang,
            &format!("contribution.one_{}", found.question.outcome.key()),
        );
        Row {
            href: Some(behind.clone()),
            cells: vec![
                html! { a href=(behind) { (one.name.as_deref().unwrap_or(label)) } },
                html! { (one.company.as_deref().unwrap_or("")) },
                html! { (fmt::date(lang, one.at.date_in(&viewer.ctx.zone))) },
                html! { (fmt::number(lang, one.touchpoints as i64)) },
                html! { @if found.question.outcome.is_money() { (fmt::money(lang, one.value_minor, &found.question.currency)) } },
                html! { (one.share.map_or_else(|| "–".to_owned(), |share| fmt::percent(lang, share, 0))) },
            ],
        }
    };
    let rows = listed.iter().map(row).collect();
    html! {
        (Table::new(lang, t(lang, "contribution.outcomes"), columns, rows))
        p.u-mute.u-sm { (tf(lang, "contribution.listed", &[("n", &listed.len()), ("of", &found.gathered.count())])) }
    }
}

pub(crate) async fn journey_page(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path(id): Path<Id>,
    Query(asked): Query<Asked>,
) -> Answer {
    let lang = may.ctx.lang;
    let found = found(&app, &may, &asked).await?;
    let lines = of_outcome(&app, &may, &found, id).await?;
    let outcome = found.question.outcome.key();
    let title = t(lang, &format!("contribution.one_{outcome}"));
    let body = html! { div.u-main.u-stack { (panel(title, html! {}, lines)) } };
    Ok(below(lang, title, &asked).render(&app, &may, body))
}

/// A page below that of the question.
pub(super) fn below(lang: Lang, title: &str, asked: &Asked) -> Page {
    let above = format!("/contribution?{}", asked.with(&[]));
    Page::new(title, "/contribution").crumb(t(lang, "contribution.title"), above)
}

/// The touchpoints of an outcome with their weights.
async fn of_outcome(app: &App, viewer: &Viewer, found: &Found, id: Id) -> Result<Markup> {
    let at = found.journey_of(id)?;
    let taken = &found.gathered.list[at];
    let ids = taken.journey.touches.iter().map(|t| Id(t.id)).collect();
    let shown = sql::touchpoints(app.db(), ids).await?;
    let log = crate::effects::log(app).await?;
    let roles = taken.end.deal.map_or(&[][..], |deal| log.buyers(deal));
    lines(app, viewer, &shown, &touch_weights(found, at)?, roles).await
}

/// The touchpoints of a deal with their weights, of one department or channel.
pub(super) async fn of_deal(
    app: &App,
    viewer: &Viewer,
    found: &OfDeal,
    asked: &OfADeal,
) -> Result<Markup> {
    let b = &found.brought;
    let taken = &b.gathered.list[0];
    let weights = super::super::listed::of_deal(found)?;
    let row = |key: &Option<String>, places: &super::super::model::Places| {
        key.as_deref().and_then(|k| places.row(k))
    };
    let department = row(&asked.department, &b.departments);
    let channel = row(&asked.channel, &b.channels);
    let fits = |t: &&crate::effects::Touch| {
        department.is_none_or(|row| b.departments.row_of(Dimension::Department, t) == row)
            && channel.is_none_or(|row| b.channels.row_of(Dimension::Channel, t) == row)
    };
    let ids = taken
        .journey
        .touches
        .iter()
        .filter(fits)
        .map(|t| Id(t.id))
        .collect();
    let shown = sql::touchpoints(app.db(), ids).await?;
    lines(
        app,
        viewer,
        &shown,
        &weights,
        found.log.buyers(found.deal.id),
    )
    .await
}

/// Most touchpoints that a page shows; the JSON has all of them.
const SHOWN: usize = 100;

async fn lines(
    app: &App,
    viewer: &Viewer,
    shown: &[Shown],
    weights: &HashMap<Id, f64>,
    roles: &[(i64, String)],
) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let departments = org::departments::all(app.db()).await?;
    let columns = vec![
        TableColumn::new(t(lang, "word.time")),
        TableColumn::new(t(lang, "word.touchpoint")),
        TableColumn::new(t(lang, "word.person")).hide_small(),
        TableColumn::new(t(lang, "word.department")),
        TableColumn::new(t(lang, "contribution.weight_of_one")).numeric(),
    ];
    let latest = &shown[shown.len().saturating_sub(SHOWN)..];
    let rows = latest
        .iter()
        .map(|touch| line(viewer, &departments, touch, weights, roles));
    let words: [(&str, &dyn std::fmt::Display); 2] = [("n", &latest.len()), ("of", &shown.len())];
    Ok(html! {
        (Table::new(lang, t(lang, "word.touchpoints"), columns, rows.collect()))
        @if latest.len() < shown.len() { p.u-mute.u-sm { (tf(lang, "contribution.listed_touchpoints", &words)) } }
    })
}

fn line(
    viewer: &Viewer,
    departments: &[Department],
    touch: &Shown,
    weights: &HashMap<Id, f64>,
    roles: &[(i64, String)],
) -> Row {
    let lang = viewer.ctx.lang;
    let what = types::find(&touch.type_key).map_or(touch.type_key.as_str(), |def| def.text(lang));
    let name = [touch.first_name.as_deref(), touch.last_name.as_deref()];
    let name = name.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let role = roles
        .iter()
        .find(|(person, _)| Some(Id(*person)) == touch.person_id);
    let role = role.and_then(|(_, word)| t_opt(lang, &format!("deals.role.{word}")));
    let department = departments
        .iter()
        .find(|d| Some(d.id) == touch.department_id);
    let href = format!("/timeline/{}", touch.id);
    let weight = weights.get(&touch.id);
    Row {
        href: Some(href.clone()),
        cells: vec![
            html! { (fmt::datetime(lang, touch.time, &viewer.ctx.zone)) },
            html! { a href=(href) { (what) @if let Some(object) = &touch.object_name { ": " (object) } } },
            html! { (name) @if let Some(role) = role { " " (chip(role)) } },
            html! { @if let Some(d) = department { (dept_chip(d.name(lang), &d.class())) } },
            html! { (weight.map_or_else(|| "–".to_owned(), |w| fmt::percent(lang, *w, 1))) },
        ],
    }
}
