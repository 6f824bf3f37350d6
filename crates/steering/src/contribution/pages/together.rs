//! R3: what comes from nothing, from marketing alone, from sales alone, and what only from both.

use kernel::Lang;
use maud::{Markup, html};
use ui::components::{Row, Table, TableColumn, chip, link_button, panel};
use ui::{fmt, t, tf};

use super::super::answer::Answer as Found;
use super::super::asked::Asked;
use super::super::model::{GROUPS, Number, Together};
use super::{amount, interval};

pub(super) fn panel_of(lang: Lang, asked: &Asked, found: &Found, together: &Together) -> Markup {
    let body = html! {
        @match steps(together) {
            Some(steps) => (table(lang, found, &steps)),
            None => (cannot(lang, asked, together)),
        }
        details.u-what { summary { (t(lang, "word.what_is_this")) } p { (t(lang, "contribution.together_what")) } }
    };
    panel(t(lang, "contribution.together"), html! {}, body)
}

/// In place of the panel, where marketing or sales is too small to be shown apart.
pub(super) fn hidden(lang: Lang) -> Markup {
    let why = html! { p { (t(lang, "contribution.together_small")) } };
    panel(t(lang, "contribution.together"), html! {}, why)
}

/// The steps from nothing to everything, which add up to what came out of cases: key, number.
pub(crate) fn steps(together: &Together) -> Option<Vec<(&'static str, Number)>> {
    let worth = |names: &[&str]| {
        let of = |(players, _): &&(Vec<String>, Number)| {
            players.iter().map(String::as_str).eq(names.iter().copied())
        };
        together
            .coalitions
            .iter()
            .find(of)
            .map(|(_, number)| *number)
    };
    let plain = |value: f64| Number { value, ci: None };
    let (m, s) = (GROUPS[0], GROUPS[1]);
    let (none, marketing, sales, both) = (worth(&[])?, worth(&[m])?, worth(&[s])?, worth(&[m, s])?);
    // The bounds of what the parts allow, whatever they have in common: wider than the true interval.
    let less = |a: Number, b: Number| Number {
        value: a.value - b.value,
        ci: a.ci.zip(b.ci).map(|(a, b)| (a.0 - b.1, a.1 - b.0)),
    };
    let all = plain(together.of_cases);
    let known = Number {
        ci: Some((all.value, all.value)),
        ..all
    };
    Some(vec![
        ("nothing", none),
        ("marketing_alone", less(marketing, none)),
        ("sales_alone", less(sales, none)),
        (
            "interaction",
            less(less(both, marketing), less(sales, none)),
        ),
        ("both", both),
        ("others", less(known, both)),
        ("all", all),
    ])
}

fn table(lang: Lang, found: &Found, steps: &[(&str, Number)]) -> Markup {
    let columns = vec![
        TableColumn::new(t(lang, "contribution.step")),
        TableColumn::new(t(lang, "word.value")).numeric(),
        TableColumn::new(t(lang, "contribution.column_interval")).numeric(),
        TableColumn::new(t(lang, "contribution.column_meaning")).hide_small(),
    ];
    let row = |(key, number): &(&str, Number)| Row {
        href: None,
        cells: vec![
            html! {
                (t(lang, &format!("contribution.step_{key}")))
                @if number.ci.is_some_and(|(low, high)| low <= 0.0 && high >= 0.0) {
                    " " (chip(t(lang, "contribution.not_proven")).warn())
                }
            },
            html! { (amount(lang, found, number.value)) },
            html! { span.u-mute.u-sm { @if number.ci.is_some() { (interval(lang, found, number)) } } },
            html! { span.u-mute.u-sm { (t(lang, &format!("contribution.step_{key}_note"))) } },
        ],
    };
    let rows = steps.iter().map(row).collect();
    html! { (Table::new(lang, t(lang, "contribution.together"), columns, rows)) }
}

/// Why marketing and sales cannot be told apart, with the numbers that stand in the way.
fn cannot(lang: Lang, asked: &Asked, together: &Together) -> Markup {
    let word = |player: usize| {
        t(
            lang,
            &format!("contribution.player_{}", GROUPS[player.min(2)]),
        )
    };
    html! {
        p { (t(lang, "contribution.not_proven")) ": " (t(lang, "contribution.together_cannot")) }
        ul.u-list {
            @for (player, (with, without, _)) in together.players.iter().enumerate() {
                li { (tf(lang, "contribution.player_cases", &[
                    ("player", &word(player)), ("with", &fmt::number(lang, *with as i64)),
                    ("without", &fmt::number(lang, *without as i64)),
                ])) }
            }
        }
        p.u-row {
            (link_button(t(lang, "contribution.outcome_deals"), &format!("/contribution?{}", asked.with(&[("outcome", "deals")]))))
            (link_button(t(lang, "contribution.outcome_meetings"), &format!("/contribution?{}", asked.with(&[("outcome", "meetings")]))))
        }
    }
}
