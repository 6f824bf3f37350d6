//! The log of runs: which model, which window, which input, when.

use axum::extract::State;
use maud::{Markup, html};
use org::permissions::{ReadCustomer, Resource, Verb};
use org::web::{Answer, App, May, Page, Viewer};
use ui::components::{Row, Table, TableColumn, panel};
use ui::{fmt, t, tf};

use super::super::store::{self as sql, Run};
use super::controls::model_name;

pub(crate) async fn runs_page(State(app): State<App>, may: May<ReadCustomer>) -> Answer {
    let lang = may.ctx.lang;
    let runs = sql::runs(app.db(), may.may(Resource::Margin, Verb::Read)).await?;
    let columns = vec![
        TableColumn::new(t(lang, "contribution.ran_at")),
        TableColumn::new(t(lang, "contribution.outcome")),
        TableColumn::new(t(lang, "contribution.period")).hide_small(),
        TableColumn::new(t(lang, "contribution.model")),
        TableColumn::new(t(lang, "contribution.window_label")).numeric(),
        TableColumn::new(t(lang, "contribution.cases")).numeric(),
        TableColumn::new(t(lang, "contribution.definition_version")).hide_small(),
        TableColumn::new(t(lang, "contribution.data_hash")),
        TableColumn::new(t(lang, "contribution.took")).numeric(),
    ];
    let rows = runs.iter().map(|run| line(&may, run)).collect();
    let title = t(lang, "contribution.runs");
    let body = html! {
        div.u-main.u-stack { (panel(title, html! {}, html! {
            (Table::new(lang, title, columns, rows))
            p.u-mute.u-sm { (t(lang, "contribution.runs_what")) }
        })) }
    };
    let page =
        Page::new(title, "/contribution").crumb(t(lang, "contribution.title"), "/contribution");
    Ok(page.render(&app, &may, body))
}

fn line(viewer: &Viewer, run: &Run) -> Row {
    let lang = viewer.ctx.lang;
    let day = |at: kernel::Millis| fmt::date(lang, at.date_in(&viewer.ctx.zone));
    let text = |key: &str| t(lang, &format!("contribution.{key}"));
    Row {
        href: None,
        cells: vec![
            html! { (fmt::datetime(lang, run.ran_at, &viewer.ctx.zone)) },
            html! { (text(&format!("outcome_{}", run.outcome))) " · " (text(&format!("by_{}", run.dimension))) },
            html! { (day(run.from_at)) " – " (day(run.to_at.plus(-1))) },
            html! { (model_name(lang, &run.model)) },
            html! { (tf(lang, "timeline.days", &[("n", &run.window_days)])) },
            html! { (fmt::number(lang, run.cases)) },
            html! { (run.definition) },
            html! { code.u-sm title=(run.data_hash) { (run.data_hash.get(..12).unwrap_or("")) } },
            html! { (fmt::number(lang, run.took_ms)) " ms" },
        ],
    }
}

/// In one line, what is behind the numbers of a page.
pub(super) fn behind(viewer: &Viewer, run: &Run) -> Markup {
    let lang = viewer.ctx.lang;
    let words: [(&str, &dyn std::fmt::Display); 4] = [
        ("definition", &run.definition),
        ("hash", &run.data_hash.get(..12).unwrap_or("")),
        ("at", &fmt::datetime(lang, run.ran_at, &viewer.ctx.zone)),
        ("n", &fmt::number(lang, run.cases)),
    ];
    html! { p.u-mute.u-sm { (tf(lang, "contribution.behind", &words)) } }
}
