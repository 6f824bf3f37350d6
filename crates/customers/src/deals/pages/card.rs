//! A card of the board.

use std::collections::HashMap;

use futures_util::future::BoxFuture;
use kernel::{Ctx, Id, Result};
use maud::{Markup, html};
use org::web::{App, Viewer};
use ui::components::{Card, avatar, chip};
use ui::{fmt, t, tf};

use super::super::Row;
use crate::pipelines::Stage;

/// What is drawn for each deal that has something to show.
type Drawn = Result<HashMap<Id, Markup>>;

/// Draws for deals who took part in them; another crate knows that and plugs it in.
pub struct TakingPart {
    /// For the deals of the ids that have something to show, all at once.
    pub draw: fn(App, Viewer, Vec<Id>) -> BoxFuture<'static, Drawn>,
}

/// The drawn bars of the cards that are shown.
pub(super) struct Bars(HashMap<Id, Markup>);

impl Bars {
    /// The bars of deals; none where nobody plugged in who took part.
    pub(super) async fn of(
        app: &App,
        viewer: &Viewer,
        rows: impl Iterator<Item = &Row>,
    ) -> Result<Self> {
        let ids: Vec<Id> = rows.map(|row| row.id).collect();
        match app.plugged::<TakingPart>() {
            Some(plug) if !ids.is_empty() => {
                Ok(Self((plug.draw)(app.clone(), viewer.clone(), ids).await?))
            }
            _ => Ok(Self(HashMap::new())),
        }
    }
}

/// The card of a deal with the stages as targets of its menu.
pub(super) fn card(viewer: &Viewer, row: &Row, stages: &[Stage], bars: &Bars) -> Markup {
    let lang = viewer.ctx.lang;
    let targets: Vec<(String, &str)> = stages
        .iter()
        .filter(|stage| stage.id != row.stage_id)
        .map(|stage| (stage.id.to_string(), stage.name(lang)))
        .collect();
    let targets: Vec<(&str, &str)> = targets
        .iter()
        .map(|(id, name)| (id.as_str(), *name))
        .collect();
    let card = Card {
        id: row.id.to_string(),
        title: row.company.clone().unwrap_or_else(|| row.name.clone()),
        href: format!("/deals/{}", row.id),
        move_url: format!("/deals/{}/stage", row.id),
        body: body(&viewer.ctx, row, bars.0.get(&row.id)),
        version: row.version,
    };
    ui::components::card(t(lang, "deals.move_to"), &card, &targets)
}

fn body(ctx: &Ctx, row: &Row, bar: Option<&Markup>) -> Markup {
    let lang = ctx.lang;
    let class = row
        .owner_colour
        .as_ref()
        .map(|colour| format!("d-{colour}"))
        .unwrap_or_default();
    html! {
        @if row.company.is_some() { p.u-mute.u-sm { (row.name) } }
        div.u-row.u-wrap {
            span.u-amt.u-num.u-grow {
                @match row.value_minor {
                    Some(minor) => (fmt::money_short(lang, minor, &row.currency)),
                    None => span.u-mute { (t(lang, "deals.no_value")) },
                }
            }
            (due(ctx, row))
        }
        @if let Some(bar) = bar { (bar) }
        @if let Some(owner) = &row.owner {
            div.u-row { (avatar(owner, &class)) span.u-mute.u-xs { (owner) } }
        }
    }
}

/// What is due: the next step, the decision, or that nothing is planned.
pub(super) fn due(ctx: &Ctx, row: &Row) -> Markup {
    let (lang, today) = (ctx.lang, ctx.today());
    let day = |date| fmt::day_month(lang, date);
    if let Some(at) = row.won_at {
        return html! { (chip(&day(at.date_in(&ctx.zone))).ok().icon("trophy")) };
    }
    if let Some(at) = row.lost_at {
        return html! { (chip(&day(at.date_in(&ctx.zone))).icon("circle-x")) };
    }
    match (row.next_step_on, &row.next_step, row.close_on) {
        (Some(on), _, _) if on < today => {
            html! { (chip(&tf(lang, "deals.overdue", &[("date", &day(on))])).warn().icon("alert-triangle")) }
        }
        (Some(on), _, _) => html! { (chip(&day(on)).icon("calendar")) },
        (None, None, _) => {
            html! { (chip(t(lang, "deals.no_next_step")).warn().icon("alert-triangle")) }
        }
        (None, Some(_), Some(on)) => html! { (chip(&day(on)).icon("flag")) },
        (None, Some(_), None) => html! {},
    }
}
