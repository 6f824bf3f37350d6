//! Removal effects against oracles, identities and a walk through the chain.

use proptest::prelude::*;

use super::super::journeys::Journey;
use super::super::transitions::Transitions;
use super::*;

const CODES: usize = 4;

fn some_journeys() -> impl Strategy<Value = Vec<(Vec<u32>, u32, u32)>> {
    let path = proptest::collection::vec(0..CODES as u32, 1..9);
    proptest::collection::vec((path, 0_u32..4, 1_u32..4), 1..20)
}

fn chain(journeys: &[(Vec<u32>, u32, u32)], order: u8) -> Chain {
    let mut transitions = Transitions::new(order);
    for (codes, conversions, nulls) in journeys {
        let journey = Journey {
            conversions: *conversions,
            nulls: *nulls,
            value: f64::from(*conversions) * 3.0,
            ..Journey::default()
        };
        transitions.count(codes, &journey.ends(1));
    }
    Chain::of(&transitions, CODES)
}

fn near(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-10)
}

proptest! {
    /// The fitted chain converts as often as the journeys did, at every order.
    #[test]
    fn the_chance_to_convert_is_the_observed_rate(journeys in some_journeys()) {
        let won: f64 = journeys.iter().map(|j| f64::from(j.1)).sum();
        let all: f64 = journeys.iter().map(|j| f64::from(j.1 + j.2)).sum();
        for order in 1..=4 {
            let chain = chain(&journeys, order);
            let counts = chain.counts(None);
            let found = removal(&chain, &counts, CODES, POINT, &mut Warm::default()).expect("solved");
            prop_assert!((found.rate - won / all).abs() < 1e-11, "{order}");
            prop_assert!((found.value - 3.0 * won / all).abs() < 1e-10, "{order}");
        }
    }

    /// Expected visits of a state are the visits that were counted: no solve is needed for them.
    #[test]
    fn visits_are_the_counted_ones(journeys in some_journeys()) {
        for order in 1..=4 {
            let chain = chain(&journeys, order);
            let chances = Chances::of(&chain, &chain.counts(None)).expect("journeys");
            let inverse = closed_form::fundamental(&chain, &chances).expect("an inverse");
            let n = chain.states.len();
            for state in 0..n {
                let solved = chances.at_start(|from| inverse[from * n + state]);
                prop_assert!((solved - chances.visits[state]).abs() < 1e-10);
            }
        }
    }

    /// Three ways to the same effects: one inverse, an inverse per code, sweeps.
    #[test]
    fn the_ways_to_solve_agree(journeys in some_journeys()) {
        for order in 1..=4 {
            let chain = chain(&journeys, order);
            let chances = Chances::of(&chain, &chain.counts(None)).expect("journeys");
            let blocks = closed_form::solve_blocks(&chain, &chances, CODES).expect("solved");
            let mut warm = Warm::default();
            let swept = fixed_point::solve(&chain, &chances, CODES, POINT, &mut warm).expect("solved");
            prop_assert!(near(&swept.effects, &blocks.effects), "{order}");
            prop_assert!(near(&swept.value_effects, &blocks.value_effects), "{order}");
            if order == 1 {
                let closed = closed_form::solve(&chain, &chances, CODES).expect("solved");
                prop_assert!(near(&swept.effects, &closed.effects));
            }
            let again = fixed_point::solve(&chain, &chances, CODES, INTERVAL, &mut warm).expect("solved");
            prop_assert!(near(&again.effects, &swept.effects), "{order}");
        }
    }
}

/// Long journeys settle slowly, by leaps, and to the same.
#[test]
fn journeys_that_go_round_and_round_are_solved() {
    let round = |codes: &[u32], times: usize| codes.repeat(times);
    let journeys = [
        (round(&[0, 1], 200), 3, 1),
        (round(&[0, 2, 1], 90), 1, 4),
        (round(&[3, 1, 0, 1], 150), 2, 0),
        (vec![2, 3], 0, 7),
    ];
    for order in 2..=4 {
        let chain = chain(&journeys, order);
        let chances = Chances::of(&chain, &chain.counts(None)).expect("journeys");
        let blocks = closed_form::solve_blocks(&chain, &chances, CODES).expect("solved");
        // Without leaps it takes more than 3 000.
        assert!(
            fixed_point::sweeps(&chain, &chances, CODES) < 300,
            "{order}"
        );
        let swept = fixed_point::solve(&chain, &chances, CODES, POINT, &mut Warm::default());
        let swept = swept.expect("solved");
        assert!((swept.rate - 6.0 / 18.0).abs() < 1e-11, "{order}");
        assert!(near(&swept.effects, &blocks.effects), "{order}");
        assert!(near(&swept.value_effects, &blocks.value_effects), "{order}");
    }
}

/// Codes that no journey met cost nothing and lose nothing, wherever they stand.
#[test]
fn codes_that_nobody_met_lose_nothing() {
    // Every second code, so that there are more than are solved at once.
    let codes = 90;
    let mut transitions = Transitions::new(2);
    transitions.widen(codes);
    for at in 0..45_u32 {
        let path = &[at * 2, at * 38 % 90, at * 14 % 90];
        let journey = Journey {
            conversions: at % 3 + 1,
            nulls: 2,
            value: f64::from(at),
            ..Journey::default()
        };
        transitions.count(path, &journey.ends(1));
    }
    let chain = Chain::of(&transitions, codes);
    let chances = Chances::of(&chain, &chain.counts(None)).expect("journeys");
    let blocks = closed_form::solve_blocks(&chain, &chances, codes).expect("solved");
    let mut warm = Warm::default();
    let swept = fixed_point::solve(&chain, &chances, codes, POINT, &mut warm).expect("solved");
    assert!(near(&swept.effects, &blocks.effects));
    assert!(near(&swept.value_effects, &blocks.value_effects));
    for code in 0..codes {
        assert_eq!(swept.effects[code] > 0.0, code % 2 == 0, "{code}");
    }
}
