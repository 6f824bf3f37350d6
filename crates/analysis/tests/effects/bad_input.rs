//! Input that allows no estimate: a reason, never a number that is none, never a panic.

use analysis::effects::{
    Covariate, Event, Fault, Plan, Reason, Report, Rng, Study, Values, analyse,
};

/// Cases with an activity for those that `exposed` says, and an outcome.
fn study(n: usize, exposed: impl Fn(usize) -> bool, outcome: impl Fn(usize) -> f64) -> Study {
    let event = |case: usize| Event {
        case: case as u32,
        activity: 0,
        day: 1.0,
    };
    Study {
        activities: vec!["call".into(), "never".into()],
        outcome: (0..n).map(outcome).collect(),
        events: (0..n).filter(|case| exposed(*case)).map(event).collect(),
        ..Study::default()
    }
}

fn with(mut study: Study, name: &str, values: Vec<f64>) -> Study {
    study.covariates.push(Covariate {
        name: name.into(),
        values: Values::Numbers(values),
    });
    study
}

fn report(study: &Study) -> Report {
    let report = analyse(study, &Plan::default()).expect("a report");
    let shown = format!("{report:?}");
    assert!(!shown.contains("NaN") && !shown.contains("inf"), "{shown}");
    report
}

fn reason(study: &Study) -> Option<Reason> {
    report(study).activities[0].adjusted.as_ref().err().copied()
}

fn half(case: usize) -> bool {
    case.is_multiple_of(2)
}

fn third(case: usize) -> f64 {
    f64::from(u8::from(case.is_multiple_of(3)))
}

#[test]
fn too_few_on_one_side() {
    assert_eq!(
        reason(&study(300, |c| c == 7, third)),
        Some(Reason::FewExposed)
    );
    assert_eq!(
        reason(&study(300, |_| false, third)),
        Some(Reason::FewExposed)
    );
    assert_eq!(
        reason(&study(300, |c| c != 7, third)),
        Some(Reason::FewControls)
    );
    assert_eq!(
        reason(&study(300, |_| true, third)),
        Some(Reason::FewControls)
    );
    assert_eq!(reason(&study(1, |_| true, third)), Some(Reason::FewExposed));
}

#[test]
fn all_or_no_outcome() {
    assert_eq!(
        reason(&study(300, half, |_| 1.0)),
        Some(Reason::FewOutcomes)
    );
    assert_eq!(
        reason(&study(300, half, |_| 0.0)),
        Some(Reason::FewOutcomes)
    );
    assert_eq!(
        reason(&study(300, half, |_| 7.5)),
        Some(Reason::FewOutcomes)
    );
    assert!(report(&study(300, half, |_| 1.0)).game.is_none());
}

#[test]
fn outcomes_on_one_side_only_still_give_a_finite_answer() {
    let only_exposed = study(400, half, |c| f64::from(u8::from(half(c) && c % 3 == 0)));
    let found = report(&only_exposed).activities[0].adjusted.clone();
    let found = found.expect("an estimate");
    assert!(found.exposed.difference > 0.2 && found.exposed.ratio.is_none_or(f64::is_finite));
    let only_controls = study(400, half, |c| f64::from(u8::from(!half(c) && c % 3 == 0)));
    let found = report(&only_controls).activities[0].adjusted.clone();
    assert!(found.expect("an estimate").exposed.difference < -0.2);
}

#[test]
fn what_was_known_decides_who_is_exposed() {
    let separated: Vec<f64> = (0..400).map(|c| f64::from(u8::from(c >= 200))).collect();
    let found = with(study(400, |c| c >= 200, third), "separates", separated);
    assert_eq!(reason(&found), Some(Reason::NoOverlap));
    let ramp: Vec<f64> = (0..400).map(|c| f64::from(c as u32)).collect();
    let found = with(study(400, |c| c >= 200, third), "ramp", ramp);
    assert_eq!(reason(&found), Some(Reason::NoOverlap));
}

#[test]
fn constant_missing_and_copied_covariates() {
    let plain = report(&study(400, half, third));
    let constant = report(&with(study(400, half, third), "constant", vec![3.0; 400]));
    assert_eq!(constant.tally.constant, ["constant"]);
    let missing = with(study(400, half, third), "missing", vec![f64::NAN; 400]);
    assert_eq!(report(&missing).tally.constant, ["missing"]);
    let difference = |report: &Report| {
        let found = report.activities[0].adjusted.as_ref().expect("an estimate");
        found.exposed.difference
    };
    assert!((difference(&plain) - difference(&constant)).abs() < 1e-12);
    let mut rng = Rng::new(1);
    let values: Vec<f64> = (0..400).map(|_| rng.normal()).collect();
    let twice = with(study(400, half, third), "a", values.clone());
    report(&with(twice, "copy of a", values));
    let huge: Vec<f64> = (0..400).map(|c| if c == 5 { 1e300 } else { 1.0 }).collect();
    report(&with(study(400, half, third), "huge", huge));
}

#[test]
fn nothing_was_done() {
    let none = Study {
        outcome: vec![0.0, 1.0],
        ..Study::default()
    };
    let found = report(&none);
    assert!(found.activities.is_empty() && found.pairs.pairs.is_empty());
    assert_eq!(
        analyse(&Study::default(), &Plan::default()).err(),
        Some(Fault::NoCases)
    );
}

#[test]
fn a_landmark_before_which_all_has_ended_leaves_no_case() {
    let mut ended = study(300, half, third);
    ended.outcome_day = vec![5.0; 300];
    let at = |landmark| Plan {
        landmark: Some(landmark),
        ..Plan::default()
    };
    assert_eq!(analyse(&ended, &at(5.0)).err(), Some(Fault::NoCases));
    let found = analyse(&ended, &at(4.0)).expect("a report");
    assert_eq!(found.tally.at_risk, 300);
    ended.outcome_day[0] = 1.0;
    let found = analyse(&ended, &Plan::default()).expect("a report");
    assert_eq!(found.tally.events_after_outcome, 1);
    assert_eq!(found.activities[0].exposed, 149);
}

#[test]
fn only_what_happened_after_time_zero_and_by_the_landmark_counts() {
    let mut timed = study(300, half, third);
    timed.time_zero = vec![0.0; 300];
    timed.time_zero[0] = 2.0;
    for event in &mut timed.events {
        event.day = if event.case < 100 { 1.0 } else { 40.0 };
    }
    let plan = Plan {
        landmark: Some(30.0),
        ..Plan::default()
    };
    let found = analyse(&timed, &plan).expect("a report");
    assert_eq!(found.tally.events_before_zero, 1);
    assert_eq!(found.tally.events_after_landmark, 100);
    assert_eq!(found.activities[0].exposed, 49);
}

#[test]
fn numbers_as_outcomes() {
    let values = study(2_000, half, |c| {
        f64::from((c * 37 % 100) as u32) + 5.0 * f64::from(u8::from(half(c)))
    });
    let found = report(&values);
    assert!(!found.outcome_is_rate);
    let effect = found.activities[0]
        .adjusted
        .clone()
        .expect("an estimate")
        .exposed;
    assert!((effect.difference - 5.0).abs() < 4.0 && effect.ci.1 - effect.ci.0 < 10.0);
}
