//! How numbers of a measure are written: a level, a difference with its sign, an interval.

use kernel::Lang;
use ui::{fmt, t, tf};

use super::super::model::{About, Unit};

/// A number of the measure without its unit.
pub(super) fn number(lang: Lang, unit: Unit, value: f64) -> String {
    match unit {
        Unit::Share => fmt::percent(lang, value, 1),
        Unit::PerHundred => fmt::decimal(lang, value * 100.0, 1),
        Unit::PerEach => fmt::decimal(lang, value, 2),
    }
}

/// A value as far as it is shown: what is written beside each other must add up.
pub(super) fn rounded(unit: Unit, value: f64) -> f64 {
    let steps = match unit {
        Unit::Share | Unit::PerHundred => 1_000.0,
        Unit::PerEach => 100.0,
    };
    (value * steps).round() / steps
}

/// A level in words: `3,1 Erkenntnisse je 100 Gespräche`.
pub(super) fn level(lang: Lang, about: &About, value: f64) -> String {
    let key = format!("changes.measure.{}.level", about.key);
    tf(lang, &key, &[("n", &number(lang, about.unit, value))])
}

/// A difference in words, with its sign.
pub(super) fn difference(lang: Lang, about: &About, value: f64) -> String {
    let key = format!("changes.measure.{}.difference", about.key);
    tf(lang, &key, &[("n", &signed(lang, about.unit, value))])
}

/// The unit of levels alone: `Erkenntnisse je 100 Gespräche`.
pub(super) fn unit(lang: Lang, about: &About) -> String {
    let key = format!("changes.measure.{}.level", about.key);
    tf(lang, &key, &[("n", &"")]).trim().to_owned()
}

/// A difference as its number and its unit.
pub(super) fn parts(lang: Lang, about: &About, value: f64) -> (String, String) {
    let key = format!("changes.measure.{}.difference", about.key);
    let unit = tf(lang, &key, &[("n", &"")]).trim().to_owned();
    (signed(lang, about.unit, value), unit)
}

/// An interval of differences in the unit of the measure, without naming it.
pub(super) fn interval(lang: Lang, about: &About, (low, high): (f64, f64)) -> String {
    let one = |v| signed(lang, about.unit, v);
    format!("{} … {}", one(low), one(high))
}

/// A difference with its sign; shares in percentage points.
fn signed(lang: Lang, unit: Unit, value: f64) -> String {
    let (shown, digits) = match unit {
        Unit::Share | Unit::PerHundred => (value * 100.0, 1),
        Unit::PerEach => (value, 2),
    };
    let text = fmt::decimal(lang, shown.abs(), digits);
    let is_zero = !text.contains(|c: char| ('1'..='9').contains(&c));
    match value {
        _ if is_zero => text,
        v if v < 0.0 => format!("−{text}"),
        _ => format!("+{text}"),
    }
}

/// A number of months in words.
pub(super) fn months(lang: Lang, n: usize) -> String {
    ui::tn(lang, "changes.months", n as i64, &[])
}

/// The name of a measure.
pub(super) fn name(lang: Lang, about: &About) -> &'static str {
    t(lang, &format!("changes.measure.{}.name", about.key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_their_unit_with_their_sign() {
        let insights = crate::changes::find("insights_per_conversation").expect("the measure");
        let wins = crate::changes::find("win_rate").expect("the measure");
        let de = Lang::De;
        assert_eq!(
            level(de, insights, 0.0326),
            "3,3 Erkenntnisse je 100 Gespräche"
        );
        assert_eq!(difference(de, insights, 0.0292), "+2,9 je 100 Gespräche");
        assert_eq!(interval(de, insights, (-0.004, 0.058)), "−0,4 … +5,8");
        assert_eq!(
            parts(de, wins, -0.0001),
            ("0,0".into(), "Prozentpunkte".into())
        );
        assert_eq!(unit(de, insights), "Erkenntnisse je 100 Gespräche");
        let shown = rounded(insights.unit, 0.0617) - rounded(insights.unit, 0.0326);
        assert!((shown - 0.029).abs() < 1e-12, "6,2 less 3,3");
    }
}
