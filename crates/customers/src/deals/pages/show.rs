//! One deal: head, stages, timeline, and everything known about it at the side.

use axum::extract::{Path, State};
use kernel::{Id, Lang, Result};
use maud::{Markup, html};
use org::permissions::{ReadCustomer, Resource, Verb};
use org::web::{Answer, App, May, Page, Place, Viewer};
use ui::components::{avatar_large, button, chip, kv, link_button, section};
use ui::{fmt, t, tf};

use super::super::{Deal, Field, StageStep, buyers, get, lines, stage_log};
use super::{fields, group};
use crate::companies;
use crate::pipelines::{self, Outcome, Stage};

pub(crate) async fn show(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path(id): Path<Id>,
) -> Answer {
    let lang = may.ctx.lang;
    let deal = get(app.db(), id).await?;
    let stages = pipelines::stages_of(app.db(), deal.pipeline_id).await?;
    let (main, side) = crate::panels::both(&app, Place::Deal, &may, id).await?;
    let body = html! {
        div.u-360 {
            section {
                (head(&app, &may, &deal, &stages).await?)
                div.u-stack { (stepper(&may, &deal, &stages)) @for panel in &main { (panel) } }
            }
            aside aria-label=(t(lang, "word.details")) {
                (aside(&app, &may, &deal).await?)
                @for panel in &side { (panel) }
                (crate::files::section_of(&app, &may, "deal", id).await?)
                (crate::history::panel_of(&app, &may, "deal", id).await?)
            }
        }
    };
    let page = Page::new(deal.name.as_str(), "/deals").crumb(t(lang, "menu.deals"), "/deals");
    Ok(page.actions(actions(&may, &deal)).render(&app, &may, body))
}

fn actions(viewer: &Viewer, deal: &Deal) -> Markup {
    let lang = viewer.ctx.lang;
    html! {
        @if viewer.may(Resource::Customer, Verb::Write) && deal.is_open() {
            (link_button(t(lang, "deals.lose_title"), &format!("/deals/{}/lose", deal.id)).hide_small())
        }
    }
}

async fn head(app: &App, viewer: &Viewer, deal: &Deal, stages: &[Stage]) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let company = match deal.company_id {
        Some(id) => Some((id, companies::name(app.db(), id).await?)),
        None => None,
    };
    let stage = stages.iter().find(|stage| stage.id == deal.stage_id);
    let value = deal
        .value_minor
        .map(|minor| fmt::money(lang, minor, &deal.currency));
    Ok(html! {
        div.u-head {
            (avatar_large(company.as_ref().map_or(&deal.name, |(_, name)| name), ""))
            div.u-grow {
                h2 { (deal.name) }
                p.u-mute {
                    @match &company {
                        Some((id, name)) => a href={ "/companies/" (id) } { (name) },
                        None => (t(lang, "deals.no_company")),
                    }
                    @if let Some(value) = &value { " · " span.u-num { (value) } }
                }
            }
            @if let Some(stage) = stage { (state(lang, stage)) }
        }
    })
}

fn state(lang: Lang, stage: &Stage) -> Markup {
    let mark = chip(stage.name(lang));
    match stage.ends() {
        Some(Outcome::Won) => html! { (mark.ok().icon("trophy")) },
        Some(Outcome::Lost) => html! { (mark.icon("circle-x")) },
        None => html! { (mark.accent()) },
    }
}

/// The stages in a row; for those who may, each moves the deal.
fn stepper(viewer: &Viewer, deal: &Deal, stages: &[Stage]) -> Markup {
    let lang = viewer.ctx.lang;
    let writes = viewer.may(Resource::Customer, Verb::Write);
    html! {
        form method="post" action={ "/deals/" (deal.id) "/stage" } aria-label=(t(lang, "deals.move_to")) {
            (ui::components::csrf_field(&viewer.csrf))
            input type="hidden" name="version" value=(deal.version);
            div.u-filter role="group" aria-label=(t(lang, "word.stage")) {
                @for stage in stages {
                    @let here = stage.id == deal.stage_id;
                    @if here { (chip(stage.name(lang)).accent().icon("check")) }
                    @else if writes { (button(stage.name(lang)).ghost().submits().sends("to", &stage.id.to_string())) }
                    @else { (chip(stage.name(lang))) }
                }
            }
        }
    }
}

async fn aside(app: &App, viewer: &Viewer, deal: &Deal) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let mut facts = Vec::new();
    for field in Field::ALL {
        let of_lost =
            matches!(field, Field::LostReason | Field::ReviveOn) && deal.lost_at.is_none();
        if !of_lost && fields::may(viewer, field, Verb::Read) {
            facts.push((
                fields::label(lang, field),
                fields::value(app, viewer, deal, field).await?,
            ));
        }
    }
    let (people, products) = (
        buyers(app.db(), deal.id).await?,
        lines(app.db(), deal.id).await?,
    );
    let steps = stage_log(app.db(), deal.id).await?;
    Ok(html! {
        (section(t(lang, "word.details"), html! {}, kv(&facts)))
        (group::people(viewer, deal, &people))
        (group::lines(viewer, deal, &products))
        (section(t(lang, "deals.history"), html! {}, history(viewer, deal, &steps)))
    })
}

fn history(viewer: &Viewer, deal: &Deal, steps: &[StageStep]) -> Markup {
    let lang = viewer.ctx.lang;
    let since = (viewer.ctx.now().0 - deal.stage_since.0).max(0) / 1000;
    html! {
        @if deal.is_open() { p.u-mute.u-sm { (tf(lang, "deals.in_stage", &[("time", &fmt::duration_s(lang, since))])) } }
        ul.u-stack.s {
            @for step in steps {
                li.u-sm {
                    span.u-b { (step.to(lang)) } " "
                    span.u-mute {
                        (fmt::datetime(lang, step.at, &viewer.ctx.zone))
                        @if let Some(by) = &step.by { " · " (by) }
                        @if let Some(seconds) = step.seconds_in_stage { " · " (tf(lang, "deals.before", &[("time", &fmt::duration_s(lang, seconds))])) }
                    }
                }
            }
        }
    }
}
