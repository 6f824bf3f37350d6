//! One record after another, as they arrive.

use super::*;
use crate::identity::{Column as C, Given, Model, Record, Shape};

fn read(values: &[(C, &str)]) -> Record {
    Record::read(&Given {
        values: values.to_vec(),
    })
}

fn index() -> Index {
    Index::new(Model::untrained(Shape::Business, 5_000))
}

fn attached(decision: &Decision) -> Option<u64> {
    match decision {
        Decision::Attach(found) => Some(found.person),
        _ => None,
    }
}

#[test]
fn a_known_address_finds_its_person_and_an_unknown_one_does_not() {
    let mut index = index();
    index.insert(
        1,
        10,
        &read(&[(C::Last, "Weber"), (C::Email, "katrin@weber-optik.de")]),
    );
    let found = index.decide(&read(&[(C::Email, "KATRIN@weber-optik.de")]));
    assert_eq!(attached(&found), Some(10));
    assert_eq!(
        index.decide(&read(&[(C::Email, "paul@huber.at")])),
        Decision::New
    );
    assert_eq!(index.decide(&Record::default()), Decision::New);
}

#[test]
fn colleagues_with_one_number_and_one_mailbox_stay_apart() {
    let mut index = index();
    let colleague = |first: &str, last: &str| {
        read(&[
            (C::First, first),
            (C::Last, last),
            (C::Company, "Nordbau GmbH"),
            (C::City, "Kiel"),
            (C::Email, "info@nordbau.de"),
            (C::Phone, "0431 55500"),
        ])
    };
    for (number, (first, last)) in
        (1..).zip([("Anna", "Huber"), ("Berta", "Krause"), ("Carl", "Lang")])
    {
        let record = colleague(first, last);
        assert!(attached(&index.decide(&record)).is_none(), "{first} {last}");
        index.insert(number, number * 10, &record);
    }
    assert!(attached(&index.decide(&colleague("Dora", "Huber"))).is_none());
    let again = index.decide(&colleague("Anna", "Huber"));
    assert_eq!(attached(&again), Some(10));
}

#[test]
fn a_tablet_at_a_fair_never_collects_its_visitors() {
    let mut index = index();
    let visitor = |first: &str, last: &str| {
        read(&[(C::First, first), (C::Last, last), (C::Device, "tablet7")])
    };
    let names = [
        ("Anna", "Huber"),
        ("Berta", "Krause"),
        ("Carl", "Lang"),
        ("Dora", "Zink"),
    ];
    for (number, (first, last)) in (1..).zip(names) {
        let record = visitor(first, last);
        assert!(attached(&index.decide(&record)).is_none(), "{first} {last}");
        index.insert(number, number, &record);
    }
    // Without a name the tablet says nothing any more.
    assert!(attached(&index.decide(&read(&[(C::Device, "tablet7")]))).is_none());
}

#[test]
fn a_second_login_on_one_device_is_a_second_person() {
    let mut index = index();
    index.insert(1, 10, &read(&[(C::Account, "U1"), (C::Device, "cookie1")]));
    assert_eq!(
        attached(&index.decide(&read(&[(C::Device, "cookie1")]))),
        Some(10)
    );
    assert!(
        attached(&index.decide(&read(&[(C::Account, "U2"), (C::Device, "cookie1")]))).is_none()
    );
    assert_eq!(
        attached(&index.decide(&read(&[(C::Account, "U1"), (C::Device, "cookie9")]))),
        Some(10)
    );
}

#[test]
fn several_persons_are_hit_and_none_is_merged() {
    let mut index = index();
    index.insert(
        1,
        10,
        &read(&[(C::Last, "Weber"), (C::Email, "katrin@weber.de")]),
    );
    index.insert(
        2,
        20,
        &read(&[(C::Last, "Weber"), (C::Phone, "0170 1234567")]),
    );
    let both = read(&[
        (C::Last, "Weber"),
        (C::Email, "katrin@weber.de"),
        (C::Phone, "0170 1234567"),
    ]);
    let Decision::Attach(found) = index.decide(&both) else {
        panic!("an address is known")
    };
    assert_eq!(
        (found.person, found.reason),
        (10, Reason::Same(Kind::Email))
    );
    assert_eq!(
        found
            .others
            .iter()
            .map(|other| other.person)
            .collect::<Vec<_>>(),
        [20]
    );
}

#[test]
fn a_likely_person_is_asked_about_and_a_clear_one_attached() {
    let mut index = index();
    let known = read(&[
        (C::First, "Jürgen"),
        (C::Last, "Müller"),
        (C::Company, "Optik Lang GmbH"),
        (C::City, "Kiel"),
    ]);
    index.insert(1, 10, &known);
    let same = read(&[
        (C::First, "Juergen"),
        (C::Last, "Mueller"),
        (C::Company, "Optik Lang"),
        (C::City, "Kiel"),
    ]);
    let Decision::Attach(found) = index.decide(&same) else {
        panic!("name and company agree")
    };
    assert!(found.p >= 0.99 && found.margin_bits >= 6.0 && found.reason == Reason::Weight);
    let half = read(&[
        (C::First, "J."),
        (C::Last, "Müller"),
        (C::Company, "Optik Lang"),
        (C::City, "Kiel"),
    ]);
    assert!(matches!(
        index.decide(&half),
        Decision::Review(_) | Decision::Attach(_)
    ));
    // Two namesakes in one company: nobody can know which.
    index.insert(2, 20, &known);
    let Decision::Review(candidates) = index.decide(&same) else {
        panic!("two are equally likely")
    };
    assert_eq!(candidates.len(), 2);
}

#[test]
fn moving_and_removing_records_moves_decisions() {
    let mut index = index();
    let record = read(&[(C::Email, "katrin@weber.de")]);
    index.insert(1, 10, &record);
    index.assign(1, 30);
    assert_eq!(attached(&index.decide(&record)), Some(30));
    index.remove(1);
    assert!(index.is_empty());
    assert_eq!(index.decide(&record), Decision::New);
    index.assign(99, 1);
    index.remove(99);
}

#[test]
fn a_number_that_turns_out_to_be_shared_names_its_records() {
    let mut index = index();
    let with = |first: &str, last: &str| {
        read(&[(C::First, first), (C::Last, last), (C::Phone, "0431 55500")])
    };
    assert!(index.insert(1, 10, &with("Anna", "Huber")).is_empty());
    assert!(index.insert(2, 10, &with("Anna", "Huber")).is_empty());
    assert_eq!(index.insert(3, 30, &with("Berta", "Krause")), [1, 2]);
}

#[test]
fn a_value_in_a_thousand_records_finds_nothing() {
    let mut index = index();
    for number in 0..1_000 {
        index.insert(
            number,
            number,
            &read(&[(C::Device, "kiosk"), (C::Email, "all@firma.de")]),
        );
    }
    assert!(index.generic_keys() >= 2);
    assert_eq!(
        index.decide(&read(&[(C::Device, "kiosk"), (C::Email, "all@firma.de")])),
        Decision::New
    );
}
