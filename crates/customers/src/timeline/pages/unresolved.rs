//! The queue of touchpoints without a company, and giving them one.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use kernel::{Error, Id, Lang, Result, Touchpoint, types};
use maud::{Markup, html};
use org::permissions::{ReadCustomer, WriteCustomer};
use org::web::{Answer, App, Form, May, Page, Viewer, see};
use serde::Deserialize;
use ui::components::{Row, Table, TableColumn, button, empty_state, field, form, pager};
use ui::{Attrs, fmt, t};

use crate::timeline::model::{Cursor, Filter};
use crate::timeline::store::{self as sql, Unresolved};

const PAGE: usize = 50;
/// Companies that are offered for one name.
const OFFERED: i64 = 2;

pub(crate) async fn unresolved_page(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Query(filter): Query<Filter>,
) -> Answer {
    let lang = may.ctx.lang;
    let after = Cursor::read(&filter.after)?.map(|c| (c.time, c.id));
    let waiting = sql::unresolved(app.db(), after).await?;
    let shown = &waiting[..waiting.len().min(PAGE)];
    let next = (waiting.len() > PAGE)
        .then(|| shown.last())
        .flatten()
        .map(|last| {
            let cursor = Cursor {
                time: last.time,
                id: last.id,
            }
            .text();
            format!("/timeline/unresolved?after={cursor}")
        });
    let body = html! {
        div.u-main.u-stack {
            p.u-mute { (t(lang, "timeline.unresolved_text")) }
            @if shown.is_empty() {
                (empty_state("circle-check", t(lang, "timeline.unresolved_empty"), t(lang, "timeline.unresolved_empty_text"), html! {}))
            } @else {
                (table(&may, shown))
                (pager(lang, "", None, next.as_deref()))
            }
        }
    };
    let page = Page::new(t(lang, "timeline.unresolved"), "/timeline")
        .crumb(t(lang, "menu.timeline"), "/timeline");
    Ok(page.render(&app, &may, body))
}

fn table(viewer: &Viewer, rows: &[Unresolved]) -> Markup {
    let lang = viewer.ctx.lang;
    let columns = vec![
        TableColumn::new(t(lang, "word.time")),
        TableColumn::new(t(lang, "timeline.what")),
        TableColumn::new(t(lang, "timeline.why")),
        TableColumn::new(t(lang, "word.company")),
    ];
    let rows = rows
        .iter()
        .map(|row| {
            let what = types::find(&row.type_key).map_or(row.type_key.as_str(), |def| def.text(lang));
            let id = row.id.to_string();
            let fields = html! {
                (field("company", t(lang, "timeline.company_name")).id(&format!("company-{id}")).required().attr("placeholder", t(lang, "timeline.company_name")))
                (button(t(lang, "timeline.assign")).submits())
            };
            Row {
                href: None,
                cells: vec![
                    html! { (fmt::datetime(lang, row.time, &viewer.ctx.zone)) },
                    html! { a href={ "/timeline/" (row.id) } { (what) } @if let Some(name) = &row.object_name { ": " (name) } br; span.u-mute.u-xs { (row.source) } },
                    html! { (why(lang, row)) },
                    html! { div.u-inline-form.u-quiet { (form(&format!("/timeline/unresolved/{id}/company"), &viewer.csrf, &Attrs::new(), fields)) } },
                ],
            }
        })
        .collect();
    html! { (Table::new(lang, t(lang, "timeline.unresolved"), columns, rows)) }
}

/// Why nobody knows the company.
fn why(lang: Lang, row: &Unresolved) -> Markup {
    let name = [row.first_name.as_deref(), row.last_name.as_deref()];
    let name = name.into_iter().flatten().collect::<Vec<_>>().join(" ");
    html! {
        @if let Some(person) = row.person_id {
            a href={ "/people/" (person) } { (name) } " " span.u-mute { (t(lang, "timeline.why_person")) }
        } @else if let Some(deal) = row.deal_id {
            a href={ "/deals/" (deal) } { (t(lang, "word.deal")) } " " span.u-mute { (t(lang, "timeline.why_deal")) }
        } @else if row.anonymous_id.is_some() {
            (t(lang, "timeline.why_anonymous"))
        } @else {
            (t(lang, "timeline.why_nobody"))
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct Assignment {
    company: String,
}

pub(crate) async fn assign_company(
    State(app): State<App>,
    may: May<WriteCustomer>,
    Path(id): Path<Id>,
    Form(given): Form<Assignment>,
) -> Answer<Response> {
    let company = find(&app, &given.company).await?;
    let mut tx = app.db().begin(&may.ctx).await?;
    let resolved = tx.resolve_company(id, company).await?;
    let mut note = Touchpoint::new("identity.grouped", may.ctx.now());
    note.company_id = Some(company);
    note.member_id = may.ctx.member;
    note.properties
        .insert("evidence".to_owned(), "by hand".into());
    note.properties
        .insert("touchpoints".to_owned(), resolved.into());
    tx.record(note).await?;
    tx.audit(vec![store::Change::of("resolved", "touchpoint", id)])
        .await?;
    tx.commit().await?;
    Ok(see(
        &app,
        "/timeline/unresolved",
        Some(("timeline.assigned", None)),
    ))
}

/// The one company of this name or id; several or none are said, never guessed.
async fn find(app: &App, asked: &str) -> Result<Id> {
    if let Ok(id) = asked.trim().parse::<Id>() {
        return Ok(id);
    }
    let found = app.db().search(asked, Some("company"), OFFERED).await?;
    match found.as_slice() {
        [one] => Ok(one.id),
        [] => Err(Error::field("company", "error.unknown_reference")),
        several => {
            let folded = store::fold_name(asked);
            let exact: Vec<_> = several
                .iter()
                .filter(|f| store::fold_name(&f.title) == folded)
                .collect();
            match exact.as_slice() {
                [one] => Ok(one.id),
                _ => Err(Error::field("company", "timeline.several_companies")),
            }
        }
    }
}
