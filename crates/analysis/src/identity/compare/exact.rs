//! Identifiers and dates: equal, one slip of the finger away, or different.

use super::super::table::{Row, Symbol};
use super::{Level, View, edits_within};

const fn level_of(key: &'static str, m: f64, u: f64) -> Level {
    Level { key, m, u }
}

pub(super) const BIRTH: &[Level] = &[
    level_of("birth.other", 0.03, 0.975),
    level_of("birth.same_year", 0.03, 0.022),
    level_of("birth.similar", 0.1, 0.0025),
    level_of("birth.equal", 0.84, 0.00005),
];
pub(super) const OFFICIAL: &[Level] = &[
    level_of("official.other", 0.03, 0.9998),
    level_of("official.two_slips", 0.03, 0.0001),
    level_of("official.one_slip", 0.12, 0.00001),
    level_of("official.equal", 0.82, 0.0000001),
];
pub(super) const ACCOUNT: &[Level] = &[
    level_of("account.other", 0.02, 0.999_999),
    level_of("account.equal", 0.98, 0.000_000_1),
];
pub(super) const DEVICE: &[Level] = &[
    level_of("device.other", 0.7, 0.9999),
    level_of("device.equal", 0.3, 0.000_05),
];
pub(super) const FIRM_NUMBER: &[Level] = &[
    level_of("firm_number.other", 0.03, 0.999_99),
    level_of("firm_number.equal", 0.97, 0.000_001),
];
pub(super) const SITE: &[Level] = &[
    level_of("site.other", 0.15, 0.9999),
    level_of("site.equal", 0.85, 0.0001),
];

/// 2 if both are known and equal, 1 if they differ, 0 if one is not known.
pub(super) fn same(a: Symbol, b: Symbol) -> u8 {
    match (a, b) {
        (0, _) | (_, 0) => 0,
        (a, b) if a == b => 2,
        _ => 1,
    }
}

pub(super) fn official(view: &View<'_>, a: &Row, b: &Row) -> u8 {
    if a.official == 0 || b.official == 0 {
        return 0;
    }
    if a.official == b.official {
        return 4;
    }
    let (x, y) = (view.texts.text(a.official), view.texts.text(b.official));
    let long = x.len().min(y.len()) >= 6;
    match () {
        () if long && edits_within(x, y, 1) => 3,
        () if long && edits_within(x, y, 2) => 2,
        () => 1,
    }
}

/// Numbers of different registers are not compared: the kind stands in front of the number.
pub(super) fn firm_number(view: &View<'_>, a: &Row, b: &Row) -> u8 {
    let kind = |symbol: Symbol| view.texts.text(symbol).as_bytes().first().copied();
    let known = |row: &Row| {
        row.company_numbers
            .into_iter()
            .filter(|symbol| *symbol != 0)
    };
    let mut best = 0;
    for x in known(a) {
        for y in known(b).filter(|y| kind(x) == kind(*y)) {
            best = best.max(same(x, y));
        }
    }
    best
}

pub(super) fn birth(a: &Row, b: &Row) -> u8 {
    let (x, y) = (a.birth, b.birth);
    if x == 0 || y == 0 {
        return 0;
    }
    if x == y {
        return 4;
    }
    let part = |date: u32| [date / 10_000, date / 100 % 100, date % 100];
    let ([year, month, day], [other_year, other_month, other_day]) = (part(x), part(y));
    let known = |a: u32, b: u32| a != 0 && b != 0;
    if !known(month, other_month) || !known(day, other_day) {
        return if year == other_year { 2 } else { 1 };
    }
    let turned = year == other_year && month == other_day && day == other_month;
    let equal_parts =
        u8::from(year == other_year) + u8::from(month == other_month) + u8::from(day == other_day);
    match () {
        () if turned || one_digit(x, y) => 3,
        () if equal_parts == 2 => 3,
        () if year == other_year => 2,
        () => 1,
    }
}

/// Whether two dates of eight digits differ in one digit or in two neighbouring ones turned around.
fn one_digit(a: u32, b: u32) -> bool {
    let digit = |date: u32, at: u32| date / 10_u32.pow(at) % 10;
    let wrong: Vec<u32> = (0..8).filter(|at| digit(a, *at) != digit(b, *at)).collect();
    match wrong[..] {
        [_] => true,
        [low, high] => {
            high == low + 1 && digit(a, low) == digit(b, high) && digit(a, high) == digit(b, low)
        }
        _ => false,
    }
}
