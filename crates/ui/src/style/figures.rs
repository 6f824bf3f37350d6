//! Samples of tiles and charts.

use kernel::{Lang, Millis};
use maud::{Markup, html};

use super::{DEPARTMENTS, TODAY, ZONE, department};
use crate::charts::{
    Bar, Bars, BeforeAfter, Handoff, Instant, LaneRow, Lanes, Line, Mark, Outcome, OutcomeKind,
    Series, spark,
};
use crate::components::{
    Contribution, Delta, Stat, contributions, dept_chip, meter_bar, panel, stat_row,
};
use crate::{fmt, t};

/// A row of tiles.
pub(super) fn tiles(lang: Lang) -> Markup {
    let tile = |label: &str, value: String, delta: String, good: bool, points: &[f64]| Stat {
        label: t(lang, label).to_owned(),
        value,
        delta: Some(Delta {
            text: delta,
            good: Some(good),
        }),
        note: t(lang, "style.against").to_owned(),
        chart: Some(spark(points, if good { "" } else { "bad" })),
        lang,
        ..Stat::default()
    };
    let mut pipeline = tile(
        "style.pipeline",
        fmt::money_short(lang, 184_000_000, "EUR"),
        fmt::signed_percent(lang, 0.18, 0),
        true,
        &[3.0, 4.0, 4.0, 6.0, 5.0, 7.0, 9.0],
    );
    pipeline.what = t(lang, "style.pipeline_what").to_owned();
    pipeline.href = Some("#pipeline".to_owned());
    stat_row(&[
        pipeline,
        tile(
            "style.reply",
            fmt::duration_s(lang, 10_260),
            fmt::signed_percent(lang, -0.38, 0),
            true,
            &[9.0, 8.0, 6.0, 6.0, 5.0, 4.0, 3.0],
        ),
        tile(
            "style.advocates",
            fmt::number(lang, 64),
            "-2".to_owned(),
            false,
            &[5.0, 6.0, 7.0, 7.0, 6.0, 6.0, 5.0],
        ),
    ])
}

/// Days before today and weight of each touchpoint, by department.
type LaneSample = (&'static str, &'static [(i64, u8)]);
const LANES: [LaneSample; 7] = [
    (
        "mkt",
        &[
            (88, 2),
            (86, 1),
            (81, 3),
            (78, 1),
            (75, 2),
            (69, 3),
            (63, 2),
            (57, 3),
            (49, 3),
            (35, 2),
            (20, 2),
            (0, 3),
        ],
    ),
    ("sdr", &[(66, 1), (61, 3), (56, 2)]),
    ("sal", &[(54, 1), (46, 1), (43, 2), (38, 1), (6, 1), (1, 2)]),
    ("srv", &[(22, 1), (15, 2), (11, 2)]),
    ("onb", &[(32, 2), (29, 3), (24, 2), (18, 1)]),
    ("acc", &[(34, 1), (4, 2)]),
    ("pr", &[(84, 2), (52, 2)]),
];
/// Lane and days before today of each handoff and of its taking over.
const HANDOFFS: [(usize, i64, usize, i64); 4] = [
    (0, 69, 1, 66),
    (1, 56, 2, 54),
    (2, 38, 4, 32),
    (4, 24, 3, 22),
];

fn days_ago(days: i64) -> Millis {
    TODAY.plus(-days * Millis::DAY)
}

fn lane(lang: Lang, (key, marks): LaneSample) -> LaneRow {
    let (name, class) = department(lang, key);
    let mark = |(ago, weight): &(i64, u8)| Mark {
        at: days_ago(*ago),
        weight: *weight,
        href: format!("#{key}-{ago}"),
        label: t(lang, "word.touchpoint").to_owned(),
    };
    LaneRow {
        name,
        class,
        marks: marks.iter().map(mark).collect(),
    }
}

/// The lane strip of an invented customer.
pub(super) fn lanes(lang: Lang) -> Markup {
    let handoff = |(from_row, at, to_row, taken_at)| Handoff {
        from_row,
        at: days_ago(at),
        to_row,
        taken_at: days_ago(taken_at),
    };
    let won = Outcome {
        at: days_ago(38),
        kind: OutcomeKind::Won,
        label: t(lang, "style.won_amount").to_owned(),
    };
    let strip = Lanes {
        lang,
        from: days_ago(90),
        to: TODAY,
        zone: ZONE.to_owned(),
        rows: LANES.into_iter().map(|sample| lane(lang, sample)).collect(),
        handoffs: HANDOFFS.into_iter().map(handoff).collect(),
        outcomes: vec![won],
    };
    panel(t(lang, "style.lanes"), html! {}, html! { (strip) })
}

/// Contribution bars in the fixed order, and an SLA beside its target.
pub(super) fn shares(lang: Lang) -> Markup {
    let part = |key: &str, share: f64| {
        let (name, class) = department(lang, key);
        Contribution {
            name,
            class,
            share,
            text: fmt::percent(lang, share, 0),
            href: format!("#c-{key}"),
        }
    };
    let parts: Vec<Contribution> = DEPARTMENTS
        .into_iter()
        .zip([0.31, 0.08, 0.30, 0.07, 0.0, 0.10, 0.0, 0.0, 0.14])
        .map(|(key, share)| part(key, share))
        .collect();
    let (name, class) = department(lang, "sal");
    let label =
        html! { (dept_chip(&name, &class)) " " span.u-mute { (t(lang, "style.sla_reply")) } };
    let body = html! {
        (contributions(t(lang, "style.contribution"), &parts))
        (meter_bar(&label, &fmt::percent(lang, 0.64, 0), 0.64, Some(0.9), "bad"))
    };
    panel(t(lang, "style.contribution"), html! {}, body)
}

/// Bars over months.
pub(super) fn columns(lang: Lang) -> Markup {
    let months = [
        "2026-06-01",
        "2026-07-01",
        "2026-08-01",
        "2026-09-01",
        "2026-10-01",
        "2026-11-01",
    ];
    let bars = months
        .iter()
        .zip([14.0, 18.0, 11.0, 21.0, 26.0, 19.0])
        .filter_map(|(day, value)| {
            Some(Bar {
                label: fmt::month(lang, day.parse().ok()?),
                value,
                shown: fmt::decimal(lang, value, 0),
                href: Some(format!("#{day}")),
                class: String::new(),
            })
        })
        .collect();
    let title = t(lang, "style.per_month");
    panel(
        title,
        html! {},
        html! { (Bars { lang, title: title.to_owned(), bars }) },
    )
}

/// Lines of two departments.
pub(super) fn lines(lang: Lang) -> Markup {
    let series = |key: &str, values: &[f64]| {
        let (name, class) = department(lang, key);
        Series {
            name,
            class,
            values: values.iter().map(|v| Some(*v)).collect(),
        }
    };
    let title = t(lang, "style.per_department");
    let chart = Line {
        lang,
        title: title.to_owned(),
        labels: (1..=8).map(|week| format!("{}", 39 + week)).collect(),
        series: vec![
            series("mkt", &[22.0, 25.0, 24.0, 30.0, 34.0, 33.0, 41.0, 46.0]),
            series("srv", &[30.0, 29.0, 33.0, 31.0, 36.0, 38.0, 37.0, 40.0]),
        ],
        shown: |lang, value| fmt::decimal(lang, value, 0),
    };
    panel(title, html! {}, html! { (chart) })
}

/// A number before and after a change.
pub(super) fn before_after(lang: Lang) -> Markup {
    let values = [3.0, 3.4, 2.8, 3.1, 5.0, 6.8, 7.1, 6.6];
    let (aside, after) = (4, 5);
    let instant = |(at, value): (usize, f64)| {
        let month = i8::try_from(at % 12 + 1).unwrap_or(1);
        let without = 3.0 + at as f64 * 0.02;
        Instant {
            label: fmt::month_short(lang, month).to_owned(),
            observed: Some(value),
            aside: at == aside,
            without: (at != aside).then_some(without),
            band: (at != aside).then_some((without - 0.6, without + 0.6)),
            href: Some(format!("#month-{at}")),
        }
    };
    let title = t(lang, "style.before_after");
    let chart = BeforeAfter {
        lang,
        title: title.to_owned(),
        change: t(lang, "style.the_change").to_owned(),
        instants: values.into_iter().enumerate().map(instant).collect(),
        after,
        shown: |lang, value| fmt::decimal(lang, value, 1),
    };
    panel(title, html! {}, html! { (chart) })
}
