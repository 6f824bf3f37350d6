//! What speaks for and against, in words and with its weight.

use kernel::Lang;
use maud::{Markup, Render, html};
use ui::components::{Row, Table, TableColumn, chip};
use ui::{fmt, t, tf};

use super::super::model::{Band, Line, Strength, Weighed};

/// The sum of a comparison as a word and a chance in percent.
pub(super) fn verdict(lang: Lang, weighed: &Weighed, band: Option<Band>) -> Markup {
    let percent = fmt::percent(lang, weighed.probability(), 0);
    let chance = tf(lang, "duplicates.chance", &[("percent", &percent)]);
    let label = t(
        lang,
        &format!("duplicates.band.{}", band.map_or("alike", Band::key)),
    );
    html! {
        span.u-row {
            @match band {
                Some(Band::Certain) => { (chip(label).ok()) }
                Some(Band::Likely) => { (chip(label).warn()) }
                None => { (chip(label)) }
            }
            span.u-mute.u-sm { (chance) }
        }
    }
}

/// The waterfall: every comparison with what it found, how strongly that speaks, and by how much it
/// changes the odds.
pub(super) fn waterfall(lang: Lang, weighed: &Weighed) -> Markup {
    let columns = vec![
        TableColumn::new(t(lang, "duplicates.compared")),
        TableColumn::new(t(lang, "duplicates.found")),
        TableColumn::new(t(lang, "duplicates.speaks")),
        TableColumn::new(t(lang, "duplicates.bits")).numeric(),
    ];
    let mut rows: Vec<Row> = vec![plain(t(lang, "duplicates.start"), weighed.prior_bits, lang)];
    rows.extend(weighed.lines.iter().map(|line| row(lang, line)));
    rows.push(plain(t(lang, "duplicates.sum"), weighed.bits, lang));
    html! {
        (Table::new(lang, t(lang, "duplicates.evidence"), columns, rows).render())
        details.u-what { summary { (t(lang, "duplicates.what")) } p { (t(lang, "duplicates.what_text")) } }
    }
}

fn plain(label: &str, bits: f32, lang: Lang) -> Row {
    Row {
        href: None,
        cells: vec![html! { (label) }, html! {}, html! {}, number(lang, bits)],
    }
}

fn row(lang: Lang, line: &Line) -> Row {
    let found = match &line.level {
        Some(level) => t(
            lang,
            &format!("duplicates.level.{}", level.replace('.', "_")),
        ),
        None => t(lang, "duplicates.level.silent"),
    };
    let rare = match line.rarity_bits {
        bits if bits >= 1.0 => Some("duplicates.rare"),
        bits if bits <= -1.0 => Some("duplicates.frequent"),
        _ => None,
    };
    let strength = line.strength();
    let word = chip(t(lang, &format!("duplicates.strength.{}", strength.key())));
    Row {
        href: None,
        cells: vec![
            html! { (t(lang, &format!("duplicates.comparison.{}", line.comparison))) },
            html! { (found) @if let Some(rare) = rare { span.u-mute { " · " (t(lang, rare)) } } },
            html! {
                @match strength {
                    Strength::VeryFor | Strength::For => { (word.ok()) }
                    Strength::Against => { (word.bad()) }
                    Strength::RatherAgainst => { (word.warn()) }
                    _ => { (word) }
                }
            },
            match strength {
                Strength::Silent => html! {},
                _ => number(lang, line.sum()),
            },
        ],
    }
}

fn number(lang: Lang, bits: f32) -> Markup {
    let shown = fmt::decimal(lang, f64::from(bits), 1);
    html! { @if bits > 0.0 { "+" } (shown) }
}
