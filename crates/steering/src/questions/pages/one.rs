//! One question: its answer, what it rests on, what was decided.

use axum::extract::{Path, State};
use kernel::{Error, Lang};
use maud::{Markup, html};
use org::permissions::ReadCustomer;
use org::web::{Answer, App, May, Page, Viewer};
use ui::components::{Stat, kv, link_button, panel, stat_row};
use ui::{fmt, t, tf};

use super::super::model::{Question, Told, Verdict};
use super::super::store::{self as sql, Kept};
use super::super::{Standing, asked, decided, standing};
use super::effect;
use crate::{decisions, evidence};

pub(crate) async fn question(
    State(app): State<App>,
    may: May<ReadCustomer>,
    Path(key): Path<String>,
) -> Answer {
    let lang = may.ctx.lang;
    let question = asked::find(&key).ok_or(Error::NotFound("question"))?;
    let standing = standing(app.db(), may.ctx.now()).await?;
    let answers = sql::answers(app.db(), question.about().key).await?;
    let known = decided::known_from(app.db(), question, answers.first()).await?;
    let decisions = decisions::panel(&app, &may, &known).await?;
    let told = answers.first().and_then(Kept::told);
    let title = t(lang, &format!("questions.{key}.title"));
    let body = html! {
        div.u-main.u-stack {
            @match &told {
                Some(told) => {
                    (tiles(lang, question, told, &standing))
                    (meaning(lang, question, told, &standing))
                    (rests_on(&may, question, told, answers.first()))
                    (checks(lang, told))
                }
                None => { p.u-mute { (t(lang, "questions.not_asked")) } }
            }
            (decisions)
            (earlier(&may, question, &answers))
        }
    };
    let page = Page::new(title, "/questions").crumb(t(lang, "menu.questions"), "/questions");
    Ok(page.render(&app, &may, body))
}

fn tiles(lang: Lang, question: &dyn Question, told: &Told, standing: &Standing) -> Markup {
    let tile = |label: &str, value: String, note: String, what: &str| Stat {
        label: t(lang, label).to_owned(),
        value,
        note,
        what: t(lang, what).to_owned(),
        lang,
        ..Stat::default()
    };
    let written = effect::written(lang, question, told);
    let (value, interval) = written.unwrap_or_else(|| ("–".to_owned(), String::new()));
    let grade = format!("questions.grade.{}", told.grade.to_ascii_lowercase());
    let controls = fmt::number(lang, told.controls as i64);
    let exposed = fmt::number(lang, told.exposed as i64);
    let next = effect::expected(lang, question, told, &standing.currency);
    stat_row(&[
        tile(
            "questions.effect",
            value,
            match interval.as_str() {
                "" => effect::cannot(lang, told).to_owned(),
                ci => tf(lang, "questions.interval", &[("ci", &ci)]),
            },
            "questions.effect_what",
        ),
        tile(
            "questions.naive",
            effect::naive(lang, question, told),
            t(lang, "questions.naive_note").to_owned(),
            "questions.naive_what",
        ),
        tile(
            "questions.grade_word",
            told.grade.to_string(),
            t(lang, &grade).to_owned(),
            "questions.grade_what",
        ),
        Stat {
            href: Some(format!("/questions/{}/cases", question.about().key)),
            ..tile(
                "questions.exposed",
                exposed,
                tf(lang, "questions.n_note", &[("controls", &controls)]),
                "questions.n_what",
            )
        },
        tile(
            "questions.next_quarter",
            next.as_ref()
                .map_or("–".to_owned(), |(value, _)| value.clone()),
            next_note(
                lang,
                question,
                told,
                next.as_ref().map(|(_, ci)| ci.as_str()),
            ),
            "questions.next_what",
        ),
    ])
}

/// In how many cases it could be done more, or be left.
fn next_note(lang: Lang, question: &dyn Question, told: &Told, ci: Option<&str>) -> String {
    let (key, n) = match told.verdict(question) {
        Verdict::Less => ("questions.left", told.recent),
        _ => ("questions.eligible", told.eligible),
    };
    let cases = tf(lang, key, &[("n", &fmt::number(lang, n as i64))]);
    match ci {
        Some(ci) => format!("{ci} · {cases}"),
        None => cases,
    }
}

/// What the numbers mean, for somebody who is no statistician.
fn meaning(lang: Lang, question: &dyn Question, told: &Told, standing: &Standing) -> Markup {
    let key = question.about().key;
    let level = |v| effect::level(lang, question.about().measure, v, &standing.currency);
    let sentence = told.adjusted.as_ref().map(|a| {
        let said = match (told.is_unproven(question), told.fails_for_number(question)) {
            (false, _) => "questions.says",
            (_, true) => "questions.says_many",
            _ => "questions.says_unproven",
        };
        tf(
            lang,
            said,
            &[
                ("exposure", &t(lang, &format!("questions.{key}.exposed"))),
                ("with", &level(a.with)),
                ("without", &level(a.without)),
                ("outcome", &t(lang, &format!("questions.{key}.outcome"))),
                ("tests", &told.tests),
                ("q", &fmt::decimal(lang, told.q.unwrap_or(1.0), 2)),
            ],
        )
    });
    let proven = told
        .adjusted
        .as_ref()
        .filter(|_| !told.is_unproven(question));
    let refuted = proven.and_then(|a| a.e_value);
    let needed = told
        .needed(question.about().measure)
        .filter(|_| told.is_unproven(question));
    html! {
        (panel(t(lang, "word.what_is_this"), html! {}, html! {
            p { (sentence.unwrap_or_else(|| effect::cannot(lang, told).to_owned())) }
            @if let Some(strength) = refuted {
                p { (tf(lang, "questions.refute", &[("e", &fmt::decimal(lang, strength, 1))])) }
            }
            @if let Some(n) = needed {
                p { (tf(lang, "questions.needed", &[("n", &fmt::number(lang, n as i64))])) }
            }
            p.u-mute { (t(lang, &format!("questions.{key}.trap"))) }
        }))
    }
}

/// The definition, the data, and the way to the cases.
fn rests_on(viewer: &Viewer, question: &dyn Question, told: &Told, kept: Option<&Kept>) -> Markup {
    let lang = viewer.ctx.lang;
    let about = question.about();
    let key = about.key;
    let text = |part: &str| html! { (t(lang, &format!("questions.{key}.{part}"))) };
    let known: Vec<&str> = about
        .known
        .iter()
        .filter(|n| !n.starts_with("month_"))
        .map(|n| t(lang, &format!("questions.known.{n}")))
        .collect();
    let mut rows = vec![
        ("questions.cases", text("cases")),
        ("questions.exposed", text("exposed")),
        ("questions.outcome", text("outcome")),
        (
            "questions.known_word",
            html! { (known.join(", ")) @if about.known.len() > known.len() { ", " (t(lang, "questions.known.month")) } },
        ),
        ("questions.version", html! { (key) "/" (told.version) }),
    ];
    if let Some(kept) = kept {
        rows.push((
            "questions.until",
            html! { (fmt::datetime(lang, kept.until, &viewer.ctx.zone)) },
        ));
        rows.push((
            "questions.data_hash",
            html! { code { (format!("{:016x}", kept.data_hash)) } },
        ));
    }
    if let Some(q) = told.q {
        let q = evidence::q_value(lang, q);
        let of = tf(lang, "questions.q_of", &[("q", &q), ("tests", &told.tests)]);
        rows.push(("questions.q", html! { (of) }));
    }
    let rows: Vec<(&str, Markup)> = rows.into_iter().map(|(l, v)| (t(lang, l), v)).collect();
    let link = link_button(
        t(lang, "questions.see_cases"),
        &format!("/questions/{key}/cases"),
    )
    .ghost();
    panel(t(lang, "questions.rests_on"), html! { (link) }, kv(&rows))
}

/// The checks behind the grade.
fn checks(lang: Lang, told: &Told) -> Markup {
    const CHECKS: [&str; 5] = ["landmark", "covariates", "overlap", "balance", "placebo"];
    if told.adjusted.is_none() {
        return html! {};
    }
    let number = |check: &str| match check {
        "overlap" => told.overlap.map(|v| fmt::percent(lang, v, 0)),
        "balance" => told.imbalance.map(|v| fmt::decimal(lang, v, 2)),
        "placebo" => told.placebo.map(|v| fmt::decimal(lang, v, 2)),
        _ => None,
    };
    let rows: Vec<(&str, Markup)> = CHECKS
        .iter()
        .map(|check| {
            let passed = !told.failed.iter().any(|f| f == check);
            let word = if passed {
                "questions.passed"
            } else {
                "questions.failed"
            };
            let shown = html! {
                (t(lang, word)) @if let Some(n) = number(check) { " (" (n) ")" }
            };
            (t(lang, &format!("questions.check.{check}")), shown)
        })
        .collect();
    panel(t(lang, "questions.checks"), html! {}, kv(&rows))
}

/// The answers before, newest first.
fn earlier(viewer: &Viewer, question: &dyn Question, answers: &[Kept]) -> Markup {
    let lang = viewer.ctx.lang;
    let before: Vec<(String, Markup)> = answers
        .iter()
        .skip(1)
        .take(12)
        .filter_map(|kept| {
            let told = kept.told()?;
            let at = fmt::datetime(lang, kept.answered_at, &viewer.ctx.zone);
            Some((at, effect::adjusted(lang, question, &told)))
        })
        .collect();
    if before.is_empty() {
        return html! {};
    }
    panel(t(lang, "questions.earlier"), html! {}, kv(&before))
}
