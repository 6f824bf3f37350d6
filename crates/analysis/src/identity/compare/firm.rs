//! Companies: as the employer of a person (one comparison for everything about it), and among themselves.

use super::super::normal::phone::same_switchboard;
use super::super::table::Row;
use super::{Column, Level, View, edits_within, jaro_winkler};

const fn level_of(key: &'static str, m: f64, u: f64) -> Level {
    Level { key, m, u }
}

const ELSEWHERE: u8 = 1;
const NEIGHBOURS: u8 = 2;
const APART: u8 = 3;
const SAME_PLACE: u8 = 4;
const SIMILAR: u8 = 5;
const SIMILAR_HERE: u8 = 6;
const SAME_ADDRESS: u8 = 7;
const SAME_NAME: u8 = 8;
const SAME: u8 = 9;
const SAME_HERE: u8 = 10;

/// Everything about the employer is one comparison; its place only tells companies of one name apart.
pub(super) const EMPLOYER: &[Level] = &[
    level_of("employer.other", 0.03, 0.955),
    level_of("employer.other_same_town", 0.01, 0.01),
    level_of("employer.unknown_other_town", 0.01, 0.03),
    level_of("employer.unknown_same_town", 0.05, 0.002),
    level_of("employer.similar", 0.03, 0.001),
    level_of("employer.similar_same_town", 0.03, 0.0001),
    level_of("employer.same_address", 0.05, 0.0003),
    level_of("employer.same_name", 0.09, 0.0007),
    level_of("employer.same", 0.25, 0.0004),
    level_of("employer.same_same_town", 0.45, 0.0006),
];

pub(super) const FIRM: &[Level] = &[
    level_of("firm.other", 0.04, 0.995),
    level_of("firm.part", 0.08, 0.003),
    level_of("firm.similar", 0.13, 0.001),
    level_of("firm.other_form", 0.05, 0.0003),
    level_of("firm.equal", 0.7, 0.0007),
];
const FIRM_OTHER_FORM: u8 = 4;
const FIRM_EQUAL: u8 = 5;

/// The usual threshold for names of companies: they are longer than names of persons.
const LIKE: f64 = 0.92;

pub(super) fn employer(view: &View<'_>, a: &Row, b: &Row) -> u8 {
    let place = place_tie(view, a, b);
    let here = matches!(place, Place::Same | Place::Address);
    let same = if here { SAME_HERE } else { SAME };
    if a.domain != 0 && a.domain == b.domain || shares_number(a, b) {
        return same;
    }
    if a.company == 0 || b.company == 0 {
        return match place {
            Place::Address => SAME_ADDRESS,
            Place::Same => SAME_PLACE,
            Place::Other => APART,
            Place::Unknown => 0,
        };
    }
    if a.company == b.company {
        return match place == Place::Other || other_form(a, b) {
            true => SAME_NAME,
            false => same,
        };
    }
    let (x, y) = (view.texts.text(a.company), view.texts.text(b.company));
    match place {
        Place::Address => SAME_ADDRESS,
        _ if like(x, y) || words_within(x, y) => {
            if here {
                SIMILAR_HERE
            } else {
                SIMILAR
            }
        }
        _ if switchboard(view, a, b) => SAME_PLACE,
        Place::Same => NEIGHBOURS,
        _ => ELSEWHERE,
    }
}

/// In a company with many people the same employer says less. Where the place agrees as well, a rare
/// name adds nothing any more.
pub(super) fn employer_rarity(view: &View<'_>, level: u8, a: &Row, b: &Row) -> f32 {
    let rarity = match a.company == b.company {
        true => view.facts.rarity(Column::Company, a.company),
        false => view.facts.rarity(Column::Domain, a.domain),
    };
    match level {
        SAME | SAME_NAME => rarity,
        SAME_HERE => rarity.min(0.0),
        _ => 0.0,
    }
}

pub(super) fn firm(view: &View<'_>, a: &Row, b: &Row) -> u8 {
    if a.company == 0 || b.company == 0 {
        return 0;
    }
    if a.company == b.company {
        return match other_form(a, b) {
            true => FIRM_OTHER_FORM,
            false => FIRM_EQUAL,
        };
    }
    let (x, y) = (view.texts.text(a.company), view.texts.text(b.company));
    match () {
        () if like(x, y) => 3,
        () if words_within(x, y) => 2,
        () => 1,
    }
}

pub(super) fn firm_rarity(view: &View<'_>, level: u8, a: &Row) -> f32 {
    match level {
        FIRM_EQUAL | FIRM_OTHER_FORM => view.facts.rarity(Column::Company, a.company),
        _ => 0.0,
    }
}

/// Both legal forms are written and differ: often two accounts (Holding AG, GmbH).
pub(super) fn other_form(a: &Row, b: &Row) -> bool {
    a.form != 0 && b.form != 0 && a.form != b.form
}

fn shares_number(a: &Row, b: &Row) -> bool {
    a.company_numbers
        .iter()
        .any(|number| *number != 0 && b.company_numbers.contains(number))
}

fn like(a: &str, b: &str) -> bool {
    let shortest = a.len().min(b.len());
    jaro_winkler(a, b) >= LIKE || (shortest >= 6 && edits_within(a, b, 1))
}

/// All words of one name stand in the other: "Klein" and "Klein Automation". One short word is too little.
pub(super) fn words_within(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short.len() >= 4
        && short
            .split(' ')
            .all(|word| long.split(' ').any(|other| other == word))
}

fn switchboard(view: &View<'_>, a: &Row, b: &Row) -> bool {
    let known = |row: &Row| row.phones.into_iter().filter(|symbol| *symbol != 0);
    known(a).any(|x| {
        known(b).any(|y| x == y || same_switchboard(view.texts.text(x), view.texts.text(y)))
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Unknown,
    Other,
    Same,
    Address,
}

pub(super) fn place_tie(view: &View<'_>, a: &Row, b: &Row) -> Place {
    let same = |x: u32, y: u32| (x != 0 && y != 0).then_some(x == y);
    let postal = same(a.postal, b.postal);
    let city = same(a.city, b.city)
        .map(|same| same || jaro_winkler(view.texts.text(a.city), view.texts.text(b.city)) >= LIKE);
    let street = same(a.street, b.street) == Some(true) && same(a.house, b.house) != Some(false);
    match postal.or(city) {
        Some(true) if street => Place::Address,
        Some(true) => Place::Same,
        Some(false) if city == Some(true) => Place::Same,
        Some(false) => Place::Other,
        // A street with its number alone is a weak place: every town has a Bahnhofstraße 1.
        None if street => Place::Same,
        None => Place::Unknown,
    }
}
