//! What must hold for any journeys.

use analysis::attribution::{Aggregate, Line};
use analysis::game::Game;
use proptest::prelude::*;

use crate::data::{Row, lines, sums};

const MODELS: &[&str] = &[
    "first",
    "last",
    "last-non-direct",
    "linear",
    "u",
    "w",
    "time-decay:3",
    "shapley",
    "ordered-shapley",
    "markov:1",
    "markov:2",
    "markov:3",
    "markov:4",
    "rate-shapley",
];
const CODES: u32 = 5;

fn some_rows() -> impl Strategy<Value = Vec<Row>> {
    let path = proptest::collection::vec(0..CODES, 1..9);
    let row = (path, 0_u32..4, 0_u32..4, proptest::option::of(0_u8..64)).prop_map(
        |(codes, conversions, nulls, group)| {
            let value = f64::from(conversions) * 12.5;
            Row {
                codes,
                conversions,
                nulls,
                value,
                group,
            }
        },
    );
    let has_outcome = |rows: &Vec<Row>| rows.iter().any(|row| row.conversions > 0);
    proptest::collection::vec(row, 1..25).prop_filter("an outcome", has_outcome)
}

fn close(a: &[Line], b: &[Line]) -> bool {
    let near = |a: f64, b: f64| (a - b).abs() < 1e-9 * (1.0 + b.abs());
    let same = |(a, b): (&Line, &Line)| {
        near(a.conversions, b.conversions) && near(a.value.unwrap(), b.value.unwrap())
    };
    a.len() == b.len() && a.iter().zip(b).all(same)
}

fn all(aggregate: &Aggregate) -> Vec<Vec<Line>> {
    (0..MODELS.len())
        .map(|at| aggregate.result(at, false).unwrap())
        .collect()
}

proptest! {
    #[test]
    fn credit_sums_to_all_outcomes_and_all_value(rows in some_rows()) {
        let aggregate = sums(&rows, MODELS);
        let totals = aggregate.totals();
        for (model, found) in MODELS.iter().zip(all(&aggregate)) {
            let conversions: f64 = found.iter().map(|l| l.conversions).sum();
            let value: f64 = found.iter().map(|l| l.value.unwrap()).sum();
            prop_assert!((conversions - totals.conversions as f64).abs() < 1e-9, "{model}");
            prop_assert!((value - totals.value).abs() < 1e-7, "{model}");
        }
    }

    #[test]
    fn any_split_merges_to_the_whole(rows in some_rows(), cut in 0_usize..25) {
        let cut = cut.min(rows.len());
        let whole = sums(&rows, MODELS);
        let mut parts = sums(&rows[..cut], MODELS);
        // The other part names its codes the other way round.
        let mut others = rows[cut..].to_vec();
        others.iter_mut().for_each(|row| row.codes.iter_mut().for_each(|c| *c = CODES - 1 - *c));
        let map: Vec<u32> = (0..CODES).rev().collect();
        parts.merge(&sums(&others, MODELS), &map);
        prop_assert_eq!(parts.totals().conversions, whole.totals().conversions);
        for (found, wanted) in all(&parts).iter().zip(all(&whole)) {
            let seen = wanted.len();
            prop_assert!(close(&found[..seen], &wanted));
        }
        let pairs = parts.pairs().unwrap();
        for (found, wanted) in pairs.iter().zip(whole.pairs().unwrap()) {
            prop_assert!((found.interaction - wanted.interaction).abs() < 1e-9);
            prop_assert_eq!(found.a_then_b, wanted.a_then_b);
            prop_assert_eq!(found.b_then_a, wanted.b_then_a);
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter(rows in some_rows(), seed in 0_usize..1000) {
        let mut turned = rows.clone();
        turned.reverse();
        let turn = seed % turned.len();
        turned.rotate_left(turn);
        let wanted = all(&sums(&rows, MODELS));
        for (found, wanted) in all(&sums(&turned, MODELS)).iter().zip(wanted) {
            prop_assert!(close(found, &wanted));
        }
    }

    #[test]
    fn what_is_taken_back_was_never_there(rows in some_rows(), more in some_rows()) {
        let mut aggregate = sums(&rows, MODELS);
        for row in &more {
            aggregate.add(&row.journey());
        }
        for row in more.iter().rev() {
            aggregate.remove(&row.journey());
        }
        let wanted = all(&sums(&rows, MODELS));
        for (found, wanted) in all(&aggregate).iter().zip(wanted) {
            prop_assert!(close(&found[..wanted.len()], &wanted));
        }
    }

    #[test]
    fn repeats_do_not_change_a_chain_of_order_one(rows in some_rows()) {
        let mut once = rows.clone();
        once.iter_mut().for_each(|row| row.codes.dedup());
        prop_assert!(close(&lines(&once, "markov:1"), &lines(&rows, "markov:1")));
    }

    #[test]
    fn set_shapley_is_the_shapley_value_of_the_sum_game(rows in some_rows()) {
        let worth = |set: u32| {
            let needs_no_other = |row: &&Row| row.codes.iter().all(|code| set >> code & 1 > 0);
            rows.iter().filter(needs_no_other).map(|row| f64::from(row.conversions)).sum()
        };
        let game = Game::new(CODES as usize, (0..1 << CODES).map(worth).collect()).unwrap();
        let aggregate = sums(&rows, &["shapley"]);
        let found = aggregate.result(0, false).unwrap();
        for (line, wanted) in found.iter().zip(game.shapley()) {
            prop_assert!((line.conversions - wanted).abs() < 1e-9);
        }
        for pair in aggregate.pairs().unwrap() {
            let same = |p: &&(usize, usize, f64)| (p.0, p.1) == (pair.a as usize, pair.b as usize);
            let wanted = game.interaction().iter().find(same).unwrap().2;
            prop_assert!((pair.interaction - wanted).abs() < 1e-9);
        }
    }

    /// The variant of ordered credit with equal touchpoints is the linear model.
    #[test]
    fn without_repeats_ordered_shapley_is_linear(rows in some_rows()) {
        let mut once = rows.clone();
        for row in &mut once {
            row.codes.sort_unstable();
            row.codes.dedup();
        }
        prop_assert!(close(&lines(&once, "ordered-shapley"), &lines(&once, "linear")));
        prop_assert!(close(&lines(&rows, "ordered-shapley"), &lines(&rows, "shapley")));
    }

    #[test]
    fn without_ends_in_nothing_an_effect_is_the_share_of_walks_that_visit(rows in some_rows()) {
        let mut won = rows.clone();
        won.retain(|row| row.conversions > 0);
        won.iter_mut().for_each(|row| { row.nulls = 0; row.codes.truncate(1); });
        let all: f64 = won.iter().map(|row| f64::from(row.conversions)).sum();
        for (code, line) in lines(&won, "markov:1").iter().enumerate() {
            let own = won.iter().filter(|row| row.codes[0] as usize == code);
            let share = own.map(|row| f64::from(row.conversions)).sum::<f64>() / all;
            prop_assert!((line.removal_effect.unwrap() - share).abs() < 1e-12);
        }
    }
}

#[test]
fn touchpoints_at_one_instant_share_alike_whatever_their_order() {
    use analysis::attribution::{Journey, Spec};
    let credit = |codes: &[u32], model: &str| {
        let mut aggregate = Aggregate::new(&[Spec::parse(model).unwrap()], false);
        let times = [5, 5, 9, 9];
        aggregate.add(&Journey {
            codes,
            times: &times,
            end: 10,
            conversions: 1,
            ..Journey::default()
        });
        aggregate
            .result(0, false)
            .unwrap()
            .iter()
            .map(|l| l.conversions)
            .collect::<Vec<_>>()
    };
    for model in [
        "first",
        "last",
        "u",
        "w",
        "linear",
        "time-decay:1",
        "time-decay:7d",
    ] {
        assert_eq!(
            credit(&[0, 1, 2, 3], model),
            credit(&[1, 0, 3, 2], model),
            "{model}"
        );
    }
    assert_eq!(credit(&[0, 1, 2, 3], "first"), vec![0.5, 0.5, 0.0, 0.0]);
}
