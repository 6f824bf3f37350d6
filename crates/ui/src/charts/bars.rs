//! Bars over categories, for example months.

use kernel::Lang;
use maud::{Markup, Render, html};

use super::percent;
use crate::{t, tf};

/// One bar.
#[derive(Clone, Debug)]
pub struct Bar {
    /// Name of the category.
    pub label: String,
    /// Its value, 0 or more.
    pub value: f64,
    /// The value as text.
    pub shown: String,
    /// The records behind it.
    pub href: Option<String>,
    /// Colour class; empty for the accent.
    pub class: String,
}

/// A bar chart, in the order given.
#[derive(Clone, Debug)]
pub struct Bars {
    /// Language of the fixed words.
    pub lang: Lang,
    /// What is shown, for readers.
    pub title: String,
    /// The bars.
    pub bars: Vec<Bar>,
}

const HEIGHT: f64 = 120.0;

impl Bars {
    fn sentence(&self) -> String {
        let parts: Vec<String> = self
            .bars
            .iter()
            .map(|b| format!("{} {}", b.label, b.shown))
            .collect();
        let args: [crate::Arg<'_>; 2] = [("title", &self.title), ("parts", &parts.join(", "))];
        tf(self.lang, "shell.chart.bars_label", &args)
    }

    fn draw(&self, at: usize, bar: &Bar, max: f64) -> Markup {
        let slot = 1.0 / self.bars.len().max(1) as f64;
        let height = (bar.value.max(0.0) / max * HEIGHT).max(1.0);
        let middle = percent(slot * (at as f64 + 0.5));
        // Long rows of bars name only some of their categories.
        let every = self.bars.len().div_ceil(12).max(1);
        html! {
            g class=(bar.class) {
                rect.column x=(percent(slot * (at as f64 + 0.2))) width=(percent(slot * 0.6))
                    y=(format!("{:.1}", 14.0 + HEIGHT - height)) height=(format!("{height:.1}")) rx="2" data-href=[bar.href.as_deref()] {
                    title { (bar.label) ": " (bar.shown) }
                }
                @if self.bars.len() <= 12 {
                    text.value x=(middle) y=(format!("{:.1}", 10.0 + HEIGHT - height)) text-anchor="middle" { (bar.shown) }
                }
                @if at.is_multiple_of(every) {
                    text.odd[!at.is_multiple_of(2 * every)] x=(middle) y=(format!("{:.0}", HEIGHT + 30.0)) text-anchor="middle" { (bar.label) }
                }
            }
        }
    }
}

impl Render for Bars {
    fn render(&self) -> Markup {
        let max = self
            .bars
            .iter()
            .map(|b| b.value)
            .fold(0.0, f64::max)
            .max(f64::MIN_POSITIVE);
        html! {
            svg.u-chart role="img" aria-label=(self.sentence()) width="100%" height="156" {
                line.rule x1="0" x2="100%" y1="134" y2="134" {}
                @for (at, bar) in self.bars.iter().enumerate() { (self.draw(at, bar, max)) }
            }
            details.u-what {
                summary { (t(self.lang, "shell.chart.numbers")) }
                table.u-tbl { tbody { @for bar in &self.bars { tr {
                    th scope="row" {
                        @match &bar.href { Some(href) => a href=(href) { (bar.label) }, None => (bar.label) }
                    }
                    td.n { (bar.shown) }
                } } } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_keep_their_order_and_link_their_records() {
        let bar = |label: &str, value: f64| Bar {
            label: label.into(),
            value,
            shown: format!("{value}"),
            href: Some(format!("/x?m={label}")),
            class: String::new(),
        };
        let chart = Bars {
            lang: Lang::De,
            title: "Gewonnen".into(),
            bars: vec![bar("Jan", 1.0), bar("Feb", 9.0), bar("Mär", 0.0)],
        };
        assert_eq!(chart.sentence(), "Gewonnen: Jan 1, Feb 9, Mär 0.");
        let html = chart.render().0;
        assert!(html.find("?m=Jan") < html.find("?m=Feb"));
        assert!(!html.contains("NaN") && !html.contains("style="));
    }

    #[test]
    fn no_bars_are_no_error() {
        let chart = Bars {
            lang: Lang::En,
            title: "Won".into(),
            bars: vec![],
        };
        assert!(chart.render().0.contains("<svg"));
    }
}
