//! What holds for every series.

use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, proptest};

use super::super::super::rng::Rng;
use super::*;

fn numbers(found: &Found) -> Vec<f64> {
    let mut all = vec![found.naive.unwrap_or(0.0)];
    if let Ok(step) = &found.step {
        let (low, high) = step.ci;
        all.extend([step.difference, low, high, step.p, step.with, step.without]);
        all.extend([step.without_ci.0, step.without_ci.1, step.checks.recording]);
        all.extend(
            step.points
                .iter()
                .flat_map(|p| [p.observed, p.without, p.band.0, p.band.1]),
        );
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_the_rows_does_not_matter(seed in 0_u64..1_000, turn in 1_usize..35) {
        let mut rng = Rng::new(seed);
        let comparison = PLANTED.months(&mut rng);
        let months = Planted { step: 0.04, ..PLANTED }.months(&mut rng);
        let series = Interrupted { months, comparison, first_after: 0 };
        let mut turned = series.clone();
        turned.months.rotate_left(turn);
        turned.comparison.reverse();
        prop_assert_eq!(interrupted(&series), interrupted(&turned));
    }

    #[test]
    fn there_is_never_a_number_that_is_none(
        rows in vec((-20_i64..20, 0_u32..6, 0_u32..6), 0..60),
        others in vec((-20_i64..20, 0_u32..6, 0_u32..6), 0..60),
        first_after in -22_i64..22,
    ) {
        let month = |(at, counted, of): &(i64, u32, u32)| Month {
            at: *at,
            counted: f64::from(*counted),
            of: f64::from(*of),
        };
        let found = interrupted(&Interrupted {
            months: rows.iter().map(month).collect(),
            comparison: others.iter().map(month).collect(),
            first_after,
        });
        for number in numbers(&found) {
            prop_assert!(number.is_finite());
        }
        if let Ok(step) = &found.step {
            prop_assert!(step.ci.0 <= step.difference + 1e-9 && step.difference <= step.ci.1 + 1e-9);
        }
    }
}

#[test]
fn numbers_that_are_none_are_left_out() {
    let mut rng = Rng::new(5);
    let mut months = PLANTED.months(&mut rng);
    let clean = interrupted(&Interrupted {
        months: months.clone(),
        comparison: Vec::new(),
        first_after: 0,
    });
    for (counted, of) in [
        (f64::NAN, 1.0),
        (1.0, f64::INFINITY),
        (-1.0, 5.0),
        (3.0, 0.0),
    ] {
        months.push(Month { at: 3, counted, of });
    }
    let found = interrupted(&Interrupted {
        months,
        comparison: Vec::new(),
        first_after: 0,
    });
    assert_eq!(clean, found);
}
