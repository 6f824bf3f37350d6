//! Bars and rings for a part of a whole. Drawn as SVG, because inline widths are forbidden.

use kernel::Lang;
use maud::{Markup, html};

use crate::tf;

/// A plain bar from 0 to 1 without a label of its own; the text beside it says the value.
pub(crate) fn bar(share: f64, target: Option<f64>) -> Markup {
    let width = |v: f64| format!("{:.1}%", v.clamp(0.0, 1.0) * 100.0);
    html! {
        svg.u-bar aria-hidden="true" width="100%" height="8" {
            rect.bg width="100%" height="6" y="1" rx="3" {}
            @if share > 0.0 { rect.fg width=(width(share)) height="6" y="1" rx="3" {} }
            @if let Some(target) = target { rect.tgt x=(width(target)) width="2" height="8" {} }
        }
    }
}

/// How far something is, with its own text.
#[must_use]
pub fn progress(lang: Lang, label: &str, value: i64, max: i64) -> Markup {
    let shown = tf(
        lang,
        "shell.chart.of_target",
        &[
            ("value", &crate::fmt::number(lang, value)),
            ("max", &crate::fmt::number(lang, max)),
        ],
    );
    html! {
        div.u-meter {
            div.u-row { span.u-grow { (label) } span.u-num.u-mute { (shown) } }
            div role="progressbar" aria-label=(label) aria-valuemin="0" aria-valuemax=(max) aria-valuenow=(value) {
                (bar(ratio(value, max), None))
            }
        }
    }
}

/// A measured value beside its target mark, for example an SLA. `class` colours the bar: a
/// department's class or `ok`, `warn`, `bad`.
#[must_use]
pub fn meter_bar(
    label: &Markup,
    shown: &str,
    share: f64,
    target: Option<f64>,
    class: &str,
) -> Markup {
    html! {
        div.u-meter.{ (class) } {
            div.u-row { span.u-grow { (label) } span.u-num { (shown) } }
            (bar(share, target))
        }
    }
}

/// A ring around a number from 0 to 100; `class` colours it.
#[must_use]
pub fn ring(value: i64, label: &str, class: &str) -> Markup {
    let part = format!("{} 100", value.clamp(0, 100));
    html! {
        svg.u-ring.{ (class) } viewBox="0 0 38 38" role="img" aria-label={ (label) ": " (value) } {
            circle.bg cx="19" cy="19" r="15.9" {}
            circle.fg cx="19" cy="19" r="15.9" pathLength="100" stroke-dasharray=(part) transform="rotate(-90 19 19)" {}
            text x="19" y="23" text-anchor="middle" { (value) }
        }
    }
}

fn ratio(value: i64, max: i64) -> f64 {
    if max <= 0 {
        0.0
    } else {
        value as f64 / max as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_stays_within_its_bounds() {
        assert!(bar(1.7, None).0.contains("width=\"100.0%\""));
        assert!(!bar(-1.0, None).0.contains("fg"));
        assert!(
            progress(Lang::De, "Import", 5, 0)
                .0
                .contains("aria-valuenow=\"5\"")
        );
    }
}
