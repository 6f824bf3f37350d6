//! What the data of marketing and sales are worth together.

use kernel::Lang;
use maud::{Markup, html};
use ui::components::{Stat, stat_row};
use ui::{fmt, t, tf};

use super::super::model::{Answer, Foretelling};
use crate::evidence;

/// One panel for each outcome that is foretold.
pub(super) fn panels(lang: Lang, answers: &[Answer]) -> Markup {
    let told = answers
        .iter()
        .filter(|a| FORETOLD.contains(&a.outcome.as_str()));
    html! { @for answer in told { (panel(lang, answer)) } }
}

/// The outcomes that are foretold: wins and renewals.
const FORETOLD: [&str; 2] = ["revenue", "renewals"];

fn panel(lang: Lang, answer: &Answer) -> Markup {
    let key = |part: &str| format!("synergies.gain.{}_{part}", answer.outcome);
    let body = match &answer.gain {
        None => html! { p.u-mute { (t(lang, "synergies.gain.too_few")) } },
        Some(gain) => html! {
            div.u-stack {
                (tiles(lang, gain))
                p { (sentence(lang, gain)) }
                details.u-what { summary { (t(lang, "word.what_is_this")) } p { (t(lang, "synergies.gain.what")) } }
            }
        },
    };
    ui::components::panel(t(lang, &key("title")), html! {}, body)
}

fn tiles(lang: Lang, gain: &Foretelling) -> Markup {
    let bits = |v: f64| fmt::decimal(lang, v, 3);
    let tile = |label: &str, (value, auc): (f64, f64)| Stat {
        label: t(lang, label).to_owned(),
        value: tf(lang, "synergies.gain.bits", &[("n", &bits(value))]),
        note: tf(
            lang,
            "synergies.gain.auc",
            &[("n", &fmt::decimal(lang, auc, 2))],
        ),
        lang,
        ..Stat::default()
    };
    let signed = |lang: Lang, v: f64| evidence::signed(lang, v, 3);
    let interval = gain.bits_ci.map(|ci| evidence::span(lang, ci, signed));
    stat_row(&[
        tile("synergies.gain.marketing", gain.marketing),
        tile("synergies.gain.sales", gain.sales),
        tile("synergies.gain.both", gain.both),
        Stat {
            // Nothing is lost by knowing more: below zero stands for noise.
            value: tf(
                lang,
                "synergies.gain.bits",
                &[("n", &signed(lang, gain.bits.max(0.0)))],
            ),
            note: interval.map_or(String::new(), |ci| {
                tf(lang, "questions.interval", &[("ci", &ci)])
            }),
            what: t(lang, "synergies.gain.gain_what").to_owned(),
            ..tile("synergies.gain.gain", (gain.bits, gain.auc))
        },
    ])
}

/// What it means in words.
fn sentence(lang: Lang, gain: &Foretelling) -> String {
    let key = match gain.bits_ci {
        _ if gain.bits <= 0.0 => "synergies.gain.none",
        Some((low, _)) if low > 0.0 => "synergies.gain.proven",
        _ => "synergies.gain.open",
    };
    let auc = |side: (f64, f64)| fmt::percent(lang, side.1, 0);
    let better = match gain.marketing.0 > gain.sales.0 {
        true => gain.marketing,
        false => gain.sales,
    };
    tf(
        lang,
        key,
        &[
            ("both", &auc(gain.both)),
            ("best", &auc(better)),
            ("learned", &fmt::number(lang, gain.learned as i64)),
            ("tested", &fmt::number(lang, gain.tested as i64)),
        ],
    )
}
