//! The pages of contribution: one question, the journeys behind it, one deal, the log of runs.

mod bars;
mod controls;
mod cost;
mod deal;
mod journeys;
mod live;
mod models;
mod paid;
mod runs;
mod small;
mod table;
mod tiles;
mod together;
mod trust;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Query, State};
use kernel::{Error, Lang, Result};
use maud::{Markup, html};
use org::permissions::ReadCustomer;
use org::web::{Answer, App, May, Page, Viewer};
use ui::components::{empty_state, notice, panel};
use ui::{fmt, t};

use super::answer::Answer as Found;
use super::asked::Asked;
use super::kept::Kept;
use super::model::{Number, Question};

pub(crate) use bars::bars;
pub(crate) use deal::{OfADeal, compared, deal_page, deal_panel};
pub(crate) use journeys::{journey_page, journeys_page};
pub(crate) use live::live;
pub(crate) use paid::costs_page;
pub(crate) use runs::runs_page;
pub(crate) use small::note;
pub(crate) use together::steps;

/// How long a page waits for its answer; after that it comes by itself.
const SOON: Duration = Duration::from_millis(1_500);

/// The answer to a question of somebody who may ask it.
pub(crate) async fn found(app: &App, viewer: &Viewer, asked: &Asked) -> Result<Arc<Found>> {
    let house = org::settings::company(app.db()).await?;
    let question = asked.question(viewer, &house)?;
    answered(app.clone(), question).await
}

async fn answered(app: App, question: Question) -> Result<Arc<Found>> {
    let kept = kept(&app)?;
    let log = crate::effects::log(&app).await?;
    kept.answer(app.db(), &app.system(), &log, &question).await
}

fn kept(app: &App) -> Result<Arc<Kept>> {
    app.plugged::<Kept>()
        .ok_or_else(|| Error::internal("no answers are kept"))
}

/// The answer when it comes soon, else the one given last, else nothing; it is worked out either way.
async fn found_soon(app: &App, viewer: &Viewer, asked: &Asked) -> Result<Option<Arc<Found>>> {
    let house = org::settings::company(app.db()).await?;
    let question = asked.question(viewer, &house)?;
    let work = tokio::spawn(answered(app.clone(), question.clone()));
    match tokio::time::timeout(SOON, work).await {
        Ok(found) => found.map_err(Error::internal)?.map(Some),
        Err(_) => Ok(kept(app)?.last(&question).await),
    }
}

pub(crate) async fn page(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(asked): Query<Asked>,
) -> Answer {
    let lang = may.ctx.lang;
    let found = found_soon(&app, &may, &asked).await?;
    let seen = found
        .as_ref()
        .map_or("", |found| found.run.data_hash.as_str());
    let body = html! {
        div.u-main.u-stack.u-report {
            (controls::choice(&may, &asked))
            div.u-stack hx-sse:connect={ "/contribution/live?" (asked.with(&[("seen", seen)])) } hx-swap="innerMorph" {
                @match &found {
                    Some(found) => (answer(&may, &asked, found)),
                    None => (notice("", t(lang, "contribution.working"), t(lang, "contribution.working_text"), html! {})),
                }
            }
        }
    };
    let page = Page::new(t(lang, "contribution.title"), "/contribution");
    Ok(page
        .actions(controls::actions(&may, &asked))
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
        @if found.hides_together { (together::hidden(lang)) }
        (trust::panels(viewer, found))
        div.u-screen { (models::panel_of(lang, found)) }
        (runs::behind(viewer, &found.run))
    }
}

/// An amount or a number of outcomes, as the question has them.
fn amount(lang: Lang, found: &Found, value: f64) -> String {
    match found.question.outcome.is_money() {
        true => fmt::money_short(lang, value.round() as i64, &found.question.currency),
        false if (value - value.round()).abs() < 1e-6 => fmt::number(lang, value.round() as i64),
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
