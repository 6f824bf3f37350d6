//! The pages of contribution: one question, the journeys behind it, one deal, the log of runs.

mod bars;
mod controls;
mod deal;
mod journeys;
mod live;
mod models;
mod runs;
mod table;
mod tiles;
mod together;
mod trust;

use std::sync::Arc;

use axum::extract::{Query, State};
use kernel::{Error, Lang, Result};
use maud::{Markup, html};
use org::permissions::ReadCustomer;
use org::web::{Answer, App, May, Page, Viewer};
use ui::components::{empty_state, panel};
use ui::{fmt, t};

use super::answer::{Answer as Found, Kept};
use super::asked::Asked;
use super::model::Number;

pub(crate) use bars::bars;
pub(crate) use deal::{OfADeal, compared, deal_page, deal_panel};
pub(crate) use journeys::{journey_page, journeys_page};
pub(crate) use live::live;
pub(crate) use runs::runs_page;
pub(crate) use together::steps;

/// The answer to a question of somebody who may ask it.
pub(crate) async fn found(app: &App, viewer: &Viewer, asked: &Asked) -> Result<Arc<Found>> {
    let house = org::settings::company(app.db()).await?;
    let question = asked.question(viewer, &house)?;
    let kept = app
        .plugged::<Kept>()
        .ok_or_else(|| Error::internal("no answers are kept"))?;
    let log = crate::effects::log(app).await?;
    kept.answer(app.db(), &app.system(), &log, &question).await
}

pub(crate) async fn page(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(asked): Query<Asked>,
) -> Answer {
    let lang = may.ctx.lang;
    let found = found(&app, &may, &asked).await?;
    let body = html! {
        div.u-main.u-stack {
            (controls::choice(&may, &asked))
            div.u-stack hx-sse:connect={ "/contribution/live?" (asked.with(&[("seen", &found.run.data_hash)])) } hx-swap="innerMorph" {
                (answer(&may, &asked, &found))
            }
        }
    };
    let page = Page::new(t(lang, "contribution.title"), "/contribution");
    Ok(page
        .actions(controls::actions(&may, &asked, &found))
        .render(&app, &may, body))
}

/// Everything that changes when an outcome happens.
fn answer(viewer: &Viewer, asked: &Asked, found: &Found) -> Markup {
    let lang = viewer.ctx.lang;
    if found.gathered.count() == 0 {
        return empty_state(
            "trophy",
            t(lang, "contribution.none"),
            t(lang, "contribution.none_text"),
            html! {},
        );
    }
    html! {
        (tiles::row(lang, found))
        (panel(&table::title(lang, found), html! {}, table::rows(viewer, asked, found)))
        @if let Some(together) = &found.together { (together::panel_of(lang, asked, found, together)) }
        (trust::panels(viewer, found))
        (models::panel_of(lang, found))
        (runs::behind(viewer, &found.run))
    }
}

/// An amount or a number of outcomes, as the question has them.
fn amount(lang: Lang, found: &Found, value: f64) -> String {
    match found.question.outcome.is_money() {
        true => fmt::money_short(lang, value.round() as i64, &found.question.currency),
        false => fmt::decimal(lang, value, 1),
    }
}

/// The interval of a number, from low to high.
fn interval(lang: Lang, found: &Found, number: &Number) -> String {
    match number.ci {
        Some((low, high)) => format!(
            "{} … {}",
            amount(lang, found, low),
            amount(lang, found, high)
        ),
        None => t(lang, "contribution.no_interval").to_owned(),
    }
}
