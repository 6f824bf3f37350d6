//! E-mail addresses and telephone numbers: what belongs to a person, not to a function or a switchboard.

use super::super::normal::fold;
use super::super::normal::phone::same_switchboard;
use super::super::table::{Address, Row};
use super::{Level, View, edits_within};

const fn level_of(key: &'static str, m: f64, u: f64) -> Level {
    Level { key, m, u }
}

pub(super) const EMAIL: &[Level] = &[
    level_of("email.other", 0.2, 0.995),
    level_of("email.other_same_company", 0.1, 0.0045),
    level_of("email.similar", 0.04, 0.0001),
    level_of("email.same_name_elsewhere", 0.06, 0.0001),
    level_of("email.equal", 0.6, 0.00001),
];

/// Of [`EMAIL`], counted from 1.
pub(super) const SAME_DOMAIN: &[usize] = &[2, 3, 5];

pub(super) const PHONE: &[Level] = &[
    level_of("phone.other", 0.3, 0.97),
    level_of("phone.other_mobile", 0.1, 0.02),
    level_of("phone.similar", 0.05, 0.0001),
    level_of("phone.equal", 0.55, 0.00001),
];

/// The best level of all pairs of addresses; a function's address is nobody's.
pub(super) fn email(view: &View<'_>, a: &Row, b: &Row) -> u8 {
    let mut best = 0;
    for x in a
        .emails
        .iter()
        .filter(|email| email.mailbox != 0 && !email.role)
    {
        for y in b
            .emails
            .iter()
            .filter(|email| email.mailbox != 0 && !email.role)
        {
            best = best.max(between(view, x, y, a.last));
        }
    }
    best
}

fn between(view: &View<'_>, a: &Address, b: &Address, last: u32) -> u8 {
    if a.mailbox == b.mailbox {
        return match view.facts.email_is_shared(a.mailbox) {
            true => 0,
            false => 5,
        };
    }
    let (x, y) = (view.texts.text(a.local), view.texts.text(b.local));
    let long = x.len().min(y.len()) >= 5;
    match a.domain == b.domain {
        true if long && slip(x, y) => 3,
        true if !a.free => 2,
        // Made of the name, it says only what the name has said already.
        false if long && same_letters(x, y) && made_of(x, view.texts.text(last)) => 0,
        false if long && same_letters(x, y) => 4,
        _ => 1,
    }
}

/// A slip of the finger: not in the first letter (`rbrandt`, `ubrandt`) and not in a digit (`stolze2`),
/// for these are how companies tell colleagues apart.
fn slip(a: &str, b: &str) -> bool {
    let digits = |text: &'_ str| text.bytes().filter(u8::is_ascii_digit).collect::<Vec<u8>>();
    edits_within(a, b, 1) && a.as_bytes()[0] == b.as_bytes()[0] && digits(a) == digits(b)
}

/// Whether a local part is made of a surname and carries no number that would tell namesakes apart.
fn made_of(local: &str, last: &str) -> bool {
    let key = fold::match_key(local);
    let plain = |text: &str| text.replace(' ', "");
    !last.is_empty()
        && plain(&key).contains(&plain(last))
        && !local.contains(|c: char| c.is_ascii_digit())
}

/// `katrin.weber` and `katrin_weber`.
fn same_letters(a: &str, b: &str) -> bool {
    let plain = |byte: &u8| !matches!(byte, b'.' | b'_' | b'-');
    a.bytes().filter(plain).eq(b.bytes().filter(plain))
}

/// The best level of all pairs of numbers; a shared number or another extension of the same switchboard
/// is evidence for the company only.
pub(super) fn phone(view: &View<'_>, a: &Row, b: &Row) -> u8 {
    let mut best = None;
    for (i, x) in a
        .phones
        .iter()
        .enumerate()
        .filter(|(_, symbol)| **symbol != 0)
    {
        for (j, y) in b
            .phones
            .iter()
            .enumerate()
            .filter(|(_, symbol)| **symbol != 0)
        {
            let mobiles = a.mobiles >> i & 1 == 1 && b.mobiles >> j & 1 == 1;
            let level = match x == y {
                true if view.facts.phone_is_shared(*x) => 0,
                true => 4,
                false => apart(view.texts.text(*x), view.texts.text(*y), mobiles),
            };
            best = best.max(Some(level));
        }
    }
    best.unwrap_or(0)
}

fn apart(a: &str, b: &str, mobiles: bool) -> u8 {
    if same_switchboard(a, b) {
        return 0;
    }
    match a.len() == b.len() && a.len() >= 10 && edits_within(a, b, 1) {
        true => 3,
        false if mobiles => 2,
        false => 1,
    }
}
