//! The board: columns of the pipeline with counts and sums, cards that move.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use kernel::{Error, Id, Lang, Millis, Result};
use maud::{Markup, html};
use org::permissions::{ReadCustomer, Resource, Verb, WriteCustomer};
use org::web::{Answer, App, Form, May, Page, Viewer, see};
use serde::Deserialize;
use ui::components::{
    Column, Flash, board, column, dept_chip, empty_state, link_button, more_cards, toast_oob,
};
use ui::{fmt, t, tf};

use super::super::store::{self as sql, Asked, CARDS, CLOSED_DAYS, MORE_CARDS, Total};
use super::super::{Filter, Row, by_ids, get};
use super::card::{Bars, card};
use super::{list, money_of};
use crate::lists::Cursor;
use crate::pipelines::{self, Outcome, Pipeline, Stage};

pub(super) async fn page(app: &App, viewer: &Viewer, filter: &Filter) -> Answer {
    let lang = viewer.ctx.lang;
    let pipeline = chosen(app, filter).await?;
    let stages = pipelines::stages_of(app.db(), pipeline.id).await?;
    let asked = Asked::of(app.db(), &viewer.ctx, filter).await?;
    let since = closed_since(viewer);
    let totals = sql::totals(app.db(), &asked, pipeline.id, since).await?;
    let house = org::settings::company(app.db()).await?.currency;
    let empty = totals.is_empty() && !filter.narrows() && !super::super::any(app.db()).await?;
    let mut columns = Vec::new();
    for stage in &stages {
        let rows = sql::cards(app.db(), &asked, (stage.id, since), None, CARDS).await?;
        columns.push((stage, rows));
    }
    let shown = columns.iter().flat_map(|(_, rows)| rows.iter().take(CARDS));
    let bars = Bars::of(app, viewer, shown).await?;
    let columns = columns.iter().map(|(stage, rows)| {
        column(&Column {
            id: stage.id.to_string(),
            title: stage.name(lang).to_owned(),
            note: note(lang, &totals, stage.id, &house),
            cards: cards(viewer, &rows[..rows.len().min(CARDS)], &stages, &bars),
            more: more(lang, filter, stage, rows, CARDS),
        })
    });
    let departments = org::departments::valid_on(app.db(), viewer.ctx.today()).await?;
    let body = html! {
        div.u-main {
            div.u-stack.s {
                (list::filters(app, viewer, filter).await?)
                (sums(lang, &totals, &stages, &house))
                @if !empty { div.u-legend { @for d in &departments { (dept_chip(d.name(lang), &d.class())) } } }
            }
        }
        @if empty { (nothing(lang, viewer)) }
        @else { (board(t(lang, "menu.deals"), html! { @for column in columns { (column) } })) }
    };
    let title = t(lang, "menu.deals");
    Ok(Page::new(title, "/deals")
        .actions(list::actions(viewer, filter))
        .render(app, viewer, body))
}

/// The cards of deals, each with the bar of those who took part.
fn cards(viewer: &Viewer, rows: &[Row], stages: &[Stage], bars: &Bars) -> Markup {
    html! { @for row in rows { (card(viewer, row, stages, bars)) } }
}

/// The end of a column with more cards than are shown.
fn more(lang: Lang, filter: &Filter, stage: &Stage, rows: &[Row], shown: usize) -> Option<Markup> {
    let last = rows
        .get(shown.checked_sub(1)?)
        .filter(|_| rows.len() > shown)?;
    let cursor = Cursor {
        value: last.sort_value.clone(),
        id: last.id,
    };
    let asked = filter.with("after", &cursor.text());
    let load = asked.replacen("/deals?", &format!("/deals/cards?column={}&", stage.id), 1);
    let list = Filter {
        view: "list".to_owned(),
        ..filter.clone()
    };
    let all = list.with("stage", &stage.id.to_string());
    Some(more_cards(lang, stage.name(lang), &load, &all))
}

#[derive(Deserialize)]
pub(crate) struct OfColumn {
    column: Id,
}

/// Further cards of a column, for the place below those that are shown.
pub(crate) async fn more_of_column(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(of): Query<OfColumn>,
    Query(filter): Query<Filter>,
) -> Answer {
    let stages = pipelines::stages(app.db()).await?;
    let stage = stages.iter().find(|stage| stage.id == of.column);
    let stage = stage.ok_or_else(|| Error::not_found("stage"))?;
    let asked = Asked::of(app.db(), &may.ctx, &filter).await?;
    let place = (stage.id, closed_since(&may));
    let after = Cursor::read(&filter.after)?;
    let rows = sql::cards(app.db(), &asked, place, after, MORE_CARDS).await?;
    let shown = &rows[..rows.len().min(MORE_CARDS)];
    let bars = Bars::of(&app, &may, shown.iter()).await?;
    let own: Vec<Stage> = stages
        .iter()
        .filter(|s| s.pipeline_id == stage.pipeline_id)
        .cloned()
        .collect();
    Ok(html! {
        (cards(&may, shown, &own, &bars))
        @if let Some(more) = more(may.ctx.lang, &filter, stage, &rows, MORE_CARDS) { (more) }
    })
}

fn nothing(lang: Lang, viewer: &Viewer) -> Markup {
    let actions = html! {
        @if viewer.may(Resource::Customer, Verb::Write) { (link_button(t(lang, "deals.new"), "/deals/new").primary()) }
        @if viewer.may(Resource::Import, Verb::Write) { (link_button(t(lang, "word.import"), "/imports")) }
    };
    empty_state(
        "layout-kanban",
        t(lang, "deals.empty"),
        t(lang, "deals.empty_text"),
        actions,
    )
}

async fn chosen(app: &App, filter: &Filter) -> Result<Pipeline> {
    let all = pipelines::all(app.db()).await?;
    match all
        .into_iter()
        .find(|p| p.id.to_string() == filter.pipeline)
    {
        Some(found) => Ok(found),
        None => pipelines::default_pipeline(app.db()).await,
    }
}

fn closed_since(viewer: &Viewer) -> Millis {
    viewer.ctx.now().plus(-CLOSED_DAYS * Millis::DAY)
}

/// Count and sum of a column.
fn note(lang: Lang, totals: &[Total], stage: Id, house: &str) -> String {
    let of: Vec<&Total> = totals
        .iter()
        .filter(|total| total.stage_id == stage)
        .collect();
    let count: i64 = of.iter().map(|total| total.count).sum();
    let sums: Vec<(String, i64)> = of
        .iter()
        .map(|total| (total.currency.clone(), total.sum_minor))
        .collect();
    if count == 0 {
        return fmt::number(lang, 0);
    }
    format!(
        "{} · {}",
        fmt::number(lang, count),
        money_of(lang, &sums, house)
    )
}

/// The open value, weighted by the probability of the stages, and what the closed columns show.
fn sums(lang: Lang, totals: &[Total], stages: &[Stage], house: &str) -> Markup {
    let probability = |id: Id| {
        stages
            .iter()
            .find(|s| s.id == id && s.is_open())
            .map(|s| s.probability)
    };
    let mut weighted: Vec<(String, i64)> = Vec::new();
    for total in totals {
        let Some(percent) = probability(total.stage_id) else {
            continue;
        };
        let part = (i128::from(total.sum_minor) * i128::from(percent) / 100) as i64;
        match weighted
            .iter_mut()
            .find(|(currency, _)| *currency == total.currency)
        {
            Some((_, sum)) => *sum += part,
            None => weighted.push((total.currency.clone(), part)),
        }
    }
    html! {
        p.u-sm.u-mute {
            (t(lang, "deals.weighted")) " " span.u-b.u-num { (money_of(lang, &weighted, house)) }
            " · " (tf(lang, "deals.closed_note", &[("days", &CLOSED_DAYS)]))
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct MoveForm {
    to: Id,
    #[serde(default)]
    version: Option<i64>,
}

/// Moves a card. By htmx the answer renews card and sums; otherwise it leads back to the deal.
pub(crate) async fn move_stage(
    State(app): State<App>,
    may: May<WriteCustomer>,
    headers: HeaderMap,
    Path(id): Path<Id>,
    Form(form): Form<MoveForm>,
) -> Answer<Response> {
    let by_script = headers.contains_key("hx-request");
    let mut tx = app.db().begin(&may.ctx).await?;
    let to = pipelines::stage(&mut tx, form.to).await?;
    if to.ends() == Some(Outcome::Lost) {
        drop(tx);
        return Ok(ask_reason(&app, id, by_script));
    }
    super::super::move_to_stage(&mut tx, id, form.to, None, form.version).await?;
    let undo = format!("/history/{}/undo", tx.change_id());
    tx.commit().await?;
    if by_script {
        return Ok(renewed(&app, &may, id, &undo).await?.into_response());
    }
    Ok(see(
        &app,
        &format!("/deals/{id}"),
        Some(("deals.moved", Some(&undo))),
    ))
}

/// Losing a deal needs a reason: a page of its own asks for it.
fn ask_reason(app: &App, id: Id, by_script: bool) -> Response {
    let path = format!("/deals/{id}/lose");
    let mut response = if by_script {
        ().into_response()
    } else {
        see(app, &path, None)
    };
    if let (true, Ok(value)) = (by_script, HeaderValue::from_str(&path)) {
        response.headers_mut().insert("hx-redirect", value);
    }
    response
}

/// The moved card and the sums of all columns as parts of the page.
async fn renewed(app: &App, viewer: &Viewer, id: Id, undo: &str) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let deal = get(app.db(), id).await?;
    let stages = pipelines::stages_of(app.db(), deal.pipeline_id).await?;
    let asked = Asked::of(app.db(), &viewer.ctx, &Filter::default()).await?;
    let totals = sql::totals(app.db(), &asked, deal.pipeline_id, closed_since(viewer)).await?;
    let rows = by_ids(app.db(), &[id]).await?;
    let bars = Bars::of(app, viewer, rows.iter()).await?;
    let house = org::settings::company(app.db()).await?.currency;
    let flash = Flash::ok(t(lang, "deals.moved")).undo(undo, Vec::new());
    Ok(html! {
        @for row in &rows {
            hx-partial hx-target={ "#card-" (id) } hx-swap="outerHTML" { (card(viewer, row, &stages, &bars)) }
        }
        @for stage in &stages {
            hx-partial hx-target={ "#sum-" (stage.id) } hx-swap="textContent" { (note(lang, &totals, stage.id, &house)) }
        }
        (toast_oob(lang, &flash, &viewer.csrf))
    })
}
