//! The page of exports: every sheet in both formats, and all of them in one archive.

use axum::extract::State;
use kernel::Result;
use maud::{Markup, html};
use org::permissions::ReadExport;
use org::web::{Answer, App, May, Page, Viewer};
use ui::components::{Row, Table, TableColumn, link_button};
use ui::{fmt, t};

use super::jobs::sheets;
use super::model::{Format, Reader};
use super::store::count;

pub(crate) async fn index(State(app): State<App>, may: May<ReadExport>) -> Answer {
    let lang = may.ctx.lang;
    let body = html! {
        div.u-main.u-stack {
            p.u-mute { (t(lang, "exports.lead")) }
            (table(&app, &may).await?)
            p.u-mute.u-sm { (t(lang, "exports.note")) }
        }
    };
    let all = link_button(t(lang, "exports.all"), "/exports/all.zip")
        .primary()
        .icon("download");
    let page = Page::new(t(lang, "exports.title"), "/exports").actions(html! { (all) });
    Ok(page.render(&app, &may, body))
}

async fn table(app: &App, viewer: &Viewer) -> Result<Markup> {
    let lang = viewer.ctx.lang;
    let columns = vec![
        TableColumn::new(t(lang, "exports.sheet")),
        TableColumn::new(t(lang, "exports.records")).numeric(),
        TableColumn::new(t(lang, "word.download")),
    ];
    let reader = Reader::Viewer(Box::new(viewer.clone()));
    let mut rows = Vec::new();
    for sheet in sheets(&reader) {
        let name = t(lang, &format!("exports.kind.{}", sheet.kind));
        let records = count(app.db(), sheet).await?;
        let links = Format::ALL.map(|format| {
            let ending = format.ending();
            let label = format!("{name} {}", ending.to_uppercase());
            let href = format!("/exports/{}.{ending}", sheet.kind);
            link_button(&ending.to_uppercase(), &href).attr("aria-label", &label)
        });
        rows.push(Row {
            href: None,
            cells: vec![
                html! { (name) },
                html! { (fmt::number(lang, records)) },
                html! { div.u-row { @for link in &links { (link) } } },
            ],
        });
    }
    Ok(html! { (Table::new(lang, t(lang, "exports.title"), columns, rows)) })
}
