//! What the lane strip says and shows.

use kernel::Lang;
use maud::Render;

use super::*;

fn mark(day: i64, weight: u8) -> Mark {
    Mark {
        at: Millis(day * Millis::DAY),
        weight,
        href: format!("/t/{day}"),
        label: "Anruf <1>".into(),
    }
}

fn strip() -> Lanes {
    Lanes {
        lang: Lang::De,
        from: Millis(20_000 * Millis::DAY),
        to: Millis(20_090 * Millis::DAY),
        zone: "Europe/Berlin".into(),
        rows: vec![
            LaneRow {
                name: "Marketing".into(),
                class: "d-mkt".into(),
                marks: vec![mark(20_010, 1), mark(20_010, 3), mark(19_000, 1)],
            },
            LaneRow {
                name: "Vertrieb".into(),
                class: "d-sal".into(),
                marks: vec![mark(20_090, 2)],
            },
        ],
        handoffs: vec![Handoff {
            from_row: 0,
            at: Millis(20_010 * Millis::DAY),
            to_row: 1,
            taken_at: Millis(20_012 * Millis::DAY),
        }],
        outcomes: vec![Outcome {
            at: Millis(20_080 * Millis::DAY),
            kind: OutcomeKind::Won,
            label: "Gewonnen 84.200 €".into(),
        }],
    }
}

#[test]
fn the_strip_says_in_a_sentence_what_it_shows() {
    let sentence = strip().sentence();
    assert_eq!(
        sentence,
        "Kontaktpunkte je Abteilung vom 04.10.2024 bis 02.01.2025: Marketing 2, Vertrieb 1, 1 Übergabe, Gewonnen 84.200 €."
    );
}

#[test]
fn marks_outside_are_left_out_and_close_ones_are_one() {
    let strip = strip();
    let dots = strip.dots(&strip.rows[0]);
    assert_eq!(dots.len(), 1);
    assert_eq!((dots[0].marks.len(), dots[0].weight), (2, 3));
}

#[test]
fn a_busy_strip_stays_light() {
    let mut strip = strip();
    let busy: Vec<Mark> = (0..5_000)
        .map(|n| Mark {
            at: Millis(strip.from.0 + n * (90 * Millis::DAY / 5_000)),
            ..mark(20_000, 1)
        })
        .collect();
    strip.rows = (0..10)
        .map(|_| LaneRow {
            marks: busy.clone(),
            ..LaneRow::default()
        })
        .collect();
    strip.handoffs = vec![strip.handoffs[0]; 500];
    let html = strip.render().0;
    assert!(html.matches("<circle").count() <= 400);
    assert!(html.matches("class=\"handoff\"").count() <= 60);
}

#[test]
fn the_strip_is_safe_and_has_no_inline_style() {
    let html = strip().render().0;
    assert!(html.contains("Anruf &lt;1&gt;"));
    assert!(!html.contains("style="));
    assert!(html.contains("role=\"img\""));
    assert!(html.contains("Heute"));
}

#[test]
fn an_empty_strip_says_so() {
    let mut strip = strip();
    strip.rows.iter_mut().for_each(|row| row.marks.clear());
    assert_eq!(
        strip.sentence(),
        "In diesem Zeitraum gab es keine Kontaktpunkte."
    );
    strip.to = strip.from;
    assert!(strip.render().0.contains("<svg"));
}
