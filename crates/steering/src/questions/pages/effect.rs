//! How an effect is written: a ratio, percent of money, or points, always with its interval.

use kernel::Lang;
use maud::{Markup, html};
use ui::components::chip;
use ui::{fmt, t};

use super::super::model::{Measure, Question, Told};
use crate::evidence::{points, signed, span};

/// The adjusted effect and its interval in words; nothing when it cannot be told.
pub(super) fn written(
    lang: Lang,
    question: &dyn Question,
    told: &Told,
) -> Option<(String, String)> {
    let effect = told.adjusted.as_ref()?;
    let measure = question.about().measure;
    let written = match (measure, effect.ratio, effect.ratio_ci) {
        (Measure::Rate, Some(ratio), Some(ci)) => (times(lang, ratio), span(lang, ci, times)),
        (Measure::Money, Some(ratio), Some(ci)) => (percent(lang, ratio), span(lang, ci, percent)),
        _ => {
            let one = |lang, v| points(lang, measure, v);
            (one(lang, effect.difference), span(lang, effect.ci, one))
        }
    };
    Some(written)
}

/// The adjusted effect with its interval, or that it cannot be told.
pub(super) fn adjusted(lang: Lang, question: &dyn Question, told: &Told) -> Markup {
    let Some((value, interval)) = written(lang, question, told) else {
        return html! { span.u-mute { (cannot(lang, told)) } };
    };
    html! {
        strong.u-num { (value) } " " span.u-mute.u-sm.u-num { "(" (interval) ")" }
        @if told.is_unproven(question) { br; (chip(t(lang, "questions.unproven")).warn()) }
    }
}

/// Why an effect cannot be told.
pub(super) fn cannot(lang: Lang, told: &Told) -> &'static str {
    let reason = told.reason.as_deref().unwrap_or("few_exposed");
    t(lang, &format!("questions.reason.{reason}"))
}

/// The plain comparison, for contrast.
pub(super) fn naive(lang: Lang, question: &dyn Question, told: &Told) -> String {
    let shown = match question.about().measure {
        Measure::Rate => told.naive_ratio.map(|r| times(lang, r)),
        Measure::Money => told.naive_ratio.map(|r| percent(lang, r)),
        Measure::Points => None,
    };
    let difference = || {
        told.naive_difference
            .map(|d| points(lang, question.about().measure, d))
    };
    shown.or_else(difference).unwrap_or_else(|| "–".to_owned())
}

/// What the next quarter may bring and its interval.
pub(super) fn expected(
    lang: Lang,
    question: &dyn Question,
    told: &Told,
    currency: &str,
) -> Option<(String, String)> {
    let (value, ci) = told.expected(question)?;
    let one = |lang: Lang, v: f64| match question.about().measure {
        Measure::Money => fmt::money_short(lang, v.round() as i64, currency),
        _ => signed(lang, v, if v.abs() < 10.0 { 1 } else { 0 }),
    };
    Some((one(lang, value), span(lang, ci, one)))
}

/// Mean outcome with and without, as shares, money or points.
pub(super) fn level(lang: Lang, measure: Measure, value: f64, currency: &str) -> String {
    match measure {
        Measure::Rate => fmt::percent(lang, value, 1),
        Measure::Money => fmt::money_short(lang, value.round() as i64, currency),
        Measure::Points => fmt::decimal(lang, value, 1),
    }
}

fn times(lang: Lang, ratio: f64) -> String {
    format!("×\u{202f}{}", fmt::decimal(lang, ratio, 2))
}

fn percent(lang: Lang, ratio: f64) -> String {
    fmt::signed_percent(lang, ratio - 1.0, 1)
}
