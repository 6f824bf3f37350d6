//! Credit: sums, order, merging, and journeys of one touchpoint.

use proptest::prelude::*;

use super::*;
use crate::attribution::MODELS;

fn journeys(paths: &[(Vec<u32>, i64)]) -> Journeys {
    let mut journeys = Journeys::default();
    for (path, value) in paths {
        journeys.push(path, *value);
    }
    journeys
}

fn some_paths() -> impl Strategy<Value = Vec<(Vec<u32>, i64)>> {
    let path = proptest::collection::vec(0_u32..6, 0..12);
    proptest::collection::vec((path, 0_i64..100_000_000), 0..20)
}

fn weighs(model: &Model) -> bool {
    matches!(model.how, How::Weigh(_))
}

fn model(id: &str) -> &'static Model {
    Model::find(id).expect("a model")
}

#[test]
fn a_journey_without_touchpoints_is_unknown() {
    let credit = attribute(&journeys(&[(vec![], 500)]), 3, model("linear"));
    assert_eq!(credit.outcomes, vec![0.0, 0.0, 0.0, 1.0]);
    assert_eq!(credit.values, vec![0, 0, 0, 500]);
}

#[test]
fn linear_shares_equally_among_touchpoints() {
    let credit = attribute(&journeys(&[(vec![0, 1, 1], 100)]), 2, model("linear"));
    assert!((credit.outcomes[0] - 1.0 / 3.0).abs() < 1e-12);
    assert_eq!(credit.values, vec![33, 67, 0]);
}

#[test]
fn a_return_needs_a_known_cost() {
    let found = returns(&[500, 300, 100, 40], &[Some(200), None, Some(0)]);
    let ratios: Vec<Option<f64>> = found.iter().map(|r| r.ratio).collect();
    assert_eq!(ratios, vec![Some(2.5), None, None, None]);
    assert_eq!(found[1].cost_minor, None);
}

proptest! {
    #[test]
    fn credit_sums_to_the_total(paths in some_paths()) {
        for model in MODELS {
            let credit = attribute(&journeys(&paths), 6, model);
            let outcomes: f64 = credit.outcomes.iter().sum();
            prop_assert!((outcomes - paths.len() as f64).abs() < 1e-9, "{}: {outcomes}", model.id);
            let values: i64 = credit.values.iter().sum();
            prop_assert_eq!(values, paths.iter().map(|p| p.1).sum::<i64>(), "{}", model.id);
        }
    }

    #[test]
    fn parts_merge_to_the_whole(paths in some_paths(), cut in 0_usize..20) {
        let cut = cut.min(paths.len());
        for model in MODELS.iter().filter(|model| weighs(model)) {
            let whole = attribute(&journeys(&paths), 6, model);
            let mut parts = attribute(&journeys(&paths[cut..]), 6, model);
            parts.merge(&attribute(&journeys(&paths[..cut]), 6, model));
            prop_assert_eq!(&parts.values, &whole.values);
            prop_assert_eq!(&parts.journeys, &whole.journeys);
            for (a, b) in parts.outcomes.iter().zip(&whole.outcomes) {
                prop_assert!((a - b).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn a_single_touchpoint_gets_all(code in 0_u32..6, value in 0_i64..1_000_000, time in 0_i64..1_000) {
        for model in MODELS {
            let mut journeys = Journeys::default();
            let journey = Journey {
                codes: &[code],
                times: &[time],
                end: time + 60_000,
                conversions: 1,
                ..Journey::default()
            };
            journeys.add(&journey, value);
            let credit = attribute(&journeys, 6, model);
            prop_assert_eq!(credit.values[code as usize], value, "{}", model.id);
        }
    }

    #[test]
    fn weights_are_not_negative(paths in some_paths()) {
        for model in MODELS.iter().filter(|model| weighs(model)) {
            let credit = attribute(&journeys(&paths), 6, model);
            prop_assert!(credit.outcomes.iter().all(|x| *x >= 0.0), "{}", model.id);
        }
    }

    #[test]
    fn splitting_loses_nothing(total in -1_000_000_i64..1_000_000, raw in proptest::collection::vec(1_u32..100, 1..9)) {
        let sum: f64 = raw.iter().map(|w| f64::from(*w)).sum();
        let weights: Vec<f64> = raw.iter().map(|w| f64::from(*w) / sum).collect();
        prop_assert_eq!(split(total, &weights).iter().sum::<i64>(), total);
    }
}
