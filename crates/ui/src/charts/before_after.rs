//! A number month by month before and after a change, beside what it would have been without it.

use kernel::Lang;
use maud::{Markup, Render, html};

use super::line::nice;
use super::percent;
use crate::{t, tf};

/// A month, or another step of time.
#[derive(Clone, Debug)]
pub struct Instant {
    /// Its name.
    pub label: String,
    /// What was observed; nothing where there was nothing.
    pub observed: Option<f64>,
    /// The change happened within it: it belongs to neither side.
    pub aside: bool,
    /// What it would have been without the change.
    pub without: Option<f64>,
    /// Between what that lies with 95 %.
    pub band: Option<(f64, f64)>,
    /// The records behind it.
    pub href: Option<String>,
}

/// Points before and after a change, the line without it, its band, and a mark at the change.
#[derive(Clone, Debug)]
pub struct BeforeAfter {
    /// Language of the fixed words.
    pub lang: Lang,
    /// What is shown, for readers.
    pub title: String,
    /// What stands at the mark.
    pub change: String,
    /// The months in their order.
    pub instants: Vec<Instant>,
    /// The first month after the change, by its place.
    pub after: usize,
    /// How a value is written.
    pub shown: fn(Lang, f64) -> String,
}

const HEIGHT: f64 = 170.0;
/// Above the plot is room for the mark.
const TOP: f64 = 18.0;
/// Width of the plot in its own units.
const WIDTH: f64 = 1000.0;

impl BeforeAfter {
    fn max(&self) -> f64 {
        let values = self.instants.iter().flat_map(|i| {
            let high = i.band.map(|(_, high)| high);
            [i.observed, i.without, high].into_iter().flatten()
        });
        nice(values.filter(|v| v.is_finite()).fold(0.0, f64::max))
    }

    /// Where the middle of a month lies, as a share of the width.
    fn x(&self, at: usize) -> f64 {
        (at as f64 + 0.5) / self.instants.len().max(1) as f64
    }

    /// How the name of a month stands to its middle: the outer ones stay within the picture.
    fn anchor(&self, at: usize) -> &'static str {
        match at {
            0 => "start",
            _ if at + 1 == self.instants.len() => "end",
            _ => "middle",
        }
    }

    fn y(value: f64, max: f64) -> f64 {
        HEIGHT * (1.0 - (value / max).clamp(0.0, 1.0))
    }

    /// The mean of what was observed in some months.
    fn mean(&self, those: &[Instant]) -> String {
        let counted = those.iter().filter(|i| !i.aside);
        let values: Vec<f64> = counted.filter_map(|i| i.observed).collect();
        let sum: f64 = values.iter().sum();
        match values.len() {
            0 => "–".to_owned(),
            n => (self.shown)(self.lang, sum / n as f64),
        }
    }

    fn sentence(&self) -> String {
        let (before, after) = self.instants.split_at(self.after.min(self.instants.len()));
        let args: [crate::Arg<'_>; 4] = [
            ("title", &self.title),
            ("change", &self.change),
            ("before", &self.mean(before)),
            ("after", &self.mean(after)),
        ];
        tf(self.lang, "shell.chart.before_after_label", &args)
    }

    fn grid(&self, max: f64) -> Markup {
        html! {
            @for step in 0..=4_u8 {
                @let y = TOP + HEIGHT * (1.0 - f64::from(step) / 4.0);
                line.rule x1="0" x2="100%" y1=(format!("{y:.1}")) y2=(format!("{y:.1}")) {}
                text x="0" y=(format!("{:.1}", y - 3.0)) { ((self.shown)(self.lang, max * f64::from(step) / 4.0)) }
            }
        }
    }

    fn axis(&self) -> Markup {
        let every = self.instants.len().div_ceil(8).max(1);
        html! {
            @for (at, instant) in self.instants.iter().enumerate().step_by(every) {
                text.odd[!at.is_multiple_of(2 * every)] x=(percent(self.x(at))) y=(TOP + HEIGHT + 18.0)
                    text-anchor=(self.anchor(at)) { (instant.label) }
            }
        }
    }

    /// The mark between the last month before and the first after.
    fn mark(&self) -> Markup {
        let at = self.after as f64 / self.instants.len().max(1) as f64;
        let anchor = if at > 0.5 { "end" } else { "start" };
        html! {
            g.outcome.even {
                line x1=(percent(at)) x2=(percent(at)) y1="0" y2=(format!("{:.0}", TOP + HEIGHT)) {}
                text x=(percent(at)) y="10" dx=(if at > 0.5 { "-5" } else { "5" }) text-anchor=(anchor) { (self.change) }
            }
        }
    }

    /// The lines and the band, stretched to the width.
    fn lines(&self, max: f64) -> Markup {
        let place =
            |at: usize, value: f64| format!("{:.1} {:.1}", self.x(at) * WIDTH, Self::y(value, max));
        let line = |from: usize, until: usize| {
            let points = self.instants.iter().enumerate().take(until).skip(from);
            let points: Vec<String> = points
                .filter_map(|(at, i)| Some(place(at, i.without?)))
                .collect();
            joined(&points)
        };
        let edge = |high: bool| -> Vec<String> {
            let banded = self.instants.iter().enumerate().skip(self.after);
            banded
                .filter_map(|(at, i)| {
                    let (low, top) = i.band?;
                    Some(place(at, if high { top } else { low }))
                })
                .collect()
        };
        let mut band = edge(true);
        band.extend(edge(false).into_iter().rev());
        html! {
            svg x="0" y=(TOP) width="100%" height=(HEIGHT) viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) preserveAspectRatio="none" {
                @if band.len() > 2 { path.area.band d={ (joined(&band)) "Z" } {} }
                path.series d=(line(0, self.after)) {}
                path.series.even d=(line(self.after, self.instants.len())) {}
            }
        }
    }

    fn dots(&self, max: f64) -> Markup {
        html! {
            @for (at, instant) in self.instants.iter().enumerate() {
                @if let Some(value) = instant.observed.filter(|v| v.is_finite()) {
                    circle.dot.open[instant.aside] cx=(percent(self.x(at))) cy=(format!("{:.1}", TOP + Self::y(value, max)))
                        r="3.5" data-href=[instant.href.as_deref()] {
                        title { (instant.label) ": " ((self.shown)(self.lang, value)) }
                    }
                }
            }
        }
    }

    fn legend(&self) -> Markup {
        let has_aside = self
            .instants
            .iter()
            .any(|i| i.aside && i.observed.is_some());
        let has_line = self.instants.iter().any(|i| i.without.is_some());
        let entry = |sample: Markup, key: &str| {
            html! {
                li.u-row { svg.u-key aria-hidden="true" width="22" height="12" { (sample) } (t(self.lang, key)) }
            }
        };
        html! {
            ul.u-legend.u-sm {
                (entry(html! { circle.dot cx="11" cy="6" r="3.5" {} }, "shell.chart.observed"))
                @if has_aside { (entry(html! { circle.dot.open cx="11" cy="6" r="3.5" {} }, "shell.chart.aside")) }
                @if has_line {
                    (entry(html! { path.series d="M0 6H22" {} }, "shell.chart.fitted"))
                    (entry(html! { path.area.band d="M0 0H22V12H0Z" {} path.series.even d="M0 6H22" {} }, "shell.chart.without"))
                }
            }
        }
    }

    fn table(&self) -> Markup {
        let show = |v: f64| (self.shown)(self.lang, v);
        let cell = |v: Option<f64>| v.map_or("–".to_owned(), show);
        html! {
            details.u-what {
                summary { (t(self.lang, "shell.chart.numbers")) }
                div.u-scroll role="region" aria-label=(self.title) tabindex="0" {
                    table.u-tbl {
                        thead { tr {
                            th scope="col" { (t(self.lang, "shell.chart.month")) }
                            th.n scope="col" { (t(self.lang, "shell.chart.observed")) }
                            th.n scope="col" { (t(self.lang, "shell.chart.without_short")) }
                            th.n scope="col" { (t(self.lang, "shell.chart.band")) }
                        } }
                        tbody { @for (at, i) in self.instants.iter().enumerate() { tr {
                            th scope="row" {
                                @match &i.href { Some(href) => a href=(href) { (i.label) }, None => (i.label) }
                                @if at == self.after { " " span.u-mute { (self.change) } }
                            }
                            td.n { (cell(i.observed)) }
                            td.n { (cell(i.without)) }
                            td.n { (i.band.map_or("–".to_owned(), |(low, high)| format!("{} … {}", show(low.max(0.0)), show(high)))) }
                        } } }
                    }
                }
            }
        }
    }
}

impl Render for BeforeAfter {
    fn render(&self) -> Markup {
        let max = self.max();
        html! {
            (self.legend())
            svg.u-chart role="img" aria-label=(self.sentence()) width="100%" height="212" {
                (self.grid(max))
                (self.axis())
                (self.lines(max))
                (self.mark())
                (self.dots(max))
            }
            (self.table())
        }
    }
}

/// A path through points.
fn joined(points: &[String]) -> String {
    match points {
        [] => String::new(),
        points => format!("M{}", points.join("L")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart() -> BeforeAfter {
        let instant = |at: usize| Instant {
            label: format!("2026-{at:02}"),
            observed: (at != 2).then_some(if at < 4 { 2.0 } else { 5.0 }),
            aside: at == 3,
            without: (at != 3).then_some(2.1),
            band: (at != 3).then_some((1.0, 3.0)),
            href: Some(format!("/r?m={at}")),
        };
        BeforeAfter {
            lang: Lang::En,
            title: "Insights".into(),
            change: "Change on 1 May".into(),
            instants: (0..8).map(instant).collect(),
            after: 4,
            shown: |lang, v| crate::fmt::decimal(lang, v, 1),
        }
    }

    #[test]
    fn it_tells_its_story_without_colour() {
        let html = chart().render().0;
        assert!(html.contains("Insights: 2.0 on average before, 5.0 after (Change on 1 May)."));
        // A month without a value has no dot, but every month is in the table.
        assert_eq!(html.matches("data-href=").count(), 7);
        assert_eq!(html.matches("<tr>").count(), 9);
        assert!(html.contains("dot open") && html.contains("series even"));
        assert!(!html.contains("NaN") && !html.contains("style="));
    }

    #[test]
    fn nothing_known_is_no_error() {
        let mut empty = chart();
        empty.instants.clear();
        assert!(!empty.render().0.contains("NaN"));
        let mut plain = chart();
        for i in &mut plain.instants {
            (i.without, i.band) = (None, None);
        }
        assert!(!plain.render().0.contains("band"), "{}", plain.render().0);
    }
}
