//! The lane strip: one customer, all departments, time from left to right.

mod draw;
#[cfg(test)]
mod tests;

use kernel::{Lang, Millis};

use crate::{fmt, t, tf, tn};

const ROW: usize = 20;
const TOP: usize = 12;
/// Marks closer than this share of the width are drawn as one.
const TOGETHER: f64 = 0.008;
/// Most dots of the whole strip, so that a page stays light however much happened.
const DOTS: f64 = 400.0;
/// Most handoffs and outcomes that are drawn, the newest.
const LINES: usize = 60;

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
        let together = TOGETHER.max(self.rows.len() as f64 / DOTS);
        let mut dots: Vec<Dot<'a>> = Vec::new();
        for mark in marks {
            let x = self.x(mark.at);
            match dots.last_mut() {
                Some(dot) if x - dot.x < together => {
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
}
