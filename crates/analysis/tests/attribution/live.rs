//! What the sums say when there is little or too much.

use analysis::attribution::{Aggregate, CannotTell, Journey, Journeys, Spec};

use crate::data::{Row, lines, rows, sums};

fn row(codes: &[u32], conversions: u32, nulls: u32) -> Row {
    Row {
        codes: codes.to_vec(),
        conversions,
        nulls,
        value: f64::from(conversions),
        group: Some(0),
    }
}

#[test]
fn adding_a_journey_changes_the_result_as_if_it_had_always_been_there() {
    let (rows, _) = rows();
    let mut aggregate = sums(&rows[1..], &["markov:1", "linear"]);
    aggregate.add(&rows[0].journey());
    let whole = sums(&rows, &["markov:1", "linear"]);
    for model in 0..2 {
        for (a, b) in aggregate
            .result(model, false)
            .unwrap()
            .iter()
            .zip(whole.result(model, false).unwrap())
        {
            assert!((a.conversions - b.conversions).abs() < 1e-9);
        }
    }
}

#[test]
fn nothing_converts_and_no_journeys_are_said_so() {
    let chain = |rows: &[Row]| sums(rows, &["markov:1"]).result(0, false);
    assert_eq!(
        chain(&[row(&[0, 1], 0, 5)]),
        Err(CannotTell::NothingConverts)
    );
    assert_eq!(chain(&[]), Err(CannotTell::NoJourneys));
    assert_eq!(chain(&[row(&[], 3, 5)]), Err(CannotTell::NoJourneys));
    assert_eq!(
        sums(&[], &["survival"]).result(0, true),
        Err(CannotTell::NeedsTimes)
    );
    assert_eq!(lines(&[row(&[0], 0, 5)], "linear")[0].conversions, 0.0);
}

#[test]
fn all_converting_is_no_trouble() {
    for model in ["markov:1", "markov:2", "rate-shapley"] {
        let found = lines(&[row(&[0, 1], 5, 0), row(&[1], 5, 0)], model);
        let sum: f64 = found.iter().map(|l| l.conversions).sum();
        assert!((sum - 10.0).abs() < 1e-9, "{model}");
    }
    assert_eq!(
        lines(&[row(&[0, 1], 5, 0), row(&[1], 5, 0)], "markov:1")[1].removal_effect,
        Some(1.0)
    );
}

#[test]
fn few_conversions_have_no_interval() {
    let few = sums(&[row(&[0, 1], 5, 3)], &["linear"])
        .result(0, true)
        .unwrap();
    assert_eq!(few[0].se_conversions, None);
}

#[test]
fn a_million_steps_between_two_codes_are_solved() {
    let codes: Vec<u32> = (0..1_000_000).map(|at| at % 2).collect();
    for order in 1..=4 {
        let rows = [row(&codes, 1, 1), row(&[2], 1, 1)];
        let found = lines(&rows, &format!("markov:{order}"));
        for (line, wanted) in found.iter().zip([0.5, 0.5, 0.5]) {
            assert!(
                (line.removal_effect.unwrap() - wanted).abs() < 1e-6,
                "{order}: {line:?}"
            );
        }
    }
}

#[test]
fn five_thousand_codes_are_solved_or_refused_but_never_nonsense() {
    let rows: Vec<Row> = (0..5000_u32)
        .map(|at| row(&[at, at * 7 % 5000, at * 13 % 5000], 1, 2))
        .collect();
    for model in [
        "linear",
        "markov:1",
        "markov:2",
        "markov:4",
        "shapley",
        "rate-shapley",
    ] {
        match sums(&rows, &[model]).result(0, false) {
            Ok(found) => {
                let sum: f64 = found.iter().map(|l| l.conversions).sum();
                assert!((sum - 5000.0).abs() < 1e-6, "{model} {sum}");
            }
            Err(reason) => assert_eq!(reason, CannotTell::TooLarge, "{model}"),
        }
    }
    assert!(sums(&rows, &[]).pairs().is_none());
}

#[test]
fn more_than_twenty_codes_are_sampled_with_their_error() {
    let rows: Vec<Row> = (0..25_u32)
        .map(|at| row(&[at, (at + 1) % 25], 1 + at % 3, 4))
        .collect();
    let found = lines(&rows, "rate-shapley");
    let sum: f64 = found.iter().map(|l| l.conversions).sum();
    let wanted: u32 = rows.iter().map(|row| row.conversions).sum();
    assert!((sum - f64::from(wanted)).abs() < 1e-9);
    assert!(found.iter().all(|line| line.sampling_error.unwrap() > 0.0));
    assert_eq!(lines(&rows, "rate-shapley"), found);
}

#[test]
fn direct_is_passed_over_by_its_name() {
    let mut aggregate = Aggregate::new(&[Spec::parse("last-non-direct:home").unwrap()], false);
    aggregate.name(0, "mail");
    aggregate.name(1, "Home");
    aggregate.add(&row(&[0, 1], 2, 0).journey());
    aggregate.add(&row(&[1], 1, 0).journey());
    let found = aggregate.result(0, false).unwrap();
    assert_eq!((found[0].conversions, found[1].conversions), (2.0, 1.0));
}

#[test]
fn a_window_leaves_out_and_says_how_much() {
    let mut journeys = Journeys::default();
    let journey = Journey {
        codes: &[0, 1, 2],
        times: &[10, 50, 90],
        end: 100,
        conversions: 1,
        ..Journey::default()
    };
    journeys.add(&journey, 100);
    let (kept, cut) = journeys.within(50);
    assert_eq!(kept.journey(0).codes, &[1, 2]);
    assert_eq!((cut.touchpoints, cut.of), (1, 3));
}

#[test]
fn many_at_once_are_the_same_as_one_by_one() {
    let (rows, _) = rows();
    let mut journeys = Journeys::default();
    for (at, row) in rows.iter().take(2000).enumerate() {
        let group = (at % 64) as u8;
        journeys.add(
            &Journey {
                group,
                ..row.journey()
            },
            at as i64,
        );
    }
    let models =
        ["markov:1", "markov:3", "linear", "rate-shapley"].map(|word| Spec::parse(word).unwrap());
    let mut at_once = Aggregate::new(&models, true);
    at_once.add_all(&journeys);
    let mut one_by_one = Aggregate::new(&models, true);
    journeys.iter().for_each(|journey| one_by_one.add(&journey));
    assert_eq!(at_once.totals(), one_by_one.totals());
    assert_eq!(at_once.pairs(), one_by_one.pairs());
    for model in 0..models.len() {
        assert_eq!(at_once.result(model, true), one_by_one.result(model, true));
    }
}
