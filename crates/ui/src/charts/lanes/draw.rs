//! How the lane strip is drawn, and the same numbers as a table.

use std::collections::BTreeMap;

use kernel::{Date, Millis};
use maud::{Markup, Render, html};

use super::{Dot, Handoff, LINES, LaneRow, Lanes, Outcome, OutcomeKind, ROW, TOP};
use crate::charts::percent;
use crate::{fmt, t, tf};

impl Lanes {
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

    /// Newest first; a label that would run into the one drawn before it becomes a tip.
    fn draw_outcomes(&self, bottom: usize) -> Markup {
        let mut labelled: Vec<f64> = Vec::new();
        let mut placed = Vec::new();
        for outcome in newest(&self.outcomes, |o| o.at) {
            let x = self.x(outcome.at);
            let free = labelled.iter().all(|other| (other - x).abs() > LABEL);
            if free {
                labelled.push(x);
            }
            placed.push((outcome, x, free));
        }
        html! {
            @for (outcome, x, free) in placed { (self.draw_outcome(outcome, x, free, bottom)) }
        }
    }

    fn draw_outcome(&self, outcome: &Outcome, x: f64, label: bool, bottom: usize) -> Markup {
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
                @if label { text x=(percent(x)) dx=(dx) y="9" text-anchor=(anchor) { (outcome.label) } }
                @else { title { (outcome.label) } }
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

/// Share of the width that the label of an outcome needs.
const LABEL: f64 = 0.16;

/// As many of the newest as may be drawn.
fn newest<T>(all: &[T], at: impl Fn(&T) -> Millis) -> Vec<&T> {
    let mut chosen: Vec<&T> = all.iter().collect();
    chosen.sort_by_key(|one| std::cmp::Reverse(at(one)));
    chosen.truncate(LINES);
    chosen
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
                        @for handoff in newest(&self.handoffs, |h| h.at) { (self.draw_handoff(handoff)) }
                        (self.draw_outcomes(bottom))
                    }
                }
            }
            (self.table())
        }
    }
}
