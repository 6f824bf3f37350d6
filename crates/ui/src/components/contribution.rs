//! Bars that share a result out among departments.

use maud::{Markup, html};

use super::chip::dept_chip;
use super::meter::bar;

/// The share of one department or channel.
#[derive(Clone, Debug)]
pub struct Contribution {
    /// Name of the department or channel.
    pub name: String,
    /// Its colour class.
    pub class: String,
    /// Share of the whole, 0 to 1.
    pub share: f64,
    /// What is written behind the bar, for example `38 % · 31.996 €`.
    pub text: String,
    /// Where the touchpoints behind the bar are shown.
    pub href: String,
}

/// The shares in the order given, which is the fixed order of the departments and never one of
/// size. Bars are drawn from 0 to 100 %, each opening the touchpoints behind it.
#[must_use]
pub fn contributions(label: &str, parts: &[Contribution]) -> Markup {
    html! {
        ul.u-contrib aria-label=(label) {
            @for part in parts {
                li class=(part.class) {
                    a href=(part.href) {
                        (dept_chip(&part.name, &part.class))
                        (bar(part.share, None))
                        span.u-num { (part.text) }
                    }
                }
            }
        }
    }
}
