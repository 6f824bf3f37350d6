//! Bars that share a result out among departments.

use kernel::Lang;
use maud::{Markup, html};

use super::chip::dept_chip;
use super::meter::bar;
use crate::fmt;

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

/// The same shares in one line, as on a card: segments in the order given, one link to the
/// touchpoints behind. Each share is said in words to those who do not see the colours.
#[must_use]
pub fn contribution_bar(lang: Lang, label: &str, parts: &[Contribution], href: &str) -> Markup {
    let words: Vec<String> = parts
        .iter()
        .map(|part| format!("{} {}", part.name, fmt::percent(lang, part.share, 0)))
        .collect();
    let words = format!("{label}: {}", words.join(", "));
    let starts = parts.iter().scan(0.0, |end, part| {
        let start = *end;
        *end += part.share;
        Some(start)
    });
    html! {
        a.u-shares href=(href) aria-label=(words) title=(words) {
            svg width="100%" height="5" aria-hidden="true" {
                @for (part, start) in parts.iter().zip(starts) {
                    rect.{ (part.class) } x=(percent(start)) width=(percent(part.share)) height="5" {}
                }
            }
        }
    }
}

fn percent(share: f64) -> String {
    format!("{:.1}%", share.clamp(0.0, 1.0) * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_stand_in_the_order_given_and_are_said() {
        let part = |name: &str, share: f64| Contribution {
            name: name.to_owned(),
            class: format!("d-{name}"),
            share,
            text: String::new(),
            href: String::new(),
        };
        let bar = contribution_bar(
            Lang::De,
            "Anteile",
            &[part("a", 0.25), part("b", 0.75)],
            "/x",
        )
        .0;
        assert!(bar.contains("Anteile: a 25\u{a0}%, b 75\u{a0}%"), "{bar}");
        assert!(
            bar.contains("class=\"d-b\" x=\"25.0%\" width=\"75.0%\""),
            "{bar}"
        );
    }
}
