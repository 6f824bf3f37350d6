//! The list of deals, and the filters that it shares with the board.

use kernel::{Lang, Result};
use maud::{Markup, html};
use org::permissions::{Resource, Verb};
use org::web::{Answer, App, Page, Viewer};
use ui::components::{
    Row as TableRow, Table, TableColumn, Toggle, button, empty_state, filter_bar, hidden,
    link_button, pager, panel_plain, sort_of, toggle,
};
use ui::{fmt, t, tf};

use super::super::store::{self as sql, PAGE};
use super::super::{Filter, Row};
use super::card::due;
use crate::pipelines::{self, Stage};

pub(super) async fn page(app: &App, viewer: &Viewer, filter: &Filter) -> Answer {
    let lang = viewer.ctx.lang;
    let (rows, next) = sql::page(app.db(), &viewer.ctx, filter).await?;
    let stages = pipelines::stages(app.db()).await?;
    let body = html! {
        div.u-main { div.u-stack {
            (filters(app, viewer, filter).await?)
            @if rows.is_empty() && !filter.narrows() {
                (empty_state("briefcase", t(lang, "deals.empty"), t(lang, "deals.empty_text"), html! {}))
            } @else {
                (panel_plain(table(viewer, filter, &rows, &stages)))
                (leaf(lang, filter, rows.len(), next.as_deref()))
            }
        } }
    };
    let title = t(lang, "menu.deals");
    Ok(Page::new(title, "/deals")
        .actions(actions(viewer, filter))
        .render(app, viewer, body))
}

fn leaf(lang: Lang, filter: &Filter, shown: usize, next: Option<&str>) -> Markup {
    let note = tf(lang, "deals.shown", &[("n", &shown), ("page", &PAGE)]);
    let next = next.map(|after| filter.with("after", after));
    let first = (!filter.after.is_empty()).then(|| filter.with("", ""));
    pager(lang, &note, first.as_deref(), next.as_deref())
}

fn table(viewer: &Viewer, filter: &Filter, rows: &[Row], stages: &[Stage]) -> Markup {
    let lang = viewer.ctx.lang;
    let sorted = |label: &str, word: &str| {
        let (now, next) = sort_of(word, &filter.sort);
        TableColumn::new(t(lang, label)).sort(&filter.with("sort", &next), now)
    };
    let columns = vec![
        sorted("word.name", "name"),
        TableColumn::new(t(lang, "word.company")).hide_small(),
        TableColumn::new(t(lang, "word.stage")),
        sorted("word.value", "value").numeric(),
        sorted("deals.field.close_on", "close").hide_small(),
        TableColumn::new(t(lang, "word.owner")).hide_small(),
        sorted("deals.opened", "opened").hide_small(),
        sorted("deals.touched", "touched").hide_small(),
    ];
    let lines = rows.iter().map(|row| line(viewer, row, stages)).collect();
    html! { (Table::new(lang, t(lang, "menu.deals"), columns, lines)) }
}

fn line(viewer: &Viewer, row: &Row, stages: &[Stage]) -> TableRow {
    let lang = viewer.ctx.lang;
    let day = |at: kernel::Millis| fmt::date(lang, at.date_in(&viewer.ctx.zone));
    let stage = stages.iter().find(|stage| stage.id == row.stage_id);
    let href = format!("/deals/{}", row.id);
    let cells = vec![
        html! { a.u-link.u-b href=(href) { (row.name) } },
        html! { @if let (Some(id), Some(name)) = (row.company_id, &row.company) { a.u-link href={ "/companies/" (id) } { (name) } } },
        html! { span.u-row { (stage.map_or("", |stage| stage.name(lang))) @if row.is_open() { (due(&viewer.ctx, row)) } } },
        html! { (row.value_minor.map(|minor| fmt::money_short(lang, minor, &row.currency)).unwrap_or_default()) },
        html! { (row.close_on.map(|on| fmt::date(lang, on)).unwrap_or_default()) },
        html! { (row.owner.as_deref().unwrap_or("")) },
        html! { (day(row.opened_at)) },
        html! { (row.touched_at.map(day).unwrap_or_default()) },
    ];
    TableRow {
        href: Some(href),
        cells,
    }
}

/// Board or list, and the button for a new deal.
pub(super) fn actions(viewer: &Viewer, filter: &Filter) -> Markup {
    let lang = viewer.ctx.lang;
    let other = if filter.view == "list" {
        link_button(t(lang, "deals.board"), &filter.with("view", "")).icon("layout-kanban")
    } else {
        link_button(t(lang, "deals.list"), &filter.with("view", "list")).icon("table")
    };
    html! {
        (other)
        @if viewer.may(Resource::Customer, Verb::Write) {
            (link_button(t(lang, "deals.new"), "/deals/new").icon("plus").primary().attr("data-create", ""))
        }
    }
}

/// Text, state, owner and expected decision as links and one search field.
pub(super) async fn filters(app: &App, viewer: &Viewer, filter: &Filter) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let owner = match filter.owner.parse() {
        Ok(id) => {
            let found = org::members::named(app.db(), [id]).await?;
            found.into_iter().next().map(|(_, name)| name)
        }
        Err(_) => None,
    };
    let switch = |label: String, name: &str, value: &str, now: &str| {
        let on = now == value;
        toggle(&Toggle {
            label,
            class: String::new(),
            count: None,
            href: filter.with(name, if on { "" } else { value }),
            on,
        })
    };
    Ok(filter_bar(
        t(lang, "word.filter"),
        html! {
            (search_form(lang, filter))
            @if viewer.ctx.member.is_some() { (switch(t(lang, "deals.mine").to_owned(), "owner", "me", &filter.owner)) }
            @if let Some(name) = owner { (switch(name, "owner", &filter.owner, &filter.owner)) }
            @if filter.view == "list" {
                @for state in ["open", "won", "lost"] {
                    (switch(t(lang, &format!("deals.state_{state}")).to_owned(), "state", state, &filter.state))
                }
                @for ended in ["year", "twelve"] {
                    (switch(t(lang, &format!("deals.ended_{ended}")).to_owned(), "ended", ended, &filter.ended))
                }
            }
            @for closing in ["overdue", "month", "quarter"] {
                (switch(t(lang, &format!("deals.closing_{closing}")).to_owned(), "closing", closing, &filter.closing))
            }
            @if filter.narrows() {
                a.u-text-btn href={ "/deals" @if filter.view == "list" { "?view=list" } } { (t(lang, "word.reset")) }
            }
        },
    ))
}

fn search_form(lang: Lang, filter: &Filter) -> Markup {
    let kept = [
        ("view", &filter.view),
        ("owner", &filter.owner),
        ("state", &filter.state),
        ("closing", &filter.closing),
        ("company", &filter.company),
        ("stage", &filter.stage),
        ("sort", &filter.sort),
    ];
    html! {
        form.u-row method="get" action="/deals" role="search" {
            @for (name, value) in kept { @if !value.is_empty() { (hidden(name, value)) } }
            input.input type="search" name="q" value=(filter.q) aria-label=(t(lang, "deals.filter")) placeholder=(t(lang, "deals.filter"));
            (button(t(lang, "word.search")).submits())
        }
    }
}
