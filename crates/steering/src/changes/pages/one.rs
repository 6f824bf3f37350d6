//! One change: the verdict, three sentences, one picture, what it rests on.

use analysis::effects::interrupted::{Check, Side, Step};
use kernel::{Fields, Id, Lang, Result};
use maud::{Markup, html};
use org::departments::Department;
use org::permissions::{Resource, Verb};
use org::web::{Answer, App, Page, Viewer};
use ui::components::{Stat, button, form, kv, notice, panel, stat_row};
use ui::{Attrs, fmt, t, tf};

use super::super::model::{Answer as Found, Change, Typed};
use super::super::{answer, store as sql};
use super::written::{interval, months, number, parts, unit};
use super::{form as fields, list, picture, sentences};

/// The page of a change; `typed` is what was typed into its form and refused.
pub(super) async fn view(
    app: &App,
    viewer: &Viewer,
    id: Id,
    typed: Option<&Typed>,
    errors: &Fields,
) -> Answer {
    let lang = viewer.ctx.lang;
    let change = sql::one(app.db(), id).await?;
    let found = answer::kept(app, &change, viewer.ctx.now()).await?;
    let departments = org::departments::all(app.db()).await?;
    let counted = answer::counted_as(app.db(), &change).await?;
    let by = recorded_by(app, &change).await?;
    let body = html! {
        div.u-main.u-stack.u-report {
            (state(viewer, &change))
            (said(lang, &change, &found))
            (picture::panel_of(lang, &change, &found))
            (tiles(lang, &change, &found))
            (checks(lang, &found))
            (facts(viewer, &change, &found, (&departments, &counted), by.as_deref()))
            @if viewer.may(Resource::Activity, Verb::Write) {
                (writing(viewer, &change, typed, &departments, errors))
            }
        }
    };
    let page = Page::new(change.draft.name.as_str(), "/changes");
    Ok(page
        .crumb(t(lang, "menu.changes"), "/changes")
        .render(app, viewer, body))
}

/// The name of whoever recorded a change.
async fn recorded_by(app: &App, change: &Change) -> Result<Option<String>> {
    let names = org::members::names(app.db()).await?;
    let by = names
        .into_iter()
        .find(|(id, _, _)| Some(*id) == change.created_by);
    Ok(by.map(|(_, name, _)| name))
}

/// That it is withdrawn, and the way back.
fn state(viewer: &Viewer, change: &Change) -> Markup {
    let lang = viewer.ctx.lang;
    let Some(at) = change.withdrawn_at else {
        return html! {};
    };
    let day = fmt::datetime(lang, at, &viewer.ctx.zone);
    let back = html! {
        @if viewer.may(Resource::Activity, Verb::Write) {
            (form(&format!("/changes/{}/restoration", change.id), &viewer.csrf, &Attrs::new(), html! {
                (button(t(lang, "changes.restore")).submits())
            }))
        }
    };
    notice(
        "warn",
        t(lang, "changes.withdrawn"),
        &tf(lang, "changes.withdrawn_on", &[("day", &day)]),
        back,
    )
}

/// The verdict and exactly three sentences.
fn said(lang: Lang, change: &Change, found: &Found) -> Markup {
    let verdict = found.verdict();
    let title = t(lang, &format!("changes.answer.{}", verdict.key()));
    let sentences = sentences::sentences(lang, change, found);
    panel(
        title,
        list::mark(lang, verdict),
        html! { div.u-said { @for sentence in &sentences { p { (sentence) } } } },
    )
}

fn tiles(lang: Lang, change: &Change, found: &Found) -> Markup {
    stat_row(&[
        effect(lang, found),
        side(lang, change, found, false),
        side(lang, change, found, true),
        grade(lang, found),
    ])
}

fn effect(lang: Lang, found: &Found) -> Stat {
    let (value, note) = match found.step() {
        Some(step) => {
            let (value, unit) = parts(lang, found.about, step.difference);
            let ci = interval(lang, found.about, step.ci);
            let ci = tf(lang, "questions.interval", &[("ci", &ci)]);
            (value, format!("{unit} · {ci}"))
        }
        None => {
            let why = format!("changes.reason.{}", sentences::reason(found));
            ("–".to_owned(), t(lang, &why).to_owned())
        }
    };
    Stat {
        label: t(lang, "changes.effect").to_owned(),
        value,
        note,
        what: t(lang, "changes.effect_what").to_owned(),
        lang,
        ..Stat::default()
    }
}

/// The months before or after, with what was counted in them.
fn side(lang: Lang, change: &Change, found: &Found, after: bool) -> Stat {
    let (label, side): (&str, &Side) = match after {
        false => ("changes.before", &found.found.before),
        true => ("changes.after", &found.found.after),
    };
    let count = |n: f64| fmt::number(lang, n as i64);
    let n = tf(
        lang,
        "changes.counted",
        &[("n", &count(side.counted)), ("of", &count(side.of))],
    );
    let day = fmt::date(lang, change.draft.day);
    let rate = side.rate().map(|rate| number(lang, found.about.unit, rate));
    Stat {
        label: tf(lang, label, &[("day", &day)]),
        value: rate.unwrap_or_else(|| "–".to_owned()),
        note: format!(
            "{} · {} · {n}",
            unit(lang, found.about),
            months(lang, side.months)
        ),
        what: t(lang, "changes.side_what").to_owned(),
        lang,
        ..Stat::default()
    }
}

fn grade(lang: Lang, found: &Found) -> Stat {
    let grade = found.found.grade().letter();
    let meaning = format!("questions.grade.{}", grade.to_ascii_lowercase());
    Stat {
        label: t(lang, "questions.grade_word").to_owned(),
        value: grade.to_string(),
        note: t(lang, &meaning).to_owned(),
        what: t(lang, "changes.grade_what").to_owned(),
        lang,
        ..Stat::default()
    }
}

/// What was checked, in words.
fn checks(lang: Lang, found: &Found) -> Markup {
    let Some(step) = found.step() else {
        return html! {};
    };
    let row = |check: &Check| {
        let word = match step.checks.passed(*check) {
            true => "questions.passed",
            false => "questions.failed",
        };
        let told =
            html! { (t(lang, word)) " · " span.u-mute { (result(lang, found, step, *check)) } };
        (t(lang, &format!("changes.check.{}", check.key())), told)
    };
    let rows: Vec<(&str, Markup)> = Check::ALL.iter().map(row).collect();
    panel(
        t(lang, "questions.checks"),
        html! {},
        html! {
            (kv(&rows))
            details.u-what { summary { (t(lang, "word.what_is_this")) } p { (t(lang, "changes.checks_what")) } }
        },
    )
}

/// What came out of a check.
fn result(lang: Lang, found: &Found, step: &Step, check: Check) -> String {
    let checks = &step.checks;
    match check {
        Check::Comparison => {
            let key = match (checks.comparison, found.has_faint_comparison()) {
                (true, _) => "changes.compared.yes",
                (_, true) => "changes.compared.faint",
                _ if found.about.compares => "changes.compared.none",
                _ => "changes.compared.never",
            };
            t(lang, key).to_owned()
        }
        Check::Length => tf(
            lang,
            "changes.length",
            &[
                ("n", &months(lang, checks.before)),
                ("m", &months(lang, checks.after)),
            ],
        ),
        Check::Placebo => match checks.placebo {
            Some(p) => tf(lang, "changes.placebo", &[("p", &fmt::decimal(lang, p, 2))]),
            None => t(lang, "changes.placebo_none").to_owned(),
        },
        Check::Recording => tf(
            lang,
            "changes.recording",
            &[("n", &fmt::percent(lang, checks.recording, 0))],
        ),
    }
}

/// The definition, and who recorded the change.
fn facts(
    viewer: &Viewer,
    change: &Change,
    found: &Found,
    (departments, counted): (&[Department], &[Id]),
    by: Option<&str>,
) -> Markup {
    let lang = viewer.ctx.lang;
    let about = found.about;
    let definition = format!("changes.measure.{}.definition", about.key);
    let is_wider = counted.len() > change.draft.departments.len();
    let mut rows = vec![
        ("changes.day", html! { (fmt::date(lang, change.draft.day)) }),
        (
            "changes.departments",
            list::who(lang, &change.draft.departments, departments),
        ),
        ("changes.measure_label", html! { (t(lang, &definition)) }),
        (
            "changes.good",
            html! { (t(lang, if about.wants_more { "changes.more" } else { "changes.less" })) },
        ),
        (
            "questions.version",
            html! { (about.key) "/" (about.version) },
        ),
        (
            "changes.recorded_on",
            html! {
                (fmt::datetime(lang, change.created_at, &viewer.ctx.zone)) @if let Some(by) = by { " · " (by) }
            },
        ),
    ];
    if is_wider {
        rows.insert(
            2,
            ("changes.counted_as", list::who(lang, counted, departments)),
        );
    }
    if let Some(note) = &change.draft.note {
        rows.insert(2, ("changes.note", html! { span.u-pre { (note) } }));
    }
    if let Some(step) = found.step() {
        let season = if step.seasonal {
            "changes.season"
        } else {
            "changes.no_season"
        };
        let like = fmt::decimal(lang, step.correlation, 2);
        rows.push((
            "changes.method",
            html! {
                (t(lang, season)) " " (tf(lang, "changes.correlation", &[("n", &like)]))
            },
        ));
    }
    let rows: Vec<(&str, Markup)> = rows.into_iter().map(|(l, v)| (t(lang, l), v)).collect();
    panel(t(lang, "questions.rests_on"), html! {}, kv(&rows))
}

/// Writing it anew and withdrawing it; not on paper.
fn writing(
    viewer: &Viewer,
    change: &Change,
    typed: Option<&Typed>,
    departments: &[Department],
    errors: &Fields,
) -> Markup {
    let lang = viewer.ctx.lang;
    let own = fields::of(viewer, change);
    let body = html! {
        details.u-what open[!errors.is_empty()] {
            summary { (t(lang, "changes.edit")) }
            (fields::draw(viewer, Some(change), typed.unwrap_or(&own), departments, errors))
        }
        @if change.withdrawn_at.is_none() {
            (form(&format!("/changes/{}/withdrawal", change.id), &viewer.csrf, &Attrs::new(), html! {
                (button(t(lang, "changes.withdraw")).ghost().submits())
            }))
        }
    };
    html! { div.u-screen { (panel(t(lang, "word.actions"), html! {}, body)) } }
}
