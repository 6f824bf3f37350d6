//! The lane strip: one customer, all departments, time from left to right.

use std::collections::BTreeMap;

use kernel::{Date, Lang, Millis};
use maud::{Markup, Render, html};

use super::percent;
use crate::{fmt, t, tf, tn};

const ROW: usize = 20;
const TOP: usize = 12;
/// Marks closer than this share of the width are drawn as one.
const TOGETHER: f64 = 0.008;

/// A touchpoint in its lane.
#[derive(Clone, Debug)]
pub struct Mark {
    /// When.
    pub at: Millis,
    /// Importance, 1 to 3: the size of the dot.
    pub weight: u8,
    /// The touchpoint, opened by a click; the stream below has the same links for the keyboard.
    pub href: String,
    /// What it is, shown as a tip.
    pub label: String,
}

/// The lane of a department.
#[derive(Clone, Debug, Default)]
pub struct LaneRow {
    /// Name of the department.
    pub name: String,
    /// Its colour class.
    pub class: String,
    /// Its touchpoints.
    pub marks: Vec<Mark>,
}

/// A change of the responsible department, drawn as a dashed line.
#[derive(Clone, Copy, Debug)]
pub struct Handoff {
    /// Lane that hands off.
    pub from_row: usize,
    /// When it did.
    pub at: Millis,
    /// Lane that takes over.
    pub to_row: usize,
    /// When it took over.
    pub taken_at: Millis,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutcomeKind {
    /// A deal was won.
    Won,
    /// A deal was lost.
    Lost,
}

/// An outcome, drawn as a line through all lanes.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// When.
    pub at: Millis,
    /// How it ended.
    pub kind: OutcomeKind,
    /// What is written beside the line.
    pub label: String,
}

/// The lane strip. The rows stand in the fixed order of the departments.
#[derive(Clone, Debug)]
pub struct Lanes {
    /// Language of labels and dates.
    pub lang: Lang,
    /// Left edge.
    pub from: Millis,
    /// Right edge: today.
    pub to: Millis,
    /// IANA zone of the dates.
    pub zone: String,
    /// The lanes.
    pub rows: Vec<LaneRow>,
    /// The handoffs.
    pub handoffs: Vec<Handoff>,
    /// The outcomes.
    pub outcomes: Vec<Outcome>,
}

/// Marks that are drawn as one dot.
struct Dot<'a> {
    x: f64,
    weight: u8,
    marks: Vec<&'a Mark>,
}

impl Lanes {
    fn x(&self, at: Millis) -> f64 {
        let span = (self.to.0 - self.from.0).max(1) as f64;
        // A margin of 1.5 % at both ends keeps the outermost dots whole.
        0.015 + 0.97 * ((at.0 - self.from.0) as f64 / span).clamp(0.0, 1.0)
    }

    fn y(row: usize) -> usize {
        TOP + ROW * row + ROW / 2
    }

    fn shows(&self, at: Millis) -> bool {
        at >= self.from && at <= self.to
    }

    fn dots<'a>(&self, row: &'a LaneRow) -> Vec<Dot<'a>> {
        let mut marks: Vec<&Mark> = row.marks.iter().filter(|m| self.shows(m.at)).collect();
        marks.sort_by_key(|m| m.at);
        let mut dots: Vec<Dot<'a>> = Vec::new();
        for mark in marks {
            let x = self.x(mark.at);
            match dots.last_mut() {
                Some(dot) if x - dot.x < TOGETHER => {
                    dot.weight = dot.weight.max(mark.weight);
                    dot.marks.push(mark);
                }
                _ => dots.push(Dot {
                    x,
                    weight: mark.weight,
                    marks: vec![mark],
                }),
            }
        }
        dots
    }

    fn count(&self, row: &LaneRow) -> usize {
        row.marks.iter().filter(|m| self.shows(m.at)).count()
    }

    /// The strip as one sentence.
    fn sentence(&self) -> String {
        let day = |at: Millis| fmt::date(self.lang, at.date_in(&self.zone));
        let mut parts: Vec<String> = self
            .rows
            .iter()
            .filter(|row| self.count(row) > 0)
            .map(|row| {
                tf(
                    self.lang,
                    "shell.chart.lanes_part",
                    &[("name", &row.name), ("n", &self.count(row))],
                )
            })
            .collect();
        if parts.is_empty() {
            return t(self.lang, "shell.chart.lanes_empty").to_owned();
        }
        if !self.handoffs.is_empty() {
            parts.push(tn(
                self.lang,
                "shell.chart.lanes_handoffs",
                self.handoffs.len() as i64,
                &[],
            ));
        }
        parts.extend(self.outcomes.iter().map(|o| o.label.clone()));
        let args: [crate::Arg<'_>; 3] = [
            ("from", &day(self.from)),
            ("to", &day(self.to)),
            ("parts", &parts.join(", ")),
        ];
        tf(self.lang, "shell.chart.lanes_label", &args)
    }

    fn draw_row(&self, at: usize, row: &LaneRow) -> Markup {
        let y = Self::y(at);
        html! {
            line.rule x1="0" x2="100%" y1=(y) y2=(y) {}
            g class=(row.class) {
                @for dot in self.dots(row) { (self.draw_dot(&dot, y, &row.name)) }
            }
        }
    }

    fn draw_dot(&self, dot: &Dot<'_>, y: usize, department: &str) -> Markup {
        let grown = if dot.marks.len() > 1 { 0.7 } else { 0.0 };
        let radius = 2.4 + 0.9 * f64::from(dot.weight.clamp(1, 3)) + grown;
        let first = dot.marks.first();
        let when = first
            .map(|m| fmt::datetime(self.lang, m.at, &self.zone))
            .unwrap_or_default();
        let tip = match dot.marks.as_slice() {
            [one] => format!("{department}: {}, {when}", one.label),
            many => {
                let args: [crate::Arg<'_>; 2] = [("n", &many.len()), ("date", &when)];
                format!("{department}: {}", tf(self.lang, "shell.chart.many", &args))
            }
        };
        html! {
            circle.dot cx=(percent(dot.x)) cy=(y) r=(format!("{radius:.1}")) data-href=[first.map(|m| m.href.as_str())] { title { (tip) } }
        }
    }

    fn draw_handoff(&self, handoff: &Handoff) -> Markup {
        html! {
            line.handoff x1=(percent(self.x(handoff.at))) y1=(Self::y(handoff.from_row))
                x2=(percent(self.x(handoff.taken_at))) y2=(Self::y(handoff.to_row)) {}
        }
    }

    fn draw_outcome(&self, outcome: &Outcome, bottom: usize) -> Markup {
        let x = self.x(outcome.at);
        let class = if outcome.kind == OutcomeKind::Won {
            "ok"
        } else {
            "bad"
        };
        let (anchor, dx) = if x > 0.75 {
            ("end", "-5")
        } else {
            ("start", "5")
        };
        html! {
            g.outcome.{ (class) } {
                line x1=(percent(x)) x2=(percent(x)) y1="0" y2=(bottom) {}
                text x=(percent(x)) dx=(dx) y="9" text-anchor=(anchor) { (outcome.label) }
            }
        }
    }

    /// The firsts of months, thinned out to at most six, and today at the right.
    fn axis(&self, y: usize) -> Markup {
        let (from, to) = (self.from.date_in(&self.zone), self.to.date_in(&self.zone));
        let months = months_between(from, to);
        let step = months.len().div_ceil(6).max(1);
        html! {
            g.axis {
                @for month in months.iter().step_by(step) {
                    @let x = self.x(Millis::of_date(*month));
                    @if x < 0.9 {
                        line.tick x1=(percent(x)) x2=(percent(x)) y1=(TOP) y2=(y - 10) {}
                        text x=(percent(x)) y=(y) text-anchor="start" { (fmt::month(self.lang, *month)) }
                    }
                }
                text x="100%" y=(y) text-anchor="end" { (t(self.lang, "word.today")) }
            }
        }
    }

    fn table(&self) -> Markup {
        let mut months: BTreeMap<Date, Vec<usize>> = BTreeMap::new();
        for (at, row) in self.rows.iter().enumerate() {
            for mark in row.marks.iter().filter(|m| self.shows(m.at)) {
                let month = mark.at.date_in(&self.zone).first_of_month();
                let counts = months
                    .entry(month)
                    .or_insert_with(|| vec![0; self.rows.len()]);
                counts[at] += 1;
            }
        }
        html! {
            details.u-what {
                summary { (t(self.lang, "shell.chart.numbers")) }
                div.u-scroll role="region" tabindex="0" aria-label=(t(self.lang, "shell.chart.numbers")) {
                    table.u-tbl {
                        thead { tr {
                            th scope="col" { (t(self.lang, "shell.chart.month")) }
                            @for row in &self.rows { th.n scope="col" { (row.name) } }
                        } }
                        tbody { @for (month, counts) in &months { tr {
                            th scope="row" { (fmt::month(self.lang, *month)) }
                            @for count in counts { td.n { (count) } }
                        } } }
                    }
                }
            }
        }
    }
}

fn months_between(from: Date, to: Date) -> Vec<Date> {
    let step = jiff::Span::new().months(1);
    let mut month = from.first_of_month();
    let mut months = Vec::new();
    while month <= to && months.len() < 600 {
        if month >= from {
            months.push(month);
        }
        let Ok(next) = month.checked_add(step) else {
            break;
        };
        month = next;
    }
    months
}

impl Render for Lanes {
    fn render(&self) -> Markup {
        let bottom = TOP + ROW * self.rows.len();
        let height = bottom + 20;
        html! {
            div.u-lanes {
                ol.u-lane-names aria-hidden="true" { @for row in &self.rows { li { (row.name) } } }
                div.u-lane-scroll role="region" tabindex="0" aria-label=(t(self.lang, "shell.chart.scroll")) {
                    svg role="img" aria-label=(self.sentence()) width="100%" height=(height) {
                        (self.axis(height - 5))
                        @for (at, row) in self.rows.iter().enumerate() { (self.draw_row(at, row)) }
                        @for handoff in &self.handoffs { (self.draw_handoff(handoff)) }
                        @for outcome in &self.outcomes { (self.draw_outcome(outcome, bottom)) }
                    }
                }
            }
            (self.table())
        }
    }
}

#[cfg(test)]
mod tests {
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
}
