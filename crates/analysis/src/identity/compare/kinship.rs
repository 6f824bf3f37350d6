//! Companies that belong to each other without being one: legal entities of a group, sites of a company.
//!
//! They share domain, switchboard and often the address; what they share says nothing about whether they
//! are one. So the name, the legal form, the numbers and the place decide before any weight does.

use super::super::normal::company::form_name;
use super::super::table::{Row, Symbol};
use super::firm::{Place, other_form, place_tie, words_within};
use super::{View, edits_within, exact, jaro_winkler};

/// How two companies relate, whatever they weigh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kinship {
    /// One name but for typing, and nothing that speaks of two units.
    One,
    /// One name in two places, or one of them named as a branch.
    Site,
    /// Another name, another legal form or another number: two legal entities.
    Subsidiary,
    /// One number under two names: renamed, or a mistake.
    Renamed,
}

/// Words by which a company calls itself the top of a group.
const TOPS: &[&str] = &[
    "holding",
    "gruppe",
    "group",
    "konzern",
    "international",
    "beteiligung",
    "beteiligungs",
    "beteiligungen",
];
/// Words by which a place of a company is named.
const PLACES: &[&str] = &[
    "niederlassung",
    "zweigniederlassung",
    "standort",
    "filiale",
    "zweigstelle",
    "betriebsstatte",
    "werk",
    "branch",
    "plant",
    "geschaftsstelle",
];
/// Legal forms that more often stand above than below.
const HIGH_FORMS: &[&str] = &["AG", "SE", "KGaA"];

/// How two companies relate.
#[must_use]
pub fn kinship(view: &View<'_>, a: &Row, b: &Row) -> Kinship {
    let numbers = exact::firm_number(view, a, b);
    let (x, y) = (view.texts.text(a.company), view.texts.text(b.company));
    let named = |words| has_word(x, words) != has_word(y, words);
    if a.company != b.company && !one_spelling(x, y) {
        return match () {
            () if named(PLACES) && words_within(x, y) => Kinship::Site,
            () if numbers == 2 => Kinship::Renamed,
            () => Kinship::Subsidiary,
        };
    }
    match () {
        () if numbers == 1 || other_form(a, b) => Kinship::Subsidiary,
        () if is_elsewhere(view, a, b) => Kinship::Site,
        () => Kinship::One,
    }
}

/// Whether the first of two companies rather stands above the second; `None` when nothing tells.
#[must_use]
pub fn stands_above(view: &View<'_>, a: &Row, b: &Row) -> Option<bool> {
    let height = |row: &Row| {
        let name = view.texts.text(row.company);
        let top = 4 * i32::from(has_word(name, TOPS)) - 4 * i32::from(has_word(name, PLACES));
        let form = i32::from(HIGH_FORMS.contains(&form_name(row.form)));
        top + form - name.split(' ').count() as i32
    };
    match height(a) - height(b) {
        0 => None,
        difference => Some(difference > 0),
    }
}

fn has_word(name: &str, words: &[&str]) -> bool {
    name.split(' ').any(|word| words.contains(&word))
}

/// Names are one but for blanks and slips of the finger. Another word is another name: "Nordwerk Nord" is
/// not "Nordwerk Süd", and "Werk 1" not "Werk 2".
fn one_spelling(a: &str, b: &str) -> bool {
    let joined = |text: &str| text.replace(' ', "");
    if joined(a) == joined(b) {
        return true;
    }
    let mut left: Vec<&str> = b.split(' ').collect();
    let words: Vec<&str> = a.split(' ').collect();
    if words.len() != left.len() {
        return false;
    }
    words.iter().all(|word| {
        let equal = left.iter().position(|other| other == word);
        let slip = || left.iter().position(|other| slipped(word, other));
        match equal.or_else(slip) {
            Some(at) => {
                left.swap_remove(at);
                true
            }
            None => false,
        }
    })
}

/// A slip in a word that is long enough for it, never in a number.
fn slipped(a: &str, b: &str) -> bool {
    let digits = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
    let shortest = a.len().min(b.len());
    let slips = match shortest {
        0..=4 => return false,
        5..=8 => 1,
        _ => 2,
    };
    !digits(a) && !digits(b) && edits_within(a, b, slips)
}

/// Both places are known and are two. A town of several postal codes is one place as long as the streets
/// do not differ.
fn is_elsewhere(view: &View<'_>, a: &Row, b: &Row) -> bool {
    let differ = |x: Symbol, y: Symbol| {
        x != 0 && y != 0 && x != y && jaro_winkler(view.texts.text(x), view.texts.text(y)) < STREET
    };
    match place_tie(view, a, b) {
        Place::Other => true,
        Place::Same => differ(a.street, b.street),
        Place::Unknown | Place::Address => false,
    }
}

/// Two spellings of one street.
const STREET: f64 = 0.88;

#[cfg(test)]
mod tests {
    use super::super::super::{Column, Given, Record, Table};
    use super::super::Facts;
    use super::*;

    type Values<'a> = &'a [(Column, &'a str)];

    fn on<T>(a: Values<'_>, b: Values<'_>, ask: impl Fn(&View<'_>, &Row, &Row) -> T) -> T {
        let mut table = Table::default();
        for values in [a, b] {
            table.push(&Record::read(&Given {
                values: values.to_vec(),
            }));
        }
        let facts = Facts::default();
        let view = View {
            texts: table.texts(),
            facts: &facts,
        };
        ask(&view, &table.rows[0], &table.rows[1])
    }

    fn between(a: &str, b: &str) -> Kinship {
        on(&[(Column::Company, a)], &[(Column::Company, b)], kinship)
    }

    #[test]
    fn one_name_in_two_spellings_is_one_company() {
        for (a, b) in [
            ("Müller Maschinenbau GmbH", "Mueller Maschinen-Bau"),
            ("Nordwerk GmbH", "NORDWERK Ges.m.b.H."),
            ("Steinberger Anlagen AG", "Steinberger Analgen AG"),
        ] {
            assert_eq!(between(a, b), Kinship::One, "{a} / {b}");
        }
    }

    #[test]
    fn legal_entities_of_a_group_are_not_one_company() {
        for (a, b) in [
            ("Nordwerk Holding AG", "Nordwerk GmbH"),
            ("Nordwerk AG", "Nordwerk GmbH"),
            ("Nordwerk Nord GmbH", "Nordwerk Süd GmbH"),
            ("Nordwerk Vertriebs GmbH", "Nordwerk GmbH"),
            ("Bau 1 GmbH", "Bau 2 GmbH"),
        ] {
            assert_eq!(between(a, b), Kinship::Subsidiary, "{a} / {b}");
        }
        let vat = |id| [(Column::Company, "Nordwerk GmbH"), (Column::Vat, id)];
        let (a, b) = (vat("DE136695976"), vat("DE811907980"));
        assert_eq!(on(&a, &b, kinship), Kinship::Subsidiary);
        assert_eq!(on(&a, &a, kinship), Kinship::One);
        let renamed = [
            (Column::Company, "Ganz Anders SE"),
            (Column::Vat, "DE136695976"),
        ];
        assert_eq!(on(&a, &renamed, kinship), Kinship::Renamed);
    }

    #[test]
    fn two_places_of_one_name_are_sites() {
        let at = |postal, city, street| {
            [
                (Column::Company, "Nordwerk GmbH"),
                (Column::Postal, postal),
                (Column::City, city),
                (Column::Street, street),
            ]
        };
        let home = at("24103", "Kiel", "Hafenstraße 1");
        let kin = |other: Values<'_>| on(&home, other, kinship);
        assert_eq!(kin(&at("80331", "München", "Tal 5")), Kinship::Site);
        assert_eq!(kin(&at("24103", "Kiel", "Industrieweg 9")), Kinship::Site);
        assert_eq!(kin(&at("24103", "Kiel", "Hafenstr. 1")), Kinship::One);
        assert_eq!(kin(&[(Column::Company, "Nordwerk")]), Kinship::One);
        assert_eq!(
            between("Nordwerk GmbH", "Nordwerk Niederlassung Graz"),
            Kinship::Site
        );
    }

    #[test]
    fn the_group_stands_above_its_parts() {
        let above = |a, b| {
            on(
                &[(Column::Company, a)],
                &[(Column::Company, b)],
                stands_above,
            )
        };
        assert_eq!(above("Nordwerk Holding AG", "Nordwerk GmbH"), Some(true));
        assert_eq!(above("Nordwerk GmbH", "Nordwerk AG"), Some(false));
        assert_eq!(
            above("Nordwerk GmbH", "Nordwerk Vertriebs GmbH"),
            Some(true)
        );
        assert_eq!(above("Nordwerk GmbH", "Nordwerk GmbH"), None);
    }
}
