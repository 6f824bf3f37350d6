//! The rows of the queue.

use kernel::{Id, Lang, types};
use maud::{Markup, html};
use org::web::Viewer;
use ui::components::{Row, Table, TableColumn};
use ui::{fmt, t, tf};

use super::super::source_name;
use super::guess::guess;
use crate::timeline::store::Unresolved;

/// The table; with boxes to choose rows for those who may assign, some of them chosen already.
pub(super) fn table(viewer: &Viewer, rows: &[Unresolved], chosen: Option<&[Id]>) -> Markup {
    let lang = viewer.ctx.lang;
    let mut columns = vec![
        TableColumn::new(t(lang, "timeline.what")),
        TableColumn::new(t(lang, "timeline.why")),
    ];
    if chosen.is_some() {
        columns.insert(0, TableColumn::new(t(lang, "timeline.choose")));
    }
    let rows = rows.iter().map(|row| line(viewer, row, chosen)).collect();
    html! { (Table::new(lang, t(lang, "timeline.unresolved"), columns, rows)) }
}

fn line(viewer: &Viewer, row: &Unresolved, chosen: Option<&[Id]>) -> Row {
    let lang = viewer.ctx.lang;
    let what = types::find(&row.type_key).map_or(row.type_key.as_str(), |def| def.text(lang));
    let at = fmt::datetime(lang, row.time, &viewer.ctx.zone);
    let href = format!("/timeline/{}", row.id);
    let object = row.object_name.as_deref();
    let mut cells = vec![
        html! {
            a.u-link href=(href) { (what) @if let Some(name) = object { ": " (name) } }
            br; span.u-mute.u-xs { (source_name(lang, &row.source)) " · " (at) }
        },
        html! { (why(lang, row)) @if chosen.is_some() { (guessed(lang, row)) } },
    ];
    if let Some(chosen) = chosen {
        let label = tf(lang, "timeline.choose_one", &[("what", &what), ("at", &at)]);
        cells.insert(0, html! { input.u-check type="checkbox" name="id" value=(row.id) aria-label=(label) checked[chosen.contains(&row.id)] data-choice; });
    }
    Row {
        href: Some(href),
        cells,
    }
}

/// Why nobody knows the company.
fn why(lang: Lang, row: &Unresolved) -> Markup {
    let name = [row.first_name.as_deref(), row.last_name.as_deref()];
    let name = name.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let name = match name.as_str() {
        "" => t(lang, "word.person"),
        known => known,
    };
    html! {
        @if let Some(person) = row.person_id {
            a.u-link href={ "/people/" (person) } { (name) } " " span.u-mute { (t(lang, "timeline.why_person")) }
        } @else if let Some(deal) = row.deal_id {
            a.u-link href={ "/deals/" (deal) } { (row.deal_name.as_deref().unwrap_or(t(lang, "word.deal"))) } " "
            span.u-mute { (t(lang, "timeline.why_deal")) }
        } @else if row.anonymous_id.is_some() {
            (t(lang, "timeline.why_anonymous"))
        } @else {
            (t(lang, "timeline.why_nobody"))
        }
    }
}

/// The company that the entry itself speaks of; one press chooses the row and searches for it.
fn guessed(lang: Lang, row: &Unresolved) -> Markup {
    html! {
        @if let Some(name) = guess(row) {
            " " button.u-text-btn type="button" data-guess=(name) { (tf(lang, "timeline.guess", &[("name", &name)])) }
        }
    }
}
