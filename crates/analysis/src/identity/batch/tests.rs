//! Whole runs: what is merged, what never is, and that the order of rows does not matter.

use super::*;
use crate::identity::{Column as C, Given, Record};
use proptest::prelude::*;

type Values<'a> = Vec<(C, &'a str)>;

fn table(records: &[Values<'_>]) -> Table {
    let mut table = Table::default();
    for values in records {
        table.push(&Record::read(&Given {
            values: values.clone(),
        }));
    }
    table
}

fn clusters(records: &[Values<'_>]) -> Vec<u32> {
    run(&table(records), Shape::Business, &Options::default()).clusters
}

fn contact<'a>(
    first: &'a str,
    last: &'a str,
    company: &'a str,
    email: &'a str,
    phone: &'a str,
) -> Values<'a> {
    vec![
        (C::First, first),
        (C::Last, last),
        (C::Company, company),
        (C::Email, email),
        (C::Phone, phone),
    ]
}

/// A company without a place may be either of two sites: nobody knows which.
#[test]
fn a_company_without_a_place_is_torn_between_two_sites() {
    let at = |city, postal| {
        vec![
            (C::Company, "Nordwerk GmbH"),
            (C::Website, "nordwerk.de"),
            (C::City, city),
            (C::Postal, postal),
        ]
    };
    let bare = vec![(C::Company, "Nordwerk"), (C::Website, "nordwerk.de")];
    let run = |records: &[Values<'_>]| run(&table(records), Shape::Company, &Options::default());
    assert_eq!(run(&[at("Kiel", "24103"), bare.clone()]).clusters, [0, 0]);
    let outcome = run(&[at("Kiel", "24103"), at("Graz", "8010"), bare]);
    assert_eq!(outcome.clusters, [0, 1, 2]);
    assert_eq!(outcome.reviews.len(), 3, "every two of them are a question");
}

#[test]
fn spellings_of_one_person_become_one() {
    let found = clusters(&[
        contact(
            "Jürgen",
            "Müller",
            "Nordbau GmbH",
            "j.mueller@nordbau.de",
            "",
        ),
        contact(
            "Juergen",
            "Mueller",
            "Nordbau G.m.b.H.",
            "J.Mueller@NORDBAU.de",
            "0431 55512",
        ),
        contact("Jurgen", "Muller", "Nordbau", "", "+49 (0)431 55512"),
        contact(
            "Berta",
            "Krause",
            "Optik Lang",
            "b.krause@optik-lang.de",
            "",
        ),
    ]);
    assert_eq!(found, [0, 0, 0, 1]);
}

#[test]
fn colleagues_sharing_number_and_mailbox_stay_apart() {
    let found = clusters(&[
        contact(
            "Anna",
            "Huber",
            "Nordbau GmbH",
            "info@nordbau.de",
            "0431 55500",
        ),
        contact(
            "Berta",
            "Krause",
            "Nordbau GmbH",
            "info@nordbau.de",
            "0431 55500",
        ),
        contact(
            "Carl",
            "Huber",
            "Nordbau GmbH",
            "info@nordbau.de",
            "0431 55500",
        ),
    ]);
    assert_eq!(found, [0, 1, 2]);
}

#[test]
fn families_in_one_company_stay_apart() {
    // The same surname, company, number and address of e-mail; the first names begin alike.
    let found = clusters(&[
        contact(
            "Anna",
            "Huber",
            "Huber Optik",
            "huber@huber-optik.de",
            "0431 55500",
        ),
        contact(
            "Andreas",
            "Huber",
            "Huber Optik",
            "huber@huber-optik.de",
            "0431 55500",
        ),
        contact(
            "Martin",
            "Huber",
            "Huber Optik",
            "m.huber@huber-optik.de",
            "0431 55500",
        ),
        contact(
            "Martina",
            "Huber",
            "Huber Optik",
            "m.huber@huber-optik.de",
            "0431 55500",
        ),
    ]);
    assert_eq!(found, [0, 1, 2, 3]);
}

#[test]
fn no_bridge_joins_two_people() {
    // "A. Huber" could be both; Anna and Andreas are not one person because of it.
    let found = clusters(&[
        contact(
            "Anna",
            "Huber",
            "Optik Lang",
            "anna.huber@optik-lang.de",
            "",
        ),
        contact("A.", "Huber", "Optik Lang", "", "0170 1234567"),
        contact(
            "Andreas",
            "Huber",
            "Optik Lang",
            "andreas.huber@optik-lang.de",
            "0170 1234567",
        ),
    ]);
    assert_ne!(found[0], found[2]);
}

#[test]
fn what_people_said_wins() {
    let records = [
        contact(
            "Anna",
            "Huber",
            "Optik Lang",
            "anna.huber@optik-lang.de",
            "",
        ),
        contact(
            "Anna",
            "Huber",
            "Optik Lang",
            "anna.huber@optik-lang.de",
            "",
        ),
        contact("Berta", "Krause", "Nordbau", "", ""),
    ];
    let table = table(&records);
    let said = |must, cannot| {
        let options = Options {
            must_link: must,
            cannot_link: cannot,
            ..Options::default()
        };
        run(&table, Shape::Business, &options)
    };
    assert_eq!(said(&[], &[]).clusters, [0, 0, 1]);
    let apart = said(&[], &[(1, 0)]);
    assert_eq!(apart.clusters, [0, 1, 2]);
    assert!(apart.reviews.is_empty(), "nobody is asked twice");
    assert_eq!(said(&[(2, 0)], &[]).clusters, [0, 0, 0]);
    // Numbers beyond the table are ignored.
    assert_eq!(said(&[(7, 9)], &[(8, 0)]).clusters, [0, 0, 1]);
}

#[test]
fn new_records_join_earlier_clusters_and_change_none() {
    let mut all = people(300);
    // The third record of every person comes later.
    let late: Vec<Values<'_>> = all.iter().skip(2).step_by(3).cloned().collect();
    let mut number = 0;
    all.retain(|_| {
        number += 1;
        number % 3 != 0
    });
    all.extend(late);
    let whole = table(&all);
    let before = table(&all[..200]);
    let first = run(&before, Shape::Business, &Options::default());
    let options = Options {
        earlier: Some(&first.clusters),
        model: Some(&first.model),
        ..Options::default()
    };
    let second = run(&whole, Shape::Business, &options);
    assert_eq!(
        second.clusters[..200],
        first.clusters[..],
        "what was decided stays"
    );
    assert_eq!(second.model, first.model);
    let joined = (200..300)
        .filter(|row| second.clusters[..200].contains(&second.clusters[*row]))
        .count();
    assert!(joined > 40, "{joined} of 100 new records joined");
}

#[test]
fn two_files_are_only_compared_across() {
    let twice = contact(
        "Anna",
        "Huber",
        "Optik Lang",
        "anna.huber@optik-lang.de",
        "",
    );
    let table = table(&[
        twice.clone(),
        twice.clone(),
        contact("Berta", "Krause", "Nordbau", "", ""),
    ]);
    let same = Options {
        sides: Some(&[0, 0, 1]),
        ..Options::default()
    };
    assert_eq!(run(&table, Shape::Business, &same).clusters, [0, 1, 2]);
    let across = Options {
        sides: Some(&[0, 1, 1]),
        ..Options::default()
    };
    assert_eq!(run(&table, Shape::Business, &across).clusters, [0, 0, 1]);
}

#[test]
fn a_waterfall_adds_up_to_the_weight() {
    let table = table(&people(50));
    let outcome = run(&table, Shape::Business, &Options::default());
    let facts = Facts::of(&table.rows, &table.texts());
    for row in 1..50 {
        let waterfall = explain(&table, &outcome.model, 0, row);
        let sum: f32 = waterfall
            .evidence
            .iter()
            .map(|e| e.bits + e.rarity_bits)
            .sum();
        assert!((waterfall.prior_bits + sum - waterfall.bits).abs() < 0.01);
        let weight = weigh(
            table.texts(),
            &facts,
            &outcome.model,
            &table.rows[0],
            &table.rows[row],
        );
        assert!((weight - waterfall.bits).abs() < 0.01);
        assert!((0.0..=1.0).contains(&waterfall.probability()));
    }
}

#[test]
fn little_and_strange_input_is_no_problem() {
    for records in [vec![], vec![vec![]], vec![vec![], vec![]], people(1)] {
        let table = table(&records);
        for shape in [Shape::Business, Shape::Person, Shape::Company] {
            let outcome = run(&table, shape, &Options::default());
            assert_eq!(outcome.clusters.len(), records.len());
            assert!(outcome.model.prior_bits.is_finite());
            let truth = TrueEntities::new(records.iter().map(|_| "x"), None);
            let figures = truth.figures(&outcome);
            assert!(
                [
                    figures.precision,
                    figures.recall,
                    figures.f1,
                    figures.review_recall
                ]
                .iter()
                .all(|f| f.is_finite())
            );
        }
    }
}

#[test]
fn a_value_that_everybody_has_costs_nothing_and_merges_nobody() {
    let table = table(&vec![vec![(C::Email, "kontakt.zentral@firma.de")]; 20_000]);
    let outcome = run(&table, Shape::Business, &Options::default());
    assert!(outcome.passes.iter().map(|pass| pass.pairs).sum::<u64>() < MOST_PAIRS);
    let mut sizes = vec![0; 20_000];
    outcome
        .clusters
        .iter()
        .for_each(|cluster| sizes[*cluster as usize] += 1);
    assert!(sizes.iter().all(|size| *size <= SIZE_CAP));
}

/// People with several records each, written differently; made without chance.
fn people(records: usize) -> Vec<Values<'static>> {
    const FIRST: &[&str] = &[
        "Anna", "Jürgen", "Berta", "Carl", "Dora", "Emil", "Fatma", "Georg", "Hanna", "Ivan",
    ];
    const LAST: &[&str] = &[
        "Huber",
        "Müller",
        "Krause",
        "Lang",
        "Zink",
        "Öztürk",
        "Groß",
        "Weber-Lang",
        "von Stein",
    ];
    const FIRMS: &[&str] = &[
        "Nordbau GmbH",
        "Optik Lang KG",
        "Zink & Söhne",
        "Wasserwerk Graz",
        "Hofer Logistik AG",
    ];
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    (0..records)
        .map(|n| {
            let person = n / 3;
            let (first, last) = (FIRST[person % FIRST.len()], LAST[person / 2 % LAST.len()]);
            let mut values = vec![
                (C::Last, last),
                (C::Company, FIRMS[person / 7 % FIRMS.len()]),
            ];
            if n % 5 != 1 {
                values.push((C::First, first));
            }
            if n % 2 == 0 || n % 5 == 1 {
                values.push((C::Email, leak(format!("p{person}@box{}.de", person % 11))));
            }
            if n % 3 != 0 {
                values.push((C::Phone, leak(format!("0170 {}", 2_000_000 + person * 37))));
            }
            values
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_order_of_rows_changes_no_cluster(order in Just((0..120usize).collect::<Vec<_>>()).prop_shuffle()) {
        let records = people(120);
        let straight = clusters(&records);
        let shuffled: Vec<Values<'_>> = order.iter().map(|at| records[*at].clone()).collect();
        let turned = clusters(&shuffled);
        for (i, a) in order.iter().enumerate() {
            for (j, b) in order.iter().enumerate() {
                prop_assert_eq!(turned[i] == turned[j], straight[*a] == straight[*b], "{} {}", a, b);
            }
        }
    }

    #[test]
    fn any_text_can_be_a_value(texts in proptest::collection::vec(".{0,40}", 1..30)) {
        let columns = [C::Full, C::First, C::Last, C::Company, C::Email, C::Phone, C::Street, C::City, C::Birth,
            C::Vat, C::Register, C::Lei, C::Website, C::Postal, C::House, C::Official, C::Country];
        let records: Vec<Values<'_>> = (0..6)
            .map(|row| columns.iter().enumerate().map(|(at, c)| (*c, texts[(row * 5 + at * 3) % texts.len()].as_str())).collect())
            .collect();
        let table = table(&records);
        for shape in [Shape::Business, Shape::Person, Shape::Company] {
            let outcome = run(&table, shape, &Options::default());
            prop_assert!(outcome.reviews.iter().all(|review| review.bits.is_finite()));
        }
    }
}
