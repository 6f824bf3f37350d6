//! Lines over time, and the small line of a tile.

use kernel::Lang;
use maud::{Markup, Render, html};

use super::percent;
use crate::{t, tf};

/// One line.
#[derive(Clone, Debug)]
pub struct Series {
    /// Name, for example of a department.
    pub name: String,
    /// Colour class; empty for the accent.
    pub class: String,
    /// One value per label; `None` where nothing was measured.
    pub values: Vec<Option<f64>>,
}

/// A line chart.
#[derive(Clone, Debug)]
pub struct Line {
    /// Language of the fixed words.
    pub lang: Lang,
    /// What is shown, for readers.
    pub title: String,
    /// The points of time, in their order.
    pub labels: Vec<String>,
    /// The lines, in the fixed order of the departments.
    pub series: Vec<Series>,
    /// How a value is written.
    pub shown: fn(Lang, f64) -> String,
}

const HEIGHT: f64 = 140.0;

impl Line {
    fn max(&self) -> f64 {
        let values = self.series.iter().flat_map(|s| s.values.iter().flatten());
        nice(values.copied().fold(0.0, f64::max))
    }

    fn sentence(&self) -> String {
        let one = |s: &Series| {
            let values: Vec<f64> = s.values.iter().flatten().copied().collect();
            let (first, last) = (values.first()?, values.last()?);
            let show = |v: f64| (self.shown)(self.lang, v);
            let args: [crate::Arg<'_>; 5] = [
                ("title", &s.name),
                ("first", &show(*first)),
                ("last", &show(*last)),
                (
                    "max",
                    &show(values.iter().copied().fold(f64::MIN, f64::max)),
                ),
                (
                    "min",
                    &show(values.iter().copied().fold(f64::MAX, f64::min)),
                ),
            ];
            Some(tf(self.lang, "shell.chart.series_label", &args))
        };
        let parts: Vec<String> = self.series.iter().filter_map(one).collect();
        format!("{}. {}", self.title, parts.join(" "))
    }

    fn grid(&self, max: f64) -> Markup {
        html! {
            @for step in 0..=4_u8 {
                @let y = 10.0 + HEIGHT * (1.0 - f64::from(step) / 4.0);
                line.rule x1="0" x2="100%" y1=(format!("{y:.1}")) y2=(format!("{y:.1}")) {}
                text x="0" y=(format!("{:.1}", y - 3.0)) { ((self.shown)(self.lang, max * f64::from(step) / 4.0)) }
            }
        }
    }

    fn axis(&self) -> Markup {
        let every = self.labels.len().div_ceil(8).max(1);
        let last = self.labels.len().saturating_sub(1).max(1) as f64;
        html! {
            @for (at, label) in self.labels.iter().enumerate().step_by(every) {
                @let anchor = if at == 0 { "start" } else if at as f64 >= last { "end" } else { "middle" };
                text x=(percent(at as f64 / last)) y=(HEIGHT + 28.0) text-anchor=(anchor) { (label) }
            }
        }
    }

    fn table(&self) -> Markup {
        html! {
            details.u-what {
                summary { (t(self.lang, "shell.chart.numbers")) }
                table.u-tbl {
                    thead { tr { td {} @for s in &self.series { th.n scope="col" { (s.name) } } } }
                    tbody { @for (at, label) in self.labels.iter().enumerate() { tr {
                        th scope="row" { (label) }
                        @for s in &self.series {
                            td.n { (s.values.get(at).copied().flatten().map_or("–".to_owned(), |v| (self.shown)(self.lang, v))) }
                        }
                    } } }
                }
            }
        }
    }
}

impl Render for Line {
    fn render(&self) -> Markup {
        let max = self.max();
        html! {
            div.u-legend { @for s in &self.series { (crate::components::dept_chip(&s.name, &s.class)) } }
            svg.u-chart role="img" aria-label=(self.sentence()) width="100%" height="176" {
                (self.grid(max))
                (self.axis())
                svg x="0" y="10" width="100%" height=(HEIGHT) viewBox="0 0 1000 100" preserveAspectRatio="none" {
                    @for s in &self.series { path.series.{ (s.class) } d=(path(&s.values, max, 1000.0, 100.0)) {} }
                }
            }
            (self.table())
        }
    }
}

/// The small line of a tile; it repeats what the tile says and is hidden from readers.
#[must_use]
pub fn spark(values: &[f64], class: &str) -> Markup {
    let max = values
        .iter()
        .copied()
        .fold(0.0, f64::max)
        .max(f64::MIN_POSITIVE);
    let points: Vec<Option<f64>> = values.iter().map(|v| Some(*v)).collect();
    let line = path(&points, max, 100.0, 26.0);
    html! {
        svg.u-spark.{ (class) } aria-hidden="true" viewBox="0 0 100 28" preserveAspectRatio="none" width="100%" height="28" {
            @if values.len() > 1 {
                path.area d={ (line) "L100 28L0 28Z" } {}
                path.series d=(line) {}
            }
        }
    }
}

/// The path through the values; a gap where nothing was measured.
fn path(values: &[Option<f64>], max: f64, width: f64, height: f64) -> String {
    let last = values.len().saturating_sub(1).max(1) as f64;
    let mut d = String::new();
    let mut pen_down = false;
    for (at, value) in values.iter().enumerate() {
        let Some(value) = value.filter(|v| v.is_finite()) else {
            pen_down = false;
            continue;
        };
        let x = at as f64 / last * width;
        let y = 1.0 + (height - 2.0) * (1.0 - (value / max).clamp(0.0, 1.0));
        d.push_str(&format!(
            "{}{x:.1} {y:.1}",
            if pen_down { 'L' } else { 'M' }
        ));
        pen_down = true;
    }
    d
}

/// The end of a scale with four equal steps of a round size.
pub(super) fn nice(value: f64) -> f64 {
    if value <= 0.0 || !value.is_finite() {
        return 1.0;
    }
    let step = value / 4.0;
    let power = 10_f64.powf(step.log10().floor());
    // Steps below ten stay whole, so that their labels need no fraction.
    let sizes: &[f64] = if power < 9.0 {
        &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0]
    } else {
        &[1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0]
    };
    let fits = |size: &&f64| **size * power >= step * 0.999_999;
    4.0 * power * sizes.iter().find(fits).copied().unwrap_or(10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_ends_at_a_round_number() {
        assert_eq!(nice(46.0), 48.0);
        assert_eq!(nice(11.0), 12.0);
        assert_eq!(nice(63.0), 80.0);
        assert_eq!(nice(0.0), 1.0);
        assert_eq!(nice(2_000.0), 2_000.0);
    }

    #[test]
    fn a_gap_lifts_the_pen() {
        let d = path(&[Some(0.0), None, Some(1.0)], 1.0, 100.0, 10.0);
        assert_eq!(d, "M0.0 9.0M100.0 1.0");
    }

    #[test]
    fn a_line_chart_tells_its_story() {
        let chart = Line {
            lang: Lang::En,
            title: "Leads".into(),
            labels: vec!["Jan".into(), "Feb".into()],
            series: vec![Series {
                name: "Marketing".into(),
                class: "d-mkt".into(),
                values: vec![Some(2.0), Some(5.0)],
            }],
            shown: |lang, v| crate::fmt::decimal(lang, v, 0),
        };
        assert_eq!(
            chart.sentence(),
            "Leads. Marketing: from 2 to 5, highest value 5, lowest 2."
        );
        assert!(!chart.render().0.contains("style="));
        assert!(spark(&[], "").0.contains("<svg"));
    }
}
