//! What became of the rows: counts, the first problems, what else to know, and the undo.

use kernel::Lang;
use maud::{Markup, html};
use org::permissions::{Resource, Verb};
use org::web::Viewer;
use ui::components::{Chip, button, chip, form, link_button, notice, panel, submit};
use ui::{Attrs, fmt, t, tf};

use super::super::model::fields::Kind;
use super::super::model::{FileOutcome, Finding, Run, State, Undone};

/// Findings that are shown; the rest is counted.
const FINDINGS: usize = 60;
/// Kept records that are shown after an undo.
const KEPT: usize = 30;

/// The page of an import that is not under way.
pub(super) fn show(viewer: &Viewer, run: &Run) -> Markup {
    let lang = viewer.ctx.lang;
    html! {
        div.u-main.u-stack {
            (heading(viewer, run))
            (files(lang, &run.files))
            (problems_link(lang, run))
            (findings(lang, &run.findings.0))
            @if viewer.may(Resource::Import, Verb::Write) { (ways_on(viewer, run)) }
        }
    }
}

fn heading(viewer: &Viewer, run: &Run) -> Markup {
    let lang = viewer.ctx.lang;
    let time = |at: Option<kernel::Millis>| {
        fmt::datetime(lang, at.unwrap_or(run.started_at), &viewer.ctx.zone)
    };
    match run.state {
        State::Done => {
            let title = tf(
                lang,
                "imports.done_title",
                &[("time", &time(run.finished_at))],
            );
            notice("ok", &title, "", places(lang, run))
        }
        State::Undone => html! {
            (notice("ok", &tf(lang, "imports.undone_title", &[("time", &time(run.undone_at))]), &undone_line(lang, run.undone.as_ref()), html! {}))
            (kept(lang, run.undone.as_ref()))
        },
        State::Failed => {
            let reason = run.failure.as_ref().map(|r| r.text(lang));
            notice(
                "bad",
                t(lang, "imports.failed_title"),
                &reason.unwrap_or_default(),
                html! {},
            )
        }
        _ => {
            let step = run.step("");
            let (done, rows) = (number(lang, step.done), number(lang, step.rows));
            let title = tf(
                lang,
                "imports.stopped_title",
                &[("done", &done), ("rows", &rows)],
            );
            notice("warn", &title, t(lang, "imports.stopped_text"), html! {})
        }
    }
}

fn undone_line(lang: Lang, undone: Option<&Undone>) -> String {
    let Some(undone) = undone else {
        return String::new();
    };
    let args: [(&str, String); 4] = [
        ("removed", number(lang, undone.removed)),
        ("restored", number(lang, undone.restored)),
        ("retracted", number(lang, undone.retracted)),
        ("kept", number(lang, undone.kept.len() as u64)),
    ];
    let args: Vec<ui::Arg<'_>> = args.iter().map(|(k, v)| (*k, v as _)).collect();
    tf(lang, "imports.undone_line", &args)
}

/// What an undo left, with links where there is a page.
fn kept(lang: Lang, undone: Option<&Undone>) -> Markup {
    let kept = undone.map_or(&[][..], |u| &u.kept);
    let page = |kind: &str| match kind {
        "person" => Some("people"),
        "company" => Some("companies"),
        "deal" => Some("deals"),
        _ => None,
    };
    html! {
        @if !kept.is_empty() {
            (panel(t(lang, "imports.undone_kept"), html! {}, html! {
                ul { @for (kind, id) in kept.iter().take(KEPT) { li {
                    @let noun = ui::t_opt(lang, &format!("imports.kind.{kind}")).unwrap_or(t(lang, "imports.field.stage"));
                    @match page(kind) {
                        Some(place) => a.u-a href={ "/" (place) "/" (id) } { (noun) " " (id) },
                        None => { (noun) " " (id) },
                    }
                } } }
            }))
        }
    }
}

/// Where the records are that an import has made.
fn places(lang: Lang, run: &Run) -> Markup {
    let maps = run
        .jobs
        .iter()
        .filter_map(|job| job.mapping.files.get(job.part));
    let kinds: Vec<Kind> = maps.map(|map| map.kind).collect();
    let all = [
        (Kind::Company, "/companies", t(lang, "imports.to_companies")),
        (Kind::Person, "/people", t(lang, "imports.to_people")),
        (Kind::Deal, "/deals", t(lang, "imports.to_deals")),
        (Kind::Member, "/members", t(lang, "imports.to_members")),
    ];
    html! {
        @for (kind, href, label) in all {
            @if kinds.contains(&kind) { (link_button(label, href)) }
        }
    }
}

fn ways_on(viewer: &Viewer, run: &Run) -> Markup {
    let lang = viewer.ctx.lang;
    let goes_on = matches!(run.state, State::Stopped | State::Failed);
    let at = |step: &str| format!("/imports/{}/{step}", run.id);
    html! {
        @if goes_on {
            (form(&at("resumption"), &viewer.csrf, &Attrs::new(), html! { div { (submit(t(lang, "imports.resume")).icon("player-play")) } }))
        }
        @if run.state != State::Undone {
            (form(&at("undo"), &viewer.csrf, &Attrs::new(), html! {
                p.u-mute { (t(lang, "imports.undo_text")) }
                div { (button(t(lang, "imports.undo")).icon("arrow-back-up").submits()) }
            }))
        }
    }
}

/// Every file with its counts and first problems.
pub(super) fn files(lang: Lang, files: &[FileOutcome]) -> Markup {
    html! {
        @for file in files {
            (panel(&file.file, html! {}, html! {
                div.u-stack.s {
                    @if let Some(format) = &file.format { p.u-mute.u-sm { (format) } }
                    p.u-num { (counts(lang, file)) }
                    @if !file.problems.is_empty() {
                        h3.u-b.u-sm { (t(lang, "imports.first_problems")) }
                        ul.u-stack.s {
                            @for p in &file.problems {
                                li.u-sm {
                                    @if p.row > 0 { b { (t(lang, "imports.csv.row")) " " (p.row) } " " }
                                    @if let Some(column) = &p.column { span.u-mute { (column) ": " } }
                                    (p.reason.text(lang))
                                }
                            }
                        }
                    }
                }
            }))
        }
    }
}

/// The way to all rows that were refused.
pub(super) fn problems_link(lang: Lang, run: &Run) -> Markup {
    html! {
        @if run.files.iter().any(|f| f.rejected > 0) {
            div { (link_button(t(lang, "imports.problems"), &format!("/imports/{}/problems.csv", run.id)).icon("download").attr("download", "")) }
        }
    }
}

/// What to know although nothing was lost.
pub(super) fn findings(lang: Lang, findings: &[Finding]) -> Markup {
    html! {
        @if !findings.is_empty() {
            (panel(t(lang, "imports.findings"), html! {}, html! {
                ul.u-stack.s {
                    @for finding in findings.iter().take(FINDINGS) { li.u-sm { (finding.text(lang)) " (" (number(lang, finding.rows)) ")" } }
                    @if findings.len() > FINDINGS { li.u-sm.u-mute { (t(lang, "imports.finding.more")) } }
                }
            }))
        }
    }
}

fn counts(lang: Lang, file: &FileOutcome) -> String {
    let parts = [
        ("created", file.created),
        ("changed", file.changed),
        ("unchanged", file.unchanged),
        ("rejected", file.rejected),
        ("skipped", file.skipped),
    ];
    let said: Vec<String> = parts
        .iter()
        .filter(|(_, n)| *n > 0)
        .map(|(key, n)| {
            let word = t(lang, &format!("imports.count.{key}"));
            format!("{} {word}", number(lang, *n))
        })
        .collect();
    said.join(" · ")
}

pub(super) fn number(lang: Lang, n: u64) -> String {
    fmt::number(lang, i64::try_from(n).unwrap_or(i64::MAX))
}

pub(super) fn state_chip(lang: Lang, run: &Run) -> Markup {
    let label = t(lang, &format!("imports.state.{}", run.state.key()));
    let chip: Chip = match run.state {
        State::Done => chip(label).ok(),
        State::Failed => chip(label).bad(),
        State::Stopped => chip(label).warn(),
        State::Running | State::Trying | State::Undoing => chip(label).accent(),
        State::Waiting | State::Undone => chip(label),
    };
    html! { (chip) }
}
