//! Tiles with one number.

use kernel::Lang;
use maud::{Markup, Render, html};

use crate::t;

/// A change against an earlier period.
#[derive(Clone, Debug)]
pub struct Delta {
    /// What is written, with its sign: `+4,1 Punkte`.
    pub text: String,
    /// Whether it is good news; `None`: neither.
    pub good: Option<bool>,
}

/// A tile: a number, its change, what it means.
#[derive(Clone, Debug, Default)]
pub struct Stat {
    /// What is counted.
    pub label: String,
    /// The value as text.
    pub value: String,
    /// The change against an earlier period.
    pub delta: Option<Delta>,
    /// What the change is against, or the period.
    pub note: String,
    /// The explanation behind "What does this mean?".
    pub what: String,
    /// The records behind the number.
    pub href: Option<String>,
    /// A small chart below, see [`crate::charts::spark`].
    pub chart: Option<Markup>,
    /// Language of the fixed words.
    pub lang: Lang,
}

impl Render for Stat {
    fn render(&self) -> Markup {
        html! {
            section.u-panel.u-kpi {
                h2.l { (self.label) }
                p.v.u-num {
                    @match &self.href {
                        Some(href) => a.u-link href=(href) { (self.value) },
                        None => (self.value),
                    }
                }
                p.u-sm {
                    @if let Some(delta) = &self.delta {
                        span.u-up[delta.good == Some(true)].u-dn[delta.good == Some(false)] { (delta.text) } " "
                    }
                    span.u-mute { (self.note) }
                }
                @if let Some(chart) = &self.chart { (chart) }
                @if !self.what.is_empty() {
                    details.u-what { summary { (t(self.lang, "word.what_is_this")) } p { (self.what) } }
                }
            }
        }
    }
}

/// A row of tiles.
#[must_use]
pub fn stat_row(tiles: &[Stat]) -> Markup {
    html! { div.u-kpis { @for tile in tiles { (tile) } } }
}
