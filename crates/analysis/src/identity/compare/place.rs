//! The address of a person or company as one comparison: how many of its parts agree, and how many not.

use super::super::table::{Row, Symbol};
use super::{Level, View, edits_within, jaro_winkler};

const fn level_of(key: &'static str, m: f64, u: f64) -> Level {
    Level { key, m, u }
}

pub(super) const LEVELS: &[Level] = &[
    level_of("address.other", 0.07, 0.93),
    level_of("address.one_of_many", 0.04, 0.05),
    level_of("address.one", 0.02, 0.01),
    level_of("address.two_of_many", 0.07, 0.003),
    level_of("address.two", 0.05, 0.002),
    level_of("address.most_of_three", 0.15, 0.0005),
    level_of("address.three", 0.15, 0.0003),
    level_of("address.nearly_all", 0.2, 0.0001),
    level_of("address.all", 0.25, 0.0001),
];

/// Parts of an address are damaged more than names: a lower threshold.
const LIKE: f64 = 0.88;

pub(super) fn level(view: &View<'_>, a: &Row, b: &Row) -> u8 {
    let parts = [
        text_tie(view, a.street, b.street),
        exact_tie(a.house, b.house),
        code_tie(view, a.postal, b.postal),
        text_tie(view, a.city, b.city),
        text_tie(view, a.line, b.line),
    ];
    let agree = parts.iter().filter(|tie| **tie == Some(true)).count();
    let differ = parts.iter().filter(|tie| **tie == Some(false)).count();
    match (agree, differ) {
        (0, 0) => 0,
        (0, _) => 1,
        (1, 2..) => 2,
        (1, _) => 3,
        (2, 2..) => 4,
        (2, _) => 5,
        (3, 1..) => 6,
        (3, _) => 7,
        (_, 1..) => 8,
        _ => 9,
    }
}

fn exact_tie(a: Symbol, b: Symbol) -> Option<bool> {
    (a != 0 && b != 0).then_some(a == b)
}

fn text_tie(view: &View<'_>, a: Symbol, b: Symbol) -> Option<bool> {
    let same = exact_tie(a, b)?;
    Some(same || jaro_winkler(view.texts.text(a), view.texts.text(b)) >= LIKE)
}

fn code_tie(view: &View<'_>, a: Symbol, b: Symbol) -> Option<bool> {
    let same = exact_tie(a, b)?;
    Some(same || edits_within(view.texts.text(a), view.texts.text(b), 1))
}
