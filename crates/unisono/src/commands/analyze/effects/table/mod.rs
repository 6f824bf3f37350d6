//! The findings for people: a table of activities, sentences about pairs, hold-outs and what was left out.

mod pairs;
mod pen;

use analysis::effects::{ActivityEffect, Adjusted, Check};
use kernel::Lang;
use ui::fmt::{decimal, number, percent};
use ui::{t, tf, tn};

use super::Findings;
use super::cells::Axis;
use super::holdouts::Holdout;
use pairs::pairs;
use pen::{Pen, aligned};

/// Everything that was found, in lines.
pub(super) fn lines(findings: &Findings<'_>, lang: Lang) -> String {
    let pen = Pen {
        lang,
        is_rate: findings.report.outcome_is_rate,
    };
    let names = findings.given.study.activities.as_slice();
    let mut out = vec![title(findings, &pen), String::new()];
    out.extend(activities(&findings.report.activities, names, &pen));
    out.push(String::new());
    out.push(t(lang, "analyze_effects.explain").to_owned());
    out.push(t(lang, "analyze_effects.explain_grade").to_owned());
    for (column, groups) in &findings.splits {
        for group in groups {
            out.push(String::new());
            out.push(format!(
                "{column} = {} ({})",
                group.group,
                number(lang, group.cases as i64)
            ));
            out.extend(activities(&group.activities, names, &pen));
        }
    }
    out.extend(pairs(findings, names, &pen));
    out.extend(game(findings, names, &pen));
    for holdout in &findings.holdouts {
        out.extend(held_out(holdout, names, &pen));
    }
    let notes = notes(findings, lang);
    if !notes.is_empty() {
        out.push(String::new());
        out.extend(notes);
    }
    out.join("\n")
}

fn title(findings: &Findings<'_>, pen: &Pen) -> String {
    let tally = &findings.report.tally;
    let cases = number(pen.lang, tally.at_risk as i64);
    let hits = (findings.report.mean * tally.at_risk as f64).round() as i64;
    let key = if pen.is_rate { "title" } else { "title_number" };
    tf(
        pen.lang,
        &format!("analyze_effects.{key}"),
        &[
            ("outcome", &findings.command.outcome),
            ("cases", &cases),
            ("outcomes", &number(pen.lang, hits)),
            ("activities", &findings.given.study.activities.len()),
        ],
    )
}

/// A table of activities, columns aligned. A check that failed for all is said once, below.
fn activities(found: &[ActivityEffect], names: &[String], pen: &Pen) -> Vec<String> {
    let text = |key: &str| t(pen.lang, &format!("analyze_effects.{key}")).to_owned();
    let estimated: Vec<&Adjusted> = found
        .iter()
        .filter_map(|f| f.adjusted.as_ref().ok())
        .collect();
    let everywhere = |check: &Check| estimated.iter().all(|a| a.checks.failed().contains(check));
    let first = estimated.first().map_or(Vec::new(), |a| a.checks.failed());
    let shared: Vec<Check> = first.into_iter().filter(everywhere).collect();
    let head = [
        "activity", "exposed", "naive", "effect", "interval", "ratio", "grade",
    ]
    .map(text);
    let mut rows = vec![(head.to_vec(), String::new())];
    for one in found {
        let start = vec![
            names[one.activity].clone(),
            number(pen.lang, one.exposed as i64),
            pen.change(one.naive_difference),
        ];
        let (rest, remark) = match &one.adjusted {
            Ok(adjusted) => estimated_cells(adjusted, &shared, pen),
            Err(reason) => {
                let none = ["–", "–", "–", "D"].map(str::to_owned).to_vec();
                (none, text(&format!("reason.{}", reason.key())))
            }
        };
        rows.push(([start, rest].concat(), remark));
    }
    let mut out = aligned(&rows);
    let said = shared
        .iter()
        .map(|check| text(&format!("check.{}", check.key())));
    let said = said.collect::<Vec<_>>().join("; ");
    if !said.is_empty() {
        out.push(tf(
            pen.lang,
            "analyze_effects.for_all",
            &[("checks", &said)],
        ));
    }
    out
}

/// Effect, interval, factor and grade, with a remark about what is unproven or failed.
fn estimated_cells(adjusted: &Adjusted, shared: &[Check], pen: &Pen) -> (Vec<String>, String) {
    let text = |key: &str| t(pen.lang, &format!("analyze_effects.{key}")).to_owned();
    let cells = vec![
        pen.change(Some(adjusted.exposed.difference)),
        pen.interval(Some(adjusted.exposed.ci)),
        pen.factor(adjusted.exposed.ratio),
        adjusted.grade.letter().to_string(),
    ];
    let unproven = !adjusted.exposed.is_significant();
    let mut remarks: Vec<String> = unproven.then(|| text("not_proven")).into_iter().collect();
    let failed = adjusted.checks.failed().into_iter();
    let own = failed.filter(|check| !shared.contains(check));
    remarks.extend(own.map(|check| text(&format!("check.{}", check.key()))));
    (cells, remarks.join("; "))
}

/// Baseline and contributions, which add up to the total.
fn game(findings: &Findings<'_>, names: &[String], pen: &Pen) -> Vec<String> {
    let Some(game) = &findings.report.game else {
        return Vec::new();
    };
    let write = |value: f64| decimal(pen.lang, value, 1);
    let row = |name: &str, found: &analysis::effects::Estimate| {
        let ci = found.ci.map_or(String::new(), |(low, high)| {
            let (low, high) = (write(low), write(high));
            tf(
                pen.lang,
                "analyze_effects.from_to",
                &[("low", &low), ("high", &high)],
            )
        });
        (
            vec![format!("  {name}"), write(found.value), ci],
            String::new(),
        )
    };
    let mut rows = vec![row(t(pen.lang, "analyze_effects.baseline"), &game.baseline)];
    rows.extend(
        game.contributions
            .iter()
            .map(|(a, found)| row(&names[*a], found)),
    );
    let total = write(game.total);
    let mut out = vec![
        String::new(),
        tf(pen.lang, "analyze_effects.game_title", &[("total", &total)]),
    ];
    out.extend(aligned(&rows));
    out
}

fn held_out(holdout: &Holdout, names: &[String], pen: &Pen) -> Vec<String> {
    let title: [ui::Arg<'_>; 2] = [
        ("holdout", &holdout.name),
        ("activity", &names[holdout.activity]),
    ];
    let mut out = vec![
        String::new(),
        tf(pen.lang, "analyze_effects.holdout_title", &title),
    ];
    let Some(found) = &holdout.effect else {
        out.push(format!("  {}", t(pen.lang, "analyze_effects.holdout_none")));
        return out;
    };
    let line = tf(
        pen.lang,
        "analyze_effects.holdout_line",
        &[
            ("difference", &pen.change(Some(found.difference))),
            ("ci", &pen.interval(Some(found.ci))),
            ("always", &pen.interval(Some(found.always_valid))),
            ("exposed", &pen.change(found.per_exposed)),
            ("exposed_ci", &pen.interval(found.per_exposed_ci)),
            ("n", &number(pen.lang, holdout.reached.n as i64)),
            ("held", &number(pen.lang, holdout.held_out.n as i64)),
        ],
    );
    out.push(format!("  {line}"));
    if found.leak > 0.0 {
        let share = percent(pen.lang, found.leak, 1);
        let line = tf(
            pen.lang,
            "analyze_effects.holdout_leak",
            &[("share", &share)],
        );
        out.push(format!("  {line}"));
    }
    out
}

/// What was left out or assumed.
pub(super) fn notes(findings: &Findings<'_>, lang: Lang) -> Vec<String> {
    let (given, tally) = (findings.given, &findings.report.tally);
    let counts = [
        ("strangers", given.strangers),
        ("no_times", given.timeless),
        ("after_outcome", tally.events_after_outcome as i64),
        ("before_zero", tally.events_before_zero as i64),
        ("after_landmark", tally.events_after_landmark as i64),
        ("closed", (tally.cases - tally.at_risk) as i64),
    ];
    let counted = counts.iter().filter(|(_, n)| *n > 0);
    let counted = counted.map(|(key, n)| tn(lang, &format!("analyze_effects.note.{key}"), *n, &[]));
    let mut notes: Vec<String> = counted.collect();
    for column in &tally.constant {
        notes.push(tf(
            lang,
            "analyze_effects.note.constant",
            &[("column", column)],
        ));
    }
    if findings.command.landmark.is_some() && given.study.outcome_day.is_empty() {
        notes.push(t(lang, "analyze_effects.note.no_outcome_time").to_owned());
    }
    if given.axis == Axis::Numbers && findings.command.day_zero.is_none() {
        notes.push(t(lang, "analyze_effects.note.monday").to_owned());
    }
    notes
}
