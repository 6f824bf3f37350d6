//! One comparison for the whole name of a person, in ordered levels.

use super::super::normal::nickname;
use super::super::table::Row;
use super::{Column, Level, View, edits_within, jaro_winkler};

const fn level_of(key: &'static str, m: f64, u: f64) -> Level {
    Level { key, m, u }
}

const OTHER: u8 = 1;
/// Equal surname, first names differ: relatives and colleagues.
pub(super) const FAMILY: u8 = 2;
const ONLY_FIRST: u8 = 3;
const LAST_ALONE: u8 = 4;
const LAST_ALONE_SIMILAR: u8 = 5;
const FIRST_ALONE: u8 = 6;
const INITIAL: u8 = 7;
const NICKNAME: u8 = 8;
/// From here on both names agree but for typing.
pub(super) const FIRST_SIMILAR: u8 = 9;
const LAST_SIMILAR: u8 = 10;
const BOTH_SIMILAR: u8 = 11;
const SWAPPED: u8 = 12;
const EQUAL: u8 = 13;

pub(super) const LEVELS: &[Level] = &[
    level_of("name.other", 0.03, 0.97),
    level_of("name.family", 0.01, 0.004),
    level_of("name.only_first", 0.02, 0.006),
    level_of("name.last_alone", 0.08, 0.004),
    level_of("name.last_alone_similar", 0.01, 0.001),
    level_of("name.first_alone", 0.01, 0.001),
    level_of("name.initial", 0.04, 0.0004),
    level_of("name.nickname", 0.03, 0.0001),
    level_of("name.first_similar", 0.06, 0.0001),
    level_of("name.last_similar", 0.08, 0.0001),
    level_of("name.both_similar", 0.02, 0.0001),
    level_of("name.swapped", 0.03, 0.00001),
    level_of("name.equal", 0.58, 0.00002),
];

/// Names from here on are the same but for typing (Winkler's usual threshold).
const SIMILAR: f64 = 0.88;
/// Below this two names do not resemble each other at all.
const UNLIKE: f64 = 0.70;

/// How two names of the same kind relate.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tie {
    Missing,
    Other,
    Twins,
    Initial,
    Nickname,
    Similar,
    Equal,
}

pub(super) fn level(view: &View<'_>, a: &Row, b: &Row) -> u8 {
    if (a.first == 0 && a.last == 0) || (b.first == 0 && b.last == 0) {
        return 0;
    }
    let (last, first) = (last_tie(view, a, b), first_tie(view, a, b));
    match (last, first) {
        (Tie::Equal, Tie::Equal) => EQUAL,
        (Tie::Missing | Tie::Other, _) | (_, Tie::Other) if swapped(view, a, b) => SWAPPED,
        (Tie::Missing, Tie::Missing) => 0,
        (Tie::Equal, Tie::Similar) => FIRST_SIMILAR,
        (Tie::Similar, Tie::Equal) => LAST_SIMILAR,
        (Tie::Equal, Tie::Nickname) => NICKNAME,
        (Tie::Similar, Tie::Similar | Tie::Nickname) => BOTH_SIMILAR,
        (Tie::Equal | Tie::Similar, Tie::Initial) => INITIAL,
        (Tie::Equal, Tie::Missing) => LAST_ALONE,
        (Tie::Similar, Tie::Missing) => LAST_ALONE_SIMILAR,
        (Tie::Missing, Tie::Equal) => FIRST_ALONE,
        (Tie::Equal, _) => FAMILY,
        (_, Tie::Equal) => ONLY_FIRST,
        _ => OTHER,
    }
}

/// Only the values that are equal count.
pub(super) fn rarity(view: &View<'_>, level: u8, a: &Row) -> f32 {
    let first = || view.facts.rarity(Column::First, a.first);
    let last = || view.facts.rarity(Column::Last, a.last);
    match level {
        EQUAL => first() + last(),
        LAST_ALONE | FAMILY | NICKNAME | FIRST_SIMILAR => last(),
        FIRST_ALONE | LAST_SIMILAR | ONLY_FIRST => first(),
        _ => 0.0,
    }
}

pub(super) fn contradict(view: &View<'_>, a: &Row, b: &Row) -> bool {
    if a.first == 0 || a.last == 0 || b.first == 0 || b.last == 0 {
        return false;
    }
    if last_tie(view, a, b) != Tie::Other || first_tie(view, a, b) != Tie::Other {
        return false;
    }
    let unlike = |a, b| jaro_winkler(view.texts.text(a), view.texts.text(b)) < UNLIKE;
    unlike(a.last, b.last) && unlike(a.first, b.first) && !swapped(view, a, b)
}

fn swapped(view: &View<'_>, a: &Row, b: &Row) -> bool {
    if a.first == 0 || b.first == 0 || a.last == 0 || b.last == 0 {
        // "Müller" alone in the field of the first name.
        return (a.last == 0 && b.first == 0 && a.first == b.last)
            || (b.last == 0 && a.first == 0 && b.first == a.last);
    }
    if a.first == b.last && a.last == b.first {
        return true;
    }
    let text = |symbol| view.texts.text(symbol);
    (a.first == b.last && similar(text(a.last), text(b.first)))
        || (a.last == b.first && similar(text(a.first), text(b.last)))
}

fn last_tie(view: &View<'_>, a: &Row, b: &Row) -> Tie {
    match (a.last, b.last) {
        (0, _) | (_, 0) => Tie::Missing,
        (a, b) if a == b => Tie::Equal,
        (a, b) => {
            let (a, b) = (view.texts.text(a), view.texts.text(b));
            match similar(a, b) || part_of(a, b) {
                true => Tie::Similar,
                false => Tie::Other,
            }
        }
    }
}

fn first_tie(view: &View<'_>, a: &Row, b: &Row) -> Tie {
    match (a.first, b.first) {
        (0, _) | (_, 0) => Tie::Missing,
        (a, b) if a == b => Tie::Equal,
        (x, y) => match between_first(view.texts.text(x), view.texts.text(y)) {
            Tie::Twins
                if slip(view, x, y) && edits_within(view.texts.text(x), view.texts.text(y), 1) =>
            {
                Tie::Similar
            }
            Tie::Twins => Tie::Other,
            tie => tie,
        },
    }
}

fn between_first(a: &str, b: &str) -> Tie {
    if a.len() <= 2 || b.len() <= 2 {
        // "M" of "Monja", and "mo" of the address mo.hoefig@.
        return match a.starts_with(b) || b.starts_with(a) {
            true => Tie::Initial,
            false => Tie::Other,
        };
    }
    let (head_a, head_b) = (head(a), head(b));
    if nickname::related(a, b) || nickname::related(head_a, head_b) || part_of(a, b) {
        return Tie::Nickname;
    }
    if similar(a, b) && (twins(a, b) || outgrown(a, b)) {
        return Tie::Twins;
    }
    if similar(a, b) || a.replace(' ', "") == b.replace(' ', "") {
        return Tie::Similar;
    }
    // "A. Maria" and "Anna".
    match (head_a.len() == 1 || head_b.len() == 1) && head_a.as_bytes()[0] == head_b.as_bytes()[0] {
        true => Tie::Initial,
        false => Tie::Other,
    }
}

/// Martin and Martina are two names; Rebecc, once among many Rebeccas, is a slip of the pen.
fn slip(view: &View<'_>, a: u32, b: u32) -> bool {
    let (a, b) = (
        view.facts.count(Column::First, a),
        view.facts.count(Column::First, b),
    );
    a.min(b) * 10 <= a.max(b) || (a.min(b) <= 1 && a.max(b) >= 3)
}

fn head(name: &str) -> &str {
    name.split(' ').next().unwrap_or(name)
}

/// Similar but for typing.
fn similar(a: &str, b: &str) -> bool {
    let shortest = a.len().min(b.len());
    // Names of two letters differ or do not.
    shortest >= 3 && (jaro_winkler(a, b) >= SIMILAR || (shortest >= 4 && edits_within(a, b, 1)))
}

/// One name is a whole word of the other: "Sauer" of "Gute-Sauer", "Hans" of "Hans-Günther".
fn part_of(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short.len() >= 3 && long.contains(' ') && long.split(' ').any(|word| word == short)
}

/// One name goes on where the other ends, by two letters or more: Christ and Christian are two names, or a
/// short form that the list of short forms would know, but no slip of the pen.
fn outgrown(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let ending = long.strip_prefix(short);
    ending.is_some_and(|ending| ending.len() >= 2 && !ending.contains(' '))
}

/// Endings of a man's and a woman's name on one stem: Alexander and Alexandra, Julius and Julia.
fn exchanged(man: &str, woman: &str) -> bool {
    [("er", "ra"), ("us", "a")].iter().any(|(his, hers)| {
        let stem = man.strip_suffix(his);
        stem.is_some_and(|stem| woman.strip_suffix(hers) == Some(stem))
    })
}

/// First names of a man and a woman that differ by an ending: Martin and Martina, Stefan and Stefanie,
/// Andreas and Andrea. They look like a slip of the pen and are two persons.
fn twins(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let ending = long.strip_prefix(short);
    let grown = ending.is_some_and(|e| {
        matches!(
            e,
            "a" | "e" | "ie" | "ine" | "ina" | "in" | "ia" | "ela" | "s"
        )
    });
    let vowels = short.len() == long.len()
        && short[..short.len() - 1] == long[..long.len() - 1]
        && matches!(
            (
                short.as_bytes()[short.len() - 1],
                long.as_bytes()[long.len() - 1]
            ),
            (b'o', b'a') | (b'a', b'o')
        );
    grown || vowels || exchanged(a, b) || exchanged(b, a)
}
