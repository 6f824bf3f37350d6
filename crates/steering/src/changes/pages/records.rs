//! The records behind the number of a month.

use axum::extract::{Path, Query, State};
use kernel::{Error, Id, Lang, Result, types};
use maud::{Markup, html};
use org::permissions::ReadCustomer;
use org::web::{Answer, App, May, Page, Viewer};
use serde::Deserialize;
use ui::components::{Row, Table, TableColumn, empty_state, pager, panel_plain, tabs};
use ui::{fmt, t, tf};

use super::super::answer::counted_as;
use super::super::model::{About, Change, spans};
use super::super::store::{self as sql, Behind, Window};

/// Which records are wanted.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// The month, `YYYY-MM`.
    pub(crate) month: String,
    /// `others` for the departments that did not change.
    #[serde(default)]
    pub(crate) group: String,
    /// Page, from 0 on.
    #[serde(default)]
    pub(crate) page: i64,
}

impl Wanted {
    fn is_of_others(&self) -> bool {
        self.group == "others"
    }
}

/// The change, its records of a month, and whether more follow; page and API share it.
pub(crate) async fn behind(
    app: &App,
    id: Id,
    wanted: &Wanted,
) -> Result<(Change, Vec<Behind>, bool)> {
    let change = sql::one(app.db(), id).await?;
    let zone = org::settings::company(app.db()).await?.timezone;
    let now = app.system().now();
    let all = spans(change.draft.day, now, &zone);
    let span = all.iter().find(|s| s.word() == wanted.month);
    let span = span.ok_or_else(|| Error::field("month", "changes.no_month"))?;
    let departments = counted_as(app.db(), &change).await?;
    let window = Window {
        from: span.from,
        until: span.until,
        departments: &departments,
        now,
        zone: &zone,
    };
    let reads = change.about()?.reads;
    let others = wanted.is_of_others();
    let page = wanted.page.clamp(0, 10_000);
    let (found, more) = sql::records(app.db(), reads, &window, others, page).await?;
    Ok((change, found, more))
}

pub(crate) async fn records(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path(id): Path<Id>,
    Query(wanted): Query<Wanted>,
) -> Answer {
    let lang = may.ctx.lang;
    let (change, found, more) = behind(&app, id, &wanted).await?;
    let about = change.about()?;
    let body = shown(&may, &change, about, &wanted, (&found, more));
    let title = tf(
        lang,
        "changes.records_of",
        &[("month", &wanted_month(lang, &wanted.month))],
    );
    let page = Page::new(title, "/changes")
        .crumb(t(lang, "menu.changes"), "/changes")
        .crumb(change.draft.name.as_str(), format!("/changes/{id}"));
    Ok(page.render(&app, &may, body))
}

fn shown(
    viewer: &Viewer,
    change: &Change,
    about: &About,
    wanted: &Wanted,
    (found, more): (&[Behind], bool),
) -> Markup {
    let lang = viewer.ctx.lang;
    let at = |page: i64| address(change, &wanted.month, wanted.is_of_others(), page);
    let previous = (wanted.page > 0).then(|| at(wanted.page - 1));
    let next = more.then(|| at(wanted.page + 1));
    let compares = about.compares && !change.draft.departments.is_empty();
    html! {
        div.u-main.u-stack {
            p.u-mute { (t(lang, &format!("changes.measure.{}.definition", about.key))) }
            @if compares { (groups(lang, change, wanted)) }
            @if found.is_empty() {
                (empty_state("inbox", t(lang, "word.nothing_found"), t(lang, "changes.no_records"), html! {}))
            } @else {
                (panel_plain(table(viewer, about, found)))
                (pager(lang, "", previous.as_deref(), next.as_deref()))
            }
        }
    }
}

/// Those who changed and the others.
fn groups(lang: Lang, change: &Change, wanted: &Wanted) -> Markup {
    let at = |others: bool| address(change, &wanted.month, others, 0);
    let (own, others) = (at(false), at(true));
    let of_others = wanted.is_of_others();
    tabs(
        t(lang, "changes.group"),
        &[
            (t(lang, "changes.group_own"), own.as_str(), !of_others),
            (t(lang, "changes.group_others"), others.as_str(), of_others),
        ],
    )
}

fn address(change: &Change, month: &str, others: bool, page: i64) -> String {
    let group = if others { "&group=others" } else { "" };
    let page = if page > 0 {
        format!("&page={page}")
    } else {
        String::new()
    };
    format!("/changes/{}/records?month={month}{group}{page}", change.id)
}

/// The month in words.
fn wanted_month(lang: Lang, month: &str) -> String {
    let first = format!("{month}-01").parse();
    first.map_or_else(|_| month.to_owned(), |day| fmt::month(lang, day))
}

fn table(viewer: &Viewer, about: &About, found: &[Behind]) -> Markup {
    let lang = viewer.ctx.lang;
    let text = |part: &str| t(lang, &format!("changes.measure.{}.{part}", about.key));
    let each = about.reads.counts_each();
    let mut columns = vec![TableColumn::new(text("record"))];
    if !each {
        columns.insert(0, TableColumn::new(t(lang, "word.date")));
        columns.push(TableColumn::new(t(lang, "word.kind")).hide_small());
    }
    let hit = TableColumn::new(text("hit"));
    columns.push(if each { hit.numeric() } else { hit });
    let rows = found.iter().map(|b| row(viewer, about, b)).collect();
    html! { (Table::new(lang, text("name"), columns, rows)) }
}

fn row(viewer: &Viewer, about: &About, behind: &Behind) -> Row {
    let lang = viewer.ctx.lang;
    let href = format!("{}{}", about.reads.place(), behind.id);
    let name = behind.name.as_deref().unwrap_or(t(lang, "word.unknown"));
    let link = html! { a.u-link href=(href) { (name) } };
    let cells = match behind.at {
        None => vec![link, html! { (fmt::number(lang, behind.hits)) }],
        Some(at) => {
            let kind = match behind.what.as_str() {
                "deal" => t(lang, "word.deal"),
                key => types::find(key).map_or("–", |def| def.text(lang)),
            };
            let said = if behind.hits > 0 {
                "word.yes"
            } else {
                "word.no"
            };
            vec![
                html! { (fmt::datetime(lang, at, &viewer.ctx.zone)) },
                link,
                html! { (kind) },
                html! { (t(lang, said)) },
            ]
        }
    };
    Row {
        href: Some(href),
        cells,
    }
}
