//! The numbers above the table: what came out, what would have come without us, how far it can be relied on.

use kernel::Lang;
use maud::Markup;
use ui::components::{Stat, stat_row};
use ui::{fmt, t, tf};

use super::super::answer::Answer as Found;
use super::super::model::Question;
use super::{amount, interval};

/// Words of the bands of reliability, best first.
pub(super) fn band(lang: Lang, band: usize) -> &'static str {
    t(lang, &format!("contribution.band_{band}"))
}

pub(super) fn row(lang: Lang, found: &Found) -> Markup {
    stat_row(&[
        total(lang, found),
        alone(lang, found),
        shown(lang, found),
        reliability(lang, found),
    ])
}

/// The period of a question as days.
pub(super) fn period(lang: Lang, question: &Question) -> String {
    let zone = &question.zone;
    let last = question.to.plus(-1).date_in(zone);
    let days = [
        fmt::date(lang, question.from.date_in(zone)),
        fmt::date(lang, last),
    ];
    days.join(" – ")
}

fn total(lang: Lang, found: &Found) -> Stat {
    let key = found.question.outcome.key();
    let n = fmt::number(lang, found.gathered.count() as i64);
    let count = tf(lang, "contribution.n_outcomes", &[("n", &n)]);
    Stat {
        label: t(lang, &format!("contribution.outcome_{key}")).to_owned(),
        value: amount(lang, found, found.effects.total),
        note: format!("{count} · {}", period(lang, &found.question)),
        what: t(lang, &format!("contribution.what_{key}")).to_owned(),
        href: Some("/contribution/journeys?".to_owned() + &asked(found)),
        lang,
        ..Stat::default()
    }
}

/// The words of a question for an address of the same question.
pub(super) fn asked(found: &Found) -> String {
    let q = &found.question;
    let last = q.to.plus(-1).date_in(&q.zone);
    format!(
        "outcome={}&by={}&level={}&model={}&window={}&from={}&to={last}",
        q.outcome.key(),
        q.dimension.key(),
        q.level.key(),
        super::super::asked::encoded(&q.model),
        q.window_days,
        q.from.date_in(&q.zone),
    )
}

fn alone(lang: Lang, found: &Found) -> Stat {
    let effects = &found.effects;
    let (value, note) = match &effects.baseline {
        Some(number) => (
            amount(lang, found, number.value),
            interval(lang, found, number),
        ),
        None => (
            t(lang, "contribution.cannot_tell").to_owned(),
            String::new(),
        ),
    };
    let n = fmt::number(lang, effects.counted as i64);
    Stat {
        label: t(lang, "contribution.without_us").to_owned(),
        value,
        note: format!(
            "{note} · {}",
            tf(lang, "contribution.n_cases", &[("n", &n)])
        ),
        what: t(lang, "contribution.without_us_what").to_owned(),
        lang,
        ..Stat::default()
    }
}

/// How many rows have a contribution with evidence.
fn shown(lang: Lang, found: &Found) -> Stat {
    let rows = &found.effects.rows;
    let told = rows
        .iter()
        .filter(|row| row.standing == super::super::model::Standing::Shown)
        .count();
    let tried = rows.iter().filter(|row| row.exposed > 0).count();
    Stat {
        label: t(lang, "contribution.evidence").to_owned(),
        value: tf(lang, "contribution.of", &[("n", &told), ("of", &tried)]),
        note: tf(
            lang,
            "contribution.n_learned",
            &[("n", &fmt::number(lang, found.effects.cases as i64))],
        ),
        what: t(lang, "contribution.evidence_what").to_owned(),
        lang,
        ..Stat::default()
    }
}

fn reliability(lang: Lang, found: &Found) -> Stat {
    let points = fmt::decimal(lang, found.reliability.points, 0);
    Stat {
        label: t(lang, "contribution.reliability").to_owned(),
        value: band(lang, found.reliability.band()).to_owned(),
        note: tf(lang, "contribution.points", &[("n", &points)]),
        what: t(lang, "contribution.reliability_what").to_owned(),
        lang,
        ..Stat::default()
    }
}
