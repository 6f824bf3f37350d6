//! Exact answers on the journeys of `paths.csv`, to a relative 1e-9.

use analysis::attribution::Line;
use analysis::game::Game;

use crate::data::{assert_near, column, lines, rows, sums};

const HEURISTICS: &str = include_str!("../data/exact_heuristics.csv");
const MARKOV: &str = include_str!("../data/exact_markov_order1_null.csv");
const SHAPLEY: &str = include_str!("../data/exact_shapley.csv");
const EXACT: f64 = 1e-9;

fn compare(table: &str, head: &str, found: &[Line], of: impl Fn(&Line) -> f64) {
    let wanted = column(table, head);
    assert_eq!(wanted.len(), found.len(), "{head}");
    for (wanted, line) in wanted.iter().zip(found) {
        assert_near(of(line), *wanted, EXACT, head);
    }
}

#[test]
fn heuristics_equal_the_exact_answers() {
    let (rows, _) = rows();
    for (model, head) in [
        ("first", "first"),
        ("last", "last"),
        ("linear", "linear"),
        ("u", "u404020"),
        ("time-decay:2", "timedecay_step_halflife2"),
    ] {
        let found = lines(&rows, model);
        compare(HEURISTICS, &format!("{head}_conversions"), &found, |l| {
            l.conversions
        });
        compare(HEURISTICS, &format!("{head}_value"), &found, |l| {
            l.value.unwrap()
        });
    }
}

#[test]
fn set_shapley_equals_the_exact_answers_and_ordered_shapley_sums_to_it() {
    let (rows, names) = rows();
    for model in ["shapley", "ordered-shapley"] {
        let found = lines(&rows, model);
        compare(SHAPLEY, "shapley_sum_conversions", &found, |l| {
            l.conversions
        });
        compare(SHAPLEY, "shapley_sum_value", &found, |l| l.value.unwrap());
    }
    let ordered = sums(&rows, &["ordered-shapley"]);
    for (code, name) in names.iter().enumerate() {
        let places = ordered.places(0, code).unwrap();
        let wanted = column(SHAPLEY, "shapley_sum_conversions")[code];
        assert_near(places.iter().sum(), wanted, EXACT, name);
    }
}

#[test]
fn rate_shapley_equals_the_exact_answers() {
    let (rows, _) = rows();
    let journeys: u32 = rows.iter().map(|row| row.conversions + row.nulls).sum();
    let found = lines(&rows, "rate-shapley");
    let wanted = column(SHAPLEY, "shapley_ratecum");
    for (wanted, line) in wanted.iter().zip(&found) {
        // Differences of rates: the precision of the whole, not of the difference.
        let rate = line.conversions / f64::from(journeys);
        assert!((rate - wanted).abs() < 1e-12, "{rate} {wanted}");
    }
}

#[test]
fn markov_of_order_one_equals_the_exact_answers() {
    let (rows, _) = rows();
    let found = lines(&rows, "markov:1");
    compare(MARKOV, "total_conversions", &found, |l| l.conversions);
    compare(MARKOV, "total_conversion_value", &found, |l| {
        l.value.unwrap()
    });
    compare(MARKOV, "removal_effects_conversion", &found, |l| {
        l.removal_effect.unwrap()
    });
    compare(MARKOV, "removal_effects_conversion_value", &found, |l| {
        l.removal_effect_value.unwrap()
    });
}

/// Standard errors of the removal effects of order 1, measured once by a jackknife over journeys in
/// another language; the partition into groups differs, so they agree only roughly: an error from 64
/// groups has itself an error of 9 %.
#[test]
fn standard_errors_are_as_measured_elsewhere() {
    let (rows, _) = rows();
    let found = sums(&rows, &["markov:1"]).result(0, true).unwrap();
    let measured = [
        0.0029, 0.0022, 0.00013, 0.0013, 0.0027, 0.0006, 0.0026, 0.0009, 0.0021, 0.00008, 0.0018,
        0.0009,
    ];
    for (line, wanted) in found.iter().zip(measured) {
        assert_near(
            line.se_removal_effect.unwrap(),
            wanted,
            0.4,
            "standard error",
        );
    }
}

/// Names the interaction index of one pair: 1584.0095, worked out by the definition.
#[test]
fn the_interaction_of_a_pair_equals_its_definition() {
    let (rows, names) = rows();
    let place = |name| names.iter().position(|n| *n == name).unwrap() as u32;
    let (alpha, iota) = (place("alpha"), place("iota"));
    let pairs = sums(&rows, &[]).pairs().unwrap();
    let pair = pairs.iter().find(|p| (p.a, p.b) == (alpha, iota)).unwrap();
    assert!(
        (pair.interaction - 1584.0095).abs() < 0.00005,
        "{}",
        pair.interaction
    );
    let both = rows
        .iter()
        .filter(|r| r.codes.contains(&alpha) && r.codes.contains(&iota));
    let n: u32 = both.map(|r| r.conversions + r.nulls).sum();
    assert_eq!(pair.a_then_b.n + pair.b_then_a.n, i64::from(n));
}

/// All 4,096 coalitions of the sum game, without the shortcut.
#[test]
fn enumerating_every_coalition_gives_the_same_shapley_values_and_interactions() {
    let (rows, names) = rows();
    let mut worth = vec![0.0; 1 << names.len()];
    for row in &rows {
        let set = row.codes.iter().fold(0_usize, |set, code| set | 1 << code);
        worth[set] += f64::from(row.conversions);
    }
    for code in 0..names.len() {
        for set in (0..worth.len()).filter(|set| set >> code & 1 > 0) {
            worth[set] += worth[set ^ (1 << code)];
        }
    }
    let game = Game::new(names.len(), worth).unwrap();
    for (found, wanted) in game
        .shapley()
        .iter()
        .zip(column(SHAPLEY, "shapley_sum_conversions"))
    {
        assert_near(*found, wanted, EXACT, "enumerated");
    }
    let pairs = sums(&rows, &[]).pairs().unwrap();
    for (a, b, wanted) in game.interaction() {
        let pair = pairs
            .iter()
            .find(|pair| (pair.a as usize, pair.b as usize) == (a, b));
        let found = pair.map_or(0.0, |pair| pair.interaction);
        assert!((found - wanted).abs() < 1e-7, "{a} {b}: {found} {wanted}");
    }
}
