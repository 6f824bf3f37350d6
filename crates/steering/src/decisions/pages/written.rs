//! How decisions are written: effects with their intervals, how a decision stands, what a review came to.

use kernel::{Date, Lang};
use maud::{Markup, html};
use ui::components::chip;
use ui::{t, t_opt};

use super::super::model::Known;
use super::super::store::Decision;
use crate::evidence::{self, Measure};

/// What was expected; a dash where nothing could be.
pub(super) fn expected(lang: Lang, decision: &Decision, currency: &str) -> String {
    of(
        lang,
        decision,
        (decision.expected, decision.expected_ci()),
        currency,
    )
}

/// What the review found.
pub(super) fn actual(lang: Lang, decision: &Decision, currency: &str) -> String {
    of(
        lang,
        decision,
        (decision.actual, decision.actual_ci()),
        currency,
    )
}

type Kept = (Option<f64>, Option<(f64, f64)>);

fn of(lang: Lang, decision: &Decision, (value, ci): Kept, currency: &str) -> String {
    let measure = Measure::parse(&decision.measure).unwrap_or(Measure::Rate);
    // The currency of that time, not that of today.
    let currency = decision.currency.as_deref().unwrap_or(currency);
    let shown = value.map(|value| difference(lang, measure, (value, ci), currency));
    shown.unwrap_or_else(|| "–".to_owned())
}

/// A difference with its interval; the unit of shares and points stands once.
fn difference(
    lang: Lang,
    measure: Measure,
    (value, ci): (f64, Option<(f64, f64)>),
    currency: &str,
) -> String {
    let shown = evidence::difference(lang, measure, value, currency);
    let bound = |lang: Lang, value: f64| match measure {
        Measure::Rate => evidence::signed(lang, value * 100.0, 1),
        Measure::Points => evidence::signed(lang, value, 1),
        Measure::Money => evidence::difference(lang, measure, value, currency),
    };
    match ci {
        Some(ci) => format!("{shown} ({})", evidence::span(lang, ci, bound)),
        None => shown,
    }
}

/// What may be expected now: the effect as it is shown, against what, and whether it is proven.
pub(super) fn outlook(lang: Lang, known: &Known, currency: &str) -> Option<String> {
    let effect = known.effect.as_ref()?;
    let shown = difference(lang, known.measure, (effect.value, effect.ci), currency);
    let against = comparison(lang, known.comparison);
    let proven = (!effect.is_proven).then(|| t(lang, "questions.unproven"));
    let parts = [Some(shown.as_str()), against, proven];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

/// What was compared, where a subject has several comparisons.
pub(super) fn comparison(lang: Lang, word: Option<&str>) -> Option<&'static str> {
    match word? {
        "order" => Some(t(lang, "synergies.by_order")),
        _ => Some(t(lang, "synergies.by_both")),
    }
}

/// What was decided.
pub(super) fn action(lang: Lang, decision: &Decision) -> &'static str {
    t(lang, &format!("decisions.action.{}", decision.action))
}

/// What a review came to, in words; nothing for one that came to nothing.
pub(super) fn judgement(lang: Lang, decision: &Decision) -> Option<&'static str> {
    let word = decision.judgement.as_deref()?;
    t_opt(lang, &format!("decisions.judgement.{word}"))
}

/// How a decision stands on a day: due, to be reviewed later, judged, or taken back.
pub(super) fn state(lang: Lang, decision: &Decision, today: Date) -> Markup {
    if decision.withdrawn_at.is_some() {
        return html! { (chip(t(lang, "decisions.withdrawn"))) };
    }
    if decision.reviewed_at.is_none() {
        return match decision.review_on <= today {
            true => html! { (chip(t(lang, "decisions.due")).warn()) },
            false => html! { (chip(t(lang, "decisions.later"))) },
        };
    }
    let word = decision.judgement.as_deref().unwrap_or_default();
    let short = t_opt(lang, &format!("decisions.judged.{word}"));
    let shown = chip(short.unwrap_or(t(lang, "decisions.reviewed_word")));
    match word {
        "confirmed" | "larger" | "found" => html! { (shown.ok()) },
        "opposite" => html! { (shown.bad()) },
        "smaller" | "unproven" => html! { (shown.warn()) },
        _ => html! { (shown) },
    }
}
