//! Models that start from what is known of all cases are the models that start from nothing.

use super::super::aipw;
use super::super::regression::logistic;
use super::super::rng::Rng;
use super::super::study::{Covariate, Event, Plan, Study, Values};
use super::*;

/// Cases with one number and four activities: a rare one, two of which the second hardly ever comes without
/// the first and then means the opposite, and one in most cases.
fn data(cases: u32) -> Prepared {
    let mut rng = Rng::new(11);
    let mut study = Study {
        activities: ["fair", "call", "offer", "mail"]
            .map(str::to_owned)
            .to_vec(),
        ..Study::default()
    };
    let mut size = Vec::new();
    for case in 0..cases {
        // In steps, so that there are several cases of a kind.
        size.push((4.0 * rng.normal()).round() / 4.0);
        let mut score = -1.5 + 0.7 * size[case as usize];
        let is_called = rng.uniform() < 0.3;
        let (offered, offer) = if is_called { (0.9, 1.2) } else { (0.001, -1.5) };
        let called = f64::from(is_called);
        let all = [(0.02, 1.0), (called, -0.6), (offered, offer), (0.8, 0.2)];
        for (activity, (share, effect)) in (0..).zip(all) {
            if rng.uniform() < share {
                score += effect;
                study.events.push(Event {
                    case,
                    activity,
                    day: 1.0,
                });
            }
        }
        study
            .outcome
            .push(f64::from(rng.uniform() < logistic(score)));
    }
    let earlier = size.iter().map(|size| 2.0 + size + rng.normal()).collect();
    for (list, name, numbers) in [
        (&mut study.covariates, "size", size),
        (&mut study.placebos, "earlier", earlier),
    ] {
        list.push(Covariate {
            name: name.to_owned(),
            values: Values::Numbers(numbers),
        });
    }
    Prepared::of(&study, &Plan::default()).expect("cases")
}

fn compared(data: &Prepared, activity: usize) -> Comparison {
    let all: Vec<usize> = (0..data.cases()).collect();
    Comparison::of(data, activity, &all)
}

/// Models of those without an activity: of each case, from a start of its own, and of kinds of cases, from what
/// is known of all. Of the outcome, and of the placebo.
fn both(data: &Prepared, known: &Known, activity: usize) -> [[Vec<f64>; 2]; 2] {
    let rows: Vec<usize> = (0..data.cases()).collect();
    let (x, _) = data
        .all
        .part(&rows, |column| data.adjusts(activity, column));
    let there = &data.present[activity];
    let without: Vec<f64> = there.iter().map(|there| f64::from(!there)).collect();
    let compared = compared(data, activity);
    let most = known.most(data, &compared).expect("most cases");
    let near = most.near().expect("a start");
    let plain = fit(Link::Logistic, &x, &data.y, &without);
    let (sample, y) = (compared.sample(), compared.outcome(&data.y));
    let others = aipw::inside(&sample, 0.0);
    let near = fit_near(sample.x, &y.means, &others, &near);
    let line = fit(Link::Linear, &x, &data.placebos[0], &without);
    [[plain, near], [line, most.placebo(0)]]
        .map(|pair| pair.map(|fit| fit.expect("a fit").coefficients))
}

#[test]
fn what_is_known_of_all_leads_to_the_same_models() {
    let mut data = data(30_000);
    let known = Known::of(&data).expect("many cases");
    // Consequences are left out of the models, also such as many of those without the activity have.
    for (activity, left) in [(0, &[][..]), (1, &[]), (2, &[]), (0, &[1, 3]), (1, &[3])] {
        data.precedence.consequences[activity] = left.to_vec();
        for [plain, near] in both(&data, &known, activity) {
            for (a, b) in plain.iter().zip(&near) {
                assert!((a - b).abs() < 1e-3, "{activity}: {plain:?} {near:?}");
            }
        }
    }
}

#[test]
fn nothing_is_taken_from_all_for_those_who_are_few() {
    let data = data(30_000);
    let known = Known::of(&data).expect("many cases");
    assert!(known.most(&data, &compared(&data, 3)).is_none());
}

#[test]
fn an_arm_without_outcomes_is_expected_never_and_few_cases_have_no_start() {
    let mut data = data(30_000);
    let known = Known::of(&data).expect("many cases");
    data.y = data.present[1].iter().map(|t| f64::from(*t)).collect();
    let [[plain, near], _] = both(&data, &known, 1);
    assert_eq!((plain[0], &plain), (-35.0, &near));
    assert!(Known::of(&self::data(1_000)).is_none());
}
