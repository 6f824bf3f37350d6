//! The row of tiles: the common goal, then outcomes. Each says unit, period and n, what it means and
//! opens the deals behind it.

use kernel::{Lang, Millis};
use maud::{Markup, html};
use ui::components::{Delta, Stat, meter_bar, stat_row};
use ui::{fmt, t, tf};

use super::super::model::{Attainment, win_rate};
use super::Figures;

const WON: &str = "/deals?view=list&state=won&ended=twelve";
const ENDED: &str = "/deals?view=list&ended=twelve";

pub(super) fn row(lang: Lang, figures: &Figures) -> Markup {
    stat_row(&[
        goal(lang, &figures.attainment),
        won(lang, figures),
        rate(lang, figures),
        open(lang, figures),
        days(lang, figures),
    ])
}

/// The first tile: how far the common goal of the year is reached.
fn goal(lang: Lang, reached: &Attainment) -> Stat {
    let money = |minor| fmt::money_short(lang, minor, &reached.currency);
    let n = fmt::number(lang, reached.n as i64);
    let (value, note, chart) = match (reached.share(), reached.target_minor) {
        (Some(share), Some(target)) => {
            let passed = fmt::percent(lang, reached.passed, 0);
            let label = html! { (t(lang, "dashboard.passed")) };
            let bar = meter_bar(&label, &passed, share, Some(reached.passed), "");
            let said = [
                (
                    "reached",
                    &money(reached.won_minor) as &dyn std::fmt::Display,
                ),
                ("target", &money(target)),
                ("n", &n),
            ];
            (
                fmt::percent(lang, share, 0),
                tf(lang, "dashboard.goal_of", &said),
                Some(bar),
            )
        }
        _ => (
            money(reached.won_minor),
            tf(lang, "dashboard.goal_none", &[("n", &n)]),
            None,
        ),
    };
    Stat {
        label: tf(lang, "dashboard.goal", &[("year", &reached.year)]),
        value,
        note,
        what: t(lang, "dashboard.goal_what").to_owned(),
        href: Some("/deals?view=list&state=won&ended=year".to_owned()),
        chart,
        lang,
        ..Stat::default()
    }
}

fn tile(lang: Lang, key: &str, value: String, note: String, href: &str) -> Stat {
    Stat {
        label: t(lang, &format!("dashboard.{key}")).to_owned(),
        value,
        note,
        what: t(lang, &format!("dashboard.{key}_what")).to_owned(),
        href: Some(href.to_owned()),
        lang,
        ..Stat::default()
    }
}

fn won(lang: Lang, figures: &Figures) -> Stat {
    let outcomes = &figures.outcomes;
    let change = outcomes.won - outcomes.won_before;
    Stat {
        delta: (outcomes.won_before > 0).then(|| Delta {
            text: signed(lang, change),
            good: (change != 0).then_some(change > 0),
        }),
        ..tile(
            lang,
            "won",
            fmt::number(lang, outcomes.won),
            versus(lang, outcomes.won_before > 0, ""),
            WON,
        )
    }
}

fn rate(lang: Lang, figures: &Figures) -> Stat {
    let outcomes = &figures.outcomes;
    let now = win_rate(outcomes.won, outcomes.lost);
    let before = win_rate(outcomes.won_before, outcomes.lost_before);
    let n = fmt::number(lang, outcomes.won + outcomes.lost);
    let value = now.map_or_else(|| none(lang), |rate| fmt::percent(lang, rate, 1));
    Stat {
        delta: now.zip(before).map(|(now, before)| {
            let points = (now - before) * 100.0;
            let sign = if points > 0.0 { "+" } else { "" };
            let text = format!("{sign}{}", fmt::decimal(lang, points, 1));
            Delta {
                text: tf(lang, "dashboard.points", &[("n", &text)]),
                good: (points.abs() >= 0.05).then_some(points > 0.0),
            }
        }),
        ..tile(
            lang,
            "win_rate",
            value,
            versus(
                lang,
                now.and(before).is_some(),
                &tf(lang, "dashboard.n_ended", &[("n", &n)]),
            ),
            ENDED,
        )
    }
}

/// Only the currency of most deals is added; the number counts its deals.
fn open(lang: Lang, figures: &Figures) -> Stat {
    let none = (figures.house.clone(), 0, 0);
    let (currency, n, minor) = figures.open.first().unwrap_or(&none);
    let value = fmt::money_short(lang, *minor, currency);
    let note = tf(lang, "dashboard.n_open", &[("n", &fmt::number(lang, *n))]);
    tile(lang, "pipeline", value, note, "/deals?view=list&state=open")
}

fn days(lang: Lang, figures: &Figures) -> Stat {
    let outcomes = &figures.outcomes;
    let in_days = |millis: i64| millis / Millis::DAY;
    let value = outcomes.median.map_or_else(
        || none(lang),
        |ms| {
            tf(
                lang,
                "timeline.days",
                &[("n", &fmt::number(lang, in_days(ms)))],
            )
        },
    );
    let n = fmt::number(lang, outcomes.won);
    let change = outcomes
        .median
        .zip(outcomes.median_before)
        .map(|(now, before)| in_days(now) - in_days(before));
    Stat {
        // Faster is good news.
        delta: change.map(|days| Delta {
            text: tf(lang, "timeline.days", &[("n", &signed(lang, days))]),
            good: (days != 0).then_some(days < 0),
        }),
        ..tile(
            lang,
            "days",
            value,
            versus(
                lang,
                change.is_some(),
                &tf(lang, "dashboard.n_won", &[("n", &n)]),
            ),
            WON,
        )
    }
}

fn signed(lang: Lang, change: i64) -> String {
    let sign = if change > 0 { "+" } else { "" };
    format!("{sign}{}", fmt::number(lang, change))
}

/// What a change is against, or the period where there is none; then how many deals it is about.
fn versus(lang: Lang, known: bool, n: &str) -> String {
    let key = if known {
        "dashboard.versus"
    } else {
        "contribution.period_twelve"
    };
    match n {
        "" => t(lang, key).to_owned(),
        n => format!("{} · {n}", t(lang, key)),
    }
}

fn none(lang: Lang) -> String {
    t(lang, "dashboard.no_data").to_owned()
}
