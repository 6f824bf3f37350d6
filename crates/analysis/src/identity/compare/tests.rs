//! What the comparisons say about records as they come.

use super::*;
use crate::identity::{Column as C, Given, Record, Table};

fn table(records: &[&[(C, &str)]]) -> Table {
    let mut table = Table::default();
    for values in records {
        table.push(&Record::read(&Given {
            values: values.to_vec(),
        }));
    }
    table
}

/// Level name of the comparison between the first two records.
fn said(comparison: Comparison, records: &[&[(C, &str)]]) -> &'static str {
    let table = table(records);
    let facts = Facts::of(&table.rows, &table.texts());
    let view = View {
        texts: table.texts(),
        facts: &facts,
    };
    let level = comparison.level(&view, &table.rows[0], &table.rows[1]);
    let turned = comparison.level(&view, &table.rows[1], &table.rows[0]);
    assert_eq!(level, turned, "a comparison has no direction");
    match level {
        0 => "",
        level => comparison.levels()[usize::from(level) - 1].key,
    }
}

fn person<'a>(first: &'a str, last: &'a str) -> [(C, &'a str); 2] {
    [(C::First, first), (C::Last, last)]
}

#[test]
fn names_reach_their_levels() {
    for (a, b, expected) in [
        (("Jürgen", "Müller"), ("Juergen", "Mueller"), "name.equal"),
        (("Anna", "Müller"), ("Müller", "Anna"), "name.swapped"),
        (("Sepp", "Huber"), ("Josef", "Huber"), "name.nickname"),
        (
            ("Hans-Günther", "Gute-Sauer"),
            ("Hans", "Gute-Sauer"),
            "name.nickname",
        ),
        (("J.", "Huber"), ("Josef", "Huber"), "name.initial"),
        (
            ("Hanife", "Huber"),
            ("Hnife", "Huber"),
            "name.first_similar",
        ),
        (
            ("Anna", "Gute-Sauer"),
            ("Anna", "Sauer"),
            "name.last_similar",
        ),
        (("Nadine", "Huber"), ("Nadinean", "Huber"), "name.family"),
        (
            ("Alexandra", "Huber"),
            ("Alexander", "Huber"),
            "name.family",
        ),
        (("Julius", "Huber"), ("Julia", "Huber"), "name.family"),
        (
            ("Florian", "Huber"),
            ("Floriann", "Huber"),
            "name.first_similar",
        ),
        (("", "Huber"), ("Anna", "Huber"), "name.last_alone"),
        (("Anna", "Huber"), ("Berta", "Huber"), "name.family"),
        (("Martin", "Huber"), ("Martina", "Huber"), "name.family"),
        (("Stefan", "Huber"), ("Stefanie", "Huber"), "name.family"),
        (("Anna", "Huber"), ("Anna", "Neubrink"), "name.only_first"),
        (("Anna", "Huber"), ("Berta", "Neubrink"), "name.other"),
        (("", ""), ("Berta", "Neubrink"), ""),
    ] {
        let (a, b) = (person(a.0, a.1), person(b.0, b.1));
        assert_eq!(said(Comparison::Name, &[&a, &b]), expected, "{a:?} {b:?}");
    }
}

#[test]
fn an_address_of_a_function_is_nobodys() {
    let info = [(C::Email, "info@firma.de")];
    assert_eq!(said(Comparison::Email, &[&info, &info]), "");
    let own = [(C::Email, "a.weber@firma.de")];
    assert_eq!(said(Comparison::Email, &[&own, &own]), "email.equal");
    let other = [(C::Email, "b.weber@firma.de")];
    assert_eq!(
        said(Comparison::Email, &[&own, &other]),
        "email.other_same_company"
    );
    let google = [(C::Email, "anna.weber+x@googlemail.com")];
    let mail = [(C::Email, "annaweber@gmail.com")];
    assert_eq!(said(Comparison::Email, &[&google, &mail]), "email.equal");
}

#[test]
fn a_switchboard_belongs_to_the_company() {
    let with = |first: &'static str, last: &'static str| {
        [(C::First, first), (C::Last, last), (C::Phone, "089 123450")]
    };
    let (a, b, c) = (
        with("Anna", "Huber"),
        with("Anna", "Huber"),
        with("Berta", "Krause"),
    );
    assert_eq!(said(Comparison::Phone, &[&a, &b]), "phone.equal");
    assert_eq!(said(Comparison::Phone, &[&a, &b, &c]), "");
    let extension = [(C::Phone, "089 1234517")];
    assert_eq!(said(Comparison::Phone, &[&a, &extension]), "");
}

#[test]
fn a_company_counts_once_and_a_legal_form_matters() {
    let firm = |name: &'static str, city: &'static str| [(C::Company, name), (C::City, city)];
    for (a, b, expected) in [
        (
            firm("Nordbau GmbH", "Kiel"),
            firm("Nordbau", "Kiel"),
            "employer.same_same_town",
        ),
        (
            firm("Nordbau GmbH", "Kiel"),
            firm("Nordbau Holding AG", "Kiel"),
            "employer.similar_same_town",
        ),
        (
            firm("Nordbau GmbH", ""),
            firm("Nordbau AG", ""),
            "employer.same_name",
        ),
        (
            firm("Nordbau GmbH", "Kiel"),
            firm("Nordbau GmbH", "Graz"),
            "employer.same_name",
        ),
        (
            firm("Nordbau GmbH", "Kiel"),
            firm("Optik Lang", "Kiel"),
            "employer.other_same_town",
        ),
        (
            firm("Nordbau GmbH", "Kiel"),
            firm("Optik Lang", "Graz"),
            "employer.other",
        ),
    ] {
        assert_eq!(
            said(Comparison::Employer, &[&a, &b]),
            expected,
            "{a:?} {b:?}"
        );
    }
    assert_eq!(
        said(
            Comparison::Firm,
            &[&firm("Nordbau GmbH", ""), &firm("Nordbau AG", "")]
        ),
        "firm.other_form"
    );
}

#[test]
fn dates_and_numbers_know_slips() {
    let born = |date: &'static str| [(C::Birth, date)];
    for (a, b, expected) in [
        ("1985-03-09", "9.3.1985", "birth.equal"),
        ("1985-03-09", "1985-09-03", "birth.similar"),
        ("1985-03-09", "1986-03-09", "birth.similar"),
        ("1985-03-09", "1985-11-27", "birth.same_year"),
        ("1985-03-09", "1950-11-27", "birth.other"),
    ] {
        assert_eq!(
            said(Comparison::Birth, &[&born(a), &born(b)]),
            expected,
            "{a} {b}"
        );
    }
    let id = |text: &'static str| [(C::Official, text)];
    assert_eq!(
        said(Comparison::Official, &[&id("7814962"), &id("7814926")]),
        "official.one_slip"
    );
    assert_eq!(
        said(
            Comparison::Account,
            &[&[(C::Account, "null")], &[(C::Account, "null")]]
        ),
        ""
    );
    let vat = |text: &'static str| [(C::Vat, text)];
    assert_eq!(
        said(
            Comparison::FirmNumber,
            &[&vat("DE136695976"), &vat("DE 136 695 976")]
        ),
        "firm_number.equal"
    );
}
