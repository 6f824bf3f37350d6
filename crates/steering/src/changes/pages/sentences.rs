//! The three sentences: what was before and after, what of it is due to the change, what would refute it.

use analysis::effects::interrupted::{LEAST_AFTER, LEAST_BEFORE, Step};
use kernel::Lang;
use ui::{fmt, t, tf};

use super::super::model::{Answer, Change, Verdict};
use super::written::{difference, interval, level, months, rounded};

/// The three sentences about a change.
pub(crate) fn sentences(lang: Lang, change: &Change, answer: &Answer) -> [String; 3] {
    [
        happened(lang, change, answer),
        due(lang, answer),
        refuted(lang, change, answer),
    ]
}

fn happened(lang: Lang, change: &Change, answer: &Answer) -> String {
    let (found, about) = (&answer.found, answer.about);
    let (n, m) = (
        months(lang, found.before.months),
        months(lang, found.after.months),
    );
    let day = fmt::date(lang, change.draft.day);
    match (found.before.rate(), found.after.rate()) {
        (Some(before), Some(after)) => {
            let as_shown = rounded(about.unit, after) - rounded(about.unit, before);
            tf(
                lang,
                "changes.says.happened",
                &[
                    ("day", &day),
                    ("n", &n),
                    ("m", &m),
                    ("before", &level(lang, about, before)),
                    ("after", &level(lang, about, after)),
                    ("naive", &difference(lang, about, as_shown)),
                ],
            )
        }
        _ => tf(
            lang,
            "changes.says.little",
            &[("day", &day), ("n", &n), ("m", &m)],
        ),
    }
}

fn due(lang: Lang, answer: &Answer) -> String {
    let Some(step) = answer.step() else {
        let why = format!("changes.reason.{}", reason(answer));
        return tf(lang, "changes.says.unknown", &[("why", &t(lang, &why))]);
    };
    let key = match (answer.verdict(), answer.direction()) {
        (Verdict::Better | Verdict::Worse, _) => "changes.says.due",
        (_, None) => "changes.says.unproven",
        _ => "changes.says.weak",
    };
    let grade = answer.found.grade().letter();
    tf(
        lang,
        key,
        &[
            ("step", &difference(lang, answer.about, step.difference)),
            ("ci", &interval(lang, answer.about, step.ci)),
            ("against", &t(lang, against(answer, step))),
            ("grade", &grade),
        ],
    )
}

/// What the step is told from.
fn against(answer: &Answer, step: &Step) -> &'static str {
    match (step.compared, answer.has_faint_comparison()) {
        (true, _) => "changes.against.others",
        (_, true) => "changes.against.faint",
        _ => "changes.against.itself",
    }
}

/// Why there is no estimate.
pub(super) fn reason(answer: &Answer) -> &'static str {
    answer
        .found
        .step
        .as_ref()
        .err()
        .map_or("flat", |why| why.key())
}

fn refuted(lang: Lang, change: &Change, answer: &Answer) -> String {
    let Some(step) = answer.step() else {
        let args: [ui::Arg<'_>; 2] = [("before", &LEAST_BEFORE), ("after", &LEAST_AFTER)];
        return tf(lang, "changes.says.needed", &args);
    };
    let (low, high) = step.ci;
    let Some(up) = answer.direction() else {
        // Already ruled out is what lies beyond the good end of the interval.
        let best = if answer.about.wants_more { high } else { low };
        let most = difference(lang, answer.about, best);
        return tf(lang, "changes.says.open", &[("most", &most)]);
    };
    let (key, limit) = match up {
        true => ("changes.says.refuted_down", step.without_ci.1),
        false => ("changes.says.refuted_up", step.without_ci.0),
    };
    let who = match change.draft.departments.is_empty() {
        true => "changes.only.all",
        false => "changes.only.some",
    };
    let limit = level(lang, answer.about, limit.max(0.0));
    tf(lang, key, &[("limit", &limit), ("who", &t(lang, who))])
}
