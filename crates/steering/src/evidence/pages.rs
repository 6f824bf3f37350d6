//! How effects are written: points and shares with their signs, intervals, verdicts, evidence grades.

use kernel::Lang;
use maud::{Markup, html};
use ui::components::chip;
use ui::{fmt, t, tf};

use super::Measure;

/// The evidence grade with its meaning.
pub(crate) fn grade(lang: Lang, grade: char) -> Markup {
    html! { abbr title=(t(lang, &format!("questions.grade.{}", grade.to_ascii_lowercase()))) { (grade) } }
}

/// What follows, as a chip: `more`, `less` or `test`.
pub(crate) fn verdict(lang: Lang, verdict: &str) -> Markup {
    let label = chip(t(lang, &format!("questions.verdict.{verdict}")));
    match verdict {
        "more" => html! { (label.ok().icon("arrow-up")) },
        "less" => html! { (label.bad().icon("arrow-down")) },
        _ => html! { (label.icon("flask")) },
    }
}

/// A difference of shares in percentage points.
pub(crate) fn share_points(lang: Lang, difference: f64) -> String {
    let n = signed(lang, difference * 100.0, 1);
    tf(lang, "questions.percentage_points", &[("n", &n)])
}

/// A difference of shares in percentage points, any other in points.
pub(crate) fn points(lang: Lang, measure: Measure, value: f64) -> String {
    match measure {
        Measure::Rate => share_points(lang, value),
        _ => tf(lang, "questions.points", &[("n", &signed(lang, value, 1))]),
    }
}

/// A difference in the unit of its outcome.
pub(crate) fn difference(lang: Lang, measure: Measure, value: f64, currency: &str) -> String {
    match measure {
        Measure::Money => fmt::money_short(lang, value.round() as i64, currency),
        _ => points(lang, measure, value),
    }
}

/// A number with its sign; what is rounded to nothing has none.
pub(crate) fn signed(lang: Lang, value: f64, digits: usize) -> String {
    let shown = fmt::decimal(lang, value.abs(), digits);
    match value {
        _ if !shown.contains(|c: char| matches!(c, '1'..='9')) => shown,
        v if v < 0.0 => format!("−{shown}"),
        _ => format!("+{shown}"),
    }
}

/// A q-value: none is nothing, so the smallest ones are below a bound.
pub(crate) fn q_value(lang: Lang, q: f64) -> String {
    const LEAST: f64 = 0.001;
    match q < LEAST {
        true => format!("< {}", fmt::decimal(lang, LEAST, 3)),
        false => fmt::decimal(lang, q, 3),
    }
}

/// An interval, each end written alike.
pub(crate) fn span(
    lang: Lang,
    (low, high): (f64, f64),
    one: impl Fn(Lang, f64) -> String,
) -> String {
    format!("{} … {}", one(lang, low), one(lang, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_q_value_is_nothing() {
        assert_eq!(q_value(Lang::De, 0.0), "< 0,001");
        assert_eq!(q_value(Lang::En, 0.0234), "0.023");
    }

    #[test]
    fn a_number_has_its_sign_unless_it_is_rounded_to_nothing() {
        assert_eq!(signed(Lang::De, 3.26, 1), "+3,3");
        assert_eq!(signed(Lang::De, -3.26, 1), "−3,3");
        assert_eq!(signed(Lang::En, -0.04, 1), "0.0");
        assert_eq!(signed(Lang::De, 0.04, 1), "0,0");
    }
}
