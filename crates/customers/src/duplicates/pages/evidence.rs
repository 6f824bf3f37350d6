//! What speaks for and against, in words and with its weight.

use kernel::Lang;
use maud::{Markup, Render, html};
use ui::components::{Row, Table, TableColumn, chip};
use ui::{fmt, t, tf};

use super::super::model::{Band, Judged, Line, Strength, Weighed};
use super::super::twin::{Kind, Twin, of_kind};
use super::says_of;

/// The sum of a comparison as a word, and as a chance where nothing contradicts it.
pub(super) fn verdict(kind: Kind, lang: Lang, weighed: &Weighed, judged: &Judged) -> Markup {
    let band = judged.band;
    let label = t(
        lang,
        &format!("duplicates.band.{}", band.map_or("alike", Band::key)),
    );
    html! {
        span.u-row {
            @match band {
                Some(Band::Certain) => { (chip(label).ok()) }
                Some(Band::Likely) => { (chip(label).warn()) }
                Some(Band::Part) => { (chip(related(lang, judged.refused))) }
                None => { (chip(label)) }
            }
            @if let Some(band) = band.filter(|band| *band != Band::Part) {
                @if Band::of(weighed.bits) == Some(band) {
                    span.u-mute.u-sm { (chance(kind, lang, weighed.probability())) }
                } @else {
                    span.u-mute.u-sm { (t(lang, "duplicates.contradicted")) }
                }
            }
        }
    }
}

/// Above this a percentage would read as certainty.
const MOST: f64 = 0.999;

/// What one of two companies would be of the other.
pub(super) fn related(lang: Lang, relation: Option<&str>) -> &'static str {
    let relation = relation.unwrap_or("subsidiary");
    t(lang, &format!("duplicates.relation.{relation}"))
}

fn chance(kind: Kind, lang: Lang, probability: f64) -> String {
    let said = of_kind!(kind, T => T::SAYS);
    match probability > MOST {
        true => t(lang, &format!("{said}.chance_most")).to_owned(),
        false => tf(
            lang,
            &format!("{said}.chance"),
            &[("percent", &fmt::percent(lang, probability, 0))],
        ),
    }
}

/// The strongest reasons, for and against, as a few words.
pub(super) fn reasons(lang: Lang, weighed: &Weighed) -> Markup {
    let mut lines: Vec<_> = weighed
        .lines
        .iter()
        .filter(|line| line.level.is_some())
        .collect();
    lines.sort_by(|a, b| b.sum().abs().total_cmp(&a.sum().abs()));
    html! {
        @for line in lines.into_iter().take(3) {
            @let text = format!("{}: {}", compared(lang, line), found(lang, line));
            @match line.strength() {
                Strength::VeryFor | Strength::For => { (chip(&text).ok()) }
                Strength::Against => { (chip(&text).bad()) }
                Strength::RatherAgainst => { (chip(&text).warn()) }
                _ => { (chip(&text)) }
            }
        }
    }
}

fn compared(lang: Lang, line: &Line) -> &'static str {
    t(lang, &format!("duplicates.comparison.{}", line.comparison))
}

fn found(lang: Lang, line: &Line) -> &'static str {
    let level = line.level.as_deref().unwrap_or("silent").replace('.', "_");
    t(lang, &format!("duplicates.level.{level}"))
}

/// The waterfall: every comparison with what it found, how strongly that speaks, and by how much it
/// changes the odds.
pub(super) fn waterfall(kind: Kind, lang: Lang, weighed: &Weighed) -> Markup {
    let columns = vec![
        TableColumn::new(t(lang, "duplicates.compared")),
        TableColumn::new(t(lang, "duplicates.found")),
        TableColumn::new(t(lang, "duplicates.speaks")),
        TableColumn::new(t(lang, "duplicates.bits")).numeric(),
    ];
    let mut rows: Vec<Row> = vec![plain(t(lang, "duplicates.start"), weighed.prior_bits, lang)];
    let (said, silent): (Vec<_>, Vec<_>) =
        weighed.lines.iter().partition(|line| line.level.is_some());
    rows.extend(said.into_iter().map(|line| row(lang, line)));
    let silent: Vec<&str> = silent
        .into_iter()
        .map(|line| compared(lang, line))
        .collect();
    rows.push(plain(t(lang, "duplicates.sum"), weighed.bits, lang));
    html! {
        (Table::new(lang, t(lang, "duplicates.evidence"), columns, rows).render())
        @if !silent.is_empty() {
            p.u-mute.u-sm { (tf(lang, "duplicates.silent", &[("what", &silent.join(", "))])) }
        }
        details.u-what { summary { (t(lang, "duplicates.what")) } p { (says_of(kind, lang, "what_text")) } }
    }
}

fn plain(label: &str, bits: f32, lang: Lang) -> Row {
    Row {
        href: None,
        cells: vec![html! { (label) }, html! {}, html! {}, number(lang, bits)],
    }
}

fn row(lang: Lang, line: &Line) -> Row {
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
            html! { (compared(lang, line)) },
            html! { (found(lang, line)) @if let Some(rare) = rare { span.u-mute { " · " (t(lang, rare)) } } },
            html! {
                @match strength {
                    Strength::VeryFor | Strength::For => { (word.ok()) }
                    Strength::Against => { (word.bad()) }
                    Strength::RatherAgainst => { (word.warn()) }
                    _ => { (word) }
                }
            },
            number(lang, line.sum()),
        ],
    }
}

fn number(lang: Lang, bits: f32) -> Markup {
    let shown = fmt::decimal(lang, f64::from(bits), 1);
    html! { @if bits > 0.0 { "+" } (shown) }
}
