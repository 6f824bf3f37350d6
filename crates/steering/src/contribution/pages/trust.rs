//! How far the numbers can be trusted: coverage, model and window, missing touchpoints, reliability.

use kernel::Lang;
use maud::{Markup, html};
use org::web::Viewer;
use ui::components::{Row, Table, TableColumn, panel};
use ui::{fmt, t, tf};

use super::super::answer::Answer as Found;
use super::controls::model_name;
use super::table::name;
use super::tiles::band;

pub(super) fn panels(viewer: &Viewer, found: &Found) -> Markup {
    let lang = viewer.ctx.lang;
    html! {
        div.u-grid {
            div.c6 { (panel(t(lang, "contribution.coverage"), html! {}, coverage(lang, found))) }
            div.c6 { (panel(t(lang, "contribution.sensitivity"), html! {}, sensitivity(lang, found))) }
        }
    }
}

fn share(lang: Lang, part: usize, of: usize) -> String {
    let number = fmt::number(lang, part as i64);
    match of {
        0 => number,
        of => format!(
            "{number} ({})",
            fmt::percent(lang, part as f64 / of as f64, 0)
        ),
    }
}

/// Facts with their values, one below the other.
fn facts(lang: Lang, title: &str, facts: Vec<(&str, Markup)>) -> Markup {
    let columns = vec![
        TableColumn::new(t(lang, "contribution.fact")),
        TableColumn::new(t(lang, "word.value")).numeric(),
    ];
    let row = |(name, value): (&str, Markup)| Row {
        href: None,
        cells: vec![html! { (name) }, value],
    };
    html! { (Table::new(lang, title, columns, facts.into_iter().map(row).collect())) }
}

fn coverage(lang: Lang, found: &Found) -> Markup {
    let c = &found.coverage;
    let line = |key: &str, value: String| {
        (
            t(lang, &format!("contribution.covered_{key}")),
            html! { (value) },
        )
    };
    let lines = vec![
        line("without", share(lang, c.without, c.outcomes)),
        line("one", share(lang, c.with_one, c.outcomes)),
        line("more", share(lang, c.with_more, c.outcomes)),
        line("touchpoints", fmt::number(lang, c.touchpoints as i64)),
        line("unknown", share(lang, c.unknown, c.touchpoints)),
        line("person", share(lang, c.with_person, c.touchpoints)),
        line("late", fmt::number(lang, c.late as i64)),
        line("after", fmt::number(lang, c.after as i64)),
    ];
    html! {
        (facts(lang, t(lang, "contribution.coverage"), lines))
        details.u-what { summary { (t(lang, "contribution.covered_rows")) }
            (of_rows(lang, found))
            p { (t(lang, "contribution.covered_what")) }
        }
    }
}

fn of_rows(lang: Lang, found: &Found) -> Markup {
    let columns = vec![
        TableColumn::new(t(
            lang,
            &format!("contribution.by_{}", found.question.dimension.key()),
        )),
        TableColumn::new(t(lang, "contribution.covered_outcomes")).numeric(),
        TableColumn::new(t(lang, "contribution.covered_delay")).numeric(),
    ];
    let delay = |minutes: Option<u32>| match minutes {
        Some(minutes) => fmt::duration_s(lang, i64::from(minutes) * 60),
        None => "–".to_owned(),
    };
    let rows = found
        .coverage
        .rows
        .iter()
        .enumerate()
        .filter(|(_, of)| of.outcomes > 0);
    let rows = rows.map(|(row, of)| Row {
        href: None,
        cells: vec![
            name(lang, found, row),
            html! { (share(lang, of.outcomes, found.coverage.outcomes)) },
            html! { (delay(of.delay_min)) },
        ],
    });
    html! { (Table::new(lang, t(lang, "contribution.coverage"), columns, rows.collect())) }
}

fn sensitivity(lang: Lang, found: &Found) -> Markup {
    let s = &found.sensitivity;
    let least = s
        .least_correlation
        .map_or_else(|| "–".to_owned(), |r| fmt::decimal(lang, r, 2));
    let swing = s.largest_swing.map(|(row, swing)| {
        let points = fmt::decimal(lang, swing * 100.0, 0);
        html! { (name(lang, found, row)) " " (tf(lang, "contribution.points_wide", &[("n", &points)])) }
    });
    let reached = format!(
        "{} · {}",
        band(lang, found.reliability.band()),
        tf(
            lang,
            "contribution.points",
            &[("n", &fmt::decimal(lang, found.reliability.points, 0))]
        )
    );
    let lines = vec![
        (t(lang, "contribution.swing"), swing.unwrap_or_default()),
        (t(lang, "contribution.least_correlation"), html! { (least) }),
        (
            t(lang, "contribution.cut"),
            html! { (fmt::percent(lang, s.cut_by_shortest, 0)) },
        ),
        (t(lang, "contribution.worst_loss"), worst_loss(lang, found)),
        (t(lang, "contribution.reliability"), html! { (reached) }),
    ];
    html! {
        (facts(lang, t(lang, "contribution.sensitivity"), lines))
        details.u-what { summary { (t(lang, "contribution.sensitivity_open")) }
            p { (t(lang, "contribution.sensitivity_what")) }
            (turns(lang, found)) (losses(lang, found)) (parts(lang, found))
        }
    }
}

/// The largest change of a share when 30 percent of the touchpoints of a row are missing.
fn worst_loss(lang: Lang, found: &Found) -> Markup {
    let change = |loss: &&super::super::model::Loss| {
        loss.without
            .last()
            .map_or(0.0, |without| (loss.share - without).abs())
    };
    let worst = found
        .losses
        .iter()
        .max_by(|a, b| change(a).total_cmp(&change(b)));
    html! {
        @if let Some(loss) = worst {
            (name(lang, found, loss.row)) " "
            (tf(lang, "contribution.points_wide", &[("n", &fmt::decimal(lang, change(&loss) * 100.0, 1))]))
        }
    }
}

fn turns(lang: Lang, found: &Found) -> Markup {
    let columns = vec![
        TableColumn::new(t(lang, "contribution.model")),
        TableColumn::new(t(lang, "contribution.window_label")).numeric(),
        TableColumn::new(t(lang, "contribution.rank_correlation")).numeric(),
    ];
    let row = |turn: &super::super::model::Turn| Row {
        href: None,
        cells: vec![
            html! { (model_name(lang, &turn.model)) },
            html! { (tf(lang, "timeline.days", &[("n", &turn.window_days)])) },
            html! { (turn.rank_correlation.map_or_else(|| "–".to_owned(), |r| fmt::decimal(lang, r, 2))) },
        ],
    };
    let rows = found.sensitivity.turns.iter().map(row).collect();
    html! { (Table::new(lang, t(lang, "contribution.sensitivity"), columns, rows)) }
}

fn losses(lang: Lang, found: &Found) -> Markup {
    let mut columns = vec![
        TableColumn::new(t(lang, "contribution.loss")),
        TableColumn::new(t(lang, "contribution.share")).numeric(),
    ];
    columns.extend(
        [10, 20, 30]
            .map(|n| TableColumn::new(&tf(lang, "contribution.lost", &[("n", &n)])).numeric()),
    );
    let row = |loss: &super::super::model::Loss| {
        let shares = std::iter::once(&loss.share).chain(&loss.without);
        let mut cells = vec![name(lang, found, loss.row)];
        cells.extend(shares.map(|share| html! { (fmt::percent(lang, *share, 1)) }));
        Row { href: None, cells }
    };
    let rows = found.losses.iter().map(row).collect();
    html! { (Table::new(lang, t(lang, "contribution.loss"), columns, rows)) }
}

fn parts(lang: Lang, found: &Found) -> Markup {
    let columns = vec![
        TableColumn::new(t(lang, "contribution.reliability")),
        TableColumn::new(t(lang, "contribution.weight")).numeric(),
        TableColumn::new(t(lang, "contribution.reached")).numeric(),
    ];
    let row = |(key, weight, reached): &(&str, f64, Option<f64>)| Row {
        href: None,
        cells: vec![
            html! { (t(lang, &format!("contribution.part_{key}"))) },
            html! { (fmt::decimal(lang, *weight, 0)) },
            html! { (reached.map_or_else(|| t(lang, "contribution.insufficient").to_owned(), |r| fmt::percent(lang, r.max(0.0), 0))) },
        ],
    };
    let rows = found.reliability.parts.iter().map(row).collect();
    html! { (Table::new(lang, t(lang, "contribution.reliability"), columns, rows)) }
}
