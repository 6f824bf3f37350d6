//! All changes, each with its verdict in one sentence, and the form for a new one.

use std::sync::Arc;

use kernel::{Fields, Id, Lang};
use maud::{Markup, html};
use org::departments::Department;
use org::permissions::{Resource, Verb};
use org::web::{Answer, App, Page, Viewer};
use ui::components::{Row, Table, TableColumn, chip, dept_chip, empty_state, panel, panel_plain};
use ui::{fmt, t, tf};

use super::super::model::{Answer as Found, Change, Typed, Verdict};
use super::super::{answer, store as sql};
use super::{form, written};

pub(super) async fn view(app: &App, viewer: &Viewer, typed: &Typed, errors: &Fields) -> Answer {
    let lang = viewer.ctx.lang;
    let departments = org::departments::all(app.db()).await?;
    let mut changes = Vec::new();
    for change in sql::all(app.db()).await? {
        let found = answer::kept(app, &change, viewer.ctx.now()).await?;
        changes.push((change, found));
    }
    let body = html! {
        div.u-main.u-stack {
            p.u-mute { (t(lang, "changes.intro")) }
            @if changes.is_empty() {
                (empty_state("trending-up", t(lang, "changes.empty"), t(lang, "changes.empty_text"), html! {}))
            } @else {
                (panel_plain(table(lang, &changes, &departments)))
            }
            @if viewer.may(Resource::Activity, Verb::Write) {
                (panel(t(lang, "changes.new"), html! {}, form::draw(viewer, None, typed, &departments, errors)))
            }
        }
    };
    Ok(Page::new(t(lang, "menu.changes"), "/changes").render(app, viewer, body))
}

fn table(lang: Lang, changes: &[(Change, Arc<Found>)], departments: &[Department]) -> Markup {
    let columns = vec![
        TableColumn::new(t(lang, "changes.change")),
        TableColumn::new(t(lang, "changes.verdict_label")),
        TableColumn::new(t(lang, "changes.day")).hide_small(),
        TableColumn::new(t(lang, "changes.departments")).hide_small(),
        TableColumn::new(t(lang, "questions.grade_word")).hide_small(),
    ];
    let rows = changes
        .iter()
        .map(|(change, found)| row(lang, change, found, departments))
        .collect();
    html! { (Table::new(lang, t(lang, "menu.changes"), columns, rows)) }
}

fn row(lang: Lang, change: &Change, found: &Found, departments: &[Department]) -> Row {
    let href = format!("/changes/{}", change.id);
    let withdrawn = change.withdrawn_at.is_some();
    let grade = found.found.grade().letter();
    let meaning = format!("questions.grade.{}", grade.to_ascii_lowercase());
    Row {
        cells: vec![
            html! { a.u-link href=(href) { (change.draft.name) } },
            html! {
                @if withdrawn { (chip(t(lang, "changes.withdrawn"))) }
                @else { (mark(lang, found.verdict())) " " (short(lang, found)) }
            },
            html! { (fmt::date(lang, change.draft.day)) },
            html! { (who(lang, &change.draft.departments, departments)) },
            html! { abbr title=(t(lang, &meaning)) { (grade) } },
        ],
        href: Some(href),
    }
}

/// The verdict as a chip.
pub(super) fn mark(lang: Lang, verdict: Verdict) -> Markup {
    let label = chip(t(lang, &format!("changes.verdict.{}", verdict.key())));
    match verdict {
        Verdict::Better => html! { (label.ok().icon("trending-up")) },
        Verdict::Worse => html! { (label.bad().icon("trending-down")) },
        Verdict::Unproven => html! { (label.warn()) },
        Verdict::Unknown => html! { (label) },
    }
}

/// The verdict in one sentence.
fn short(lang: Lang, found: &Found) -> String {
    let name = written::name(lang, found.about);
    match found.step() {
        Some(step) => tf(
            lang,
            "changes.short",
            &[
                ("name", &name),
                (
                    "step",
                    &written::difference(lang, found.about, step.difference),
                ),
                ("ci", &written::interval(lang, found.about, step.ci)),
            ],
        ),
        None => {
            let why = format!("changes.reason.{}", super::sentences::reason(found));
            tf(
                lang,
                "changes.short_unknown",
                &[("name", &name), ("why", &t(lang, &why))],
            )
        }
    }
}

/// The departments that changed, in their fixed order.
pub(super) fn who(lang: Lang, changed: &[Id], departments: &[Department]) -> Markup {
    let those = departments.iter().filter(|d| changed.contains(&d.id));
    html! {
        @if changed.is_empty() { (t(lang, "changes.all_departments")) }
        @for d in those { (dept_chip(d.name(lang), &d.class())) " " }
    }
}
