//! The same data give the same numbers: whatever the order of rows, the number of threads, the names.

use analysis::effects::{Event, Plan, Report, Study, analyse};

use super::planted::{self, NAMES};

/// The numbers of a report, to be compared bit by bit.
fn numbers(report: &Report) -> String {
    format!(
        "{:?} {:?} {:?}",
        report.activities, report.pairs, report.game
    )
}

fn close(a: &Report, b: &Report) {
    for (a, b) in a.activities.iter().zip(&b.activities) {
        let (a, b) = (a.adjusted.as_ref(), b.adjusted.as_ref());
        let (a, b) = (a.expect("an estimate"), b.expect("an estimate"));
        assert!((a.exposed.difference - b.exposed.difference).abs() < 1e-9);
        assert!((a.exposed.ci.0 - b.exposed.ci.0).abs() < 1e-9);
        assert_eq!(a.grade, b.grade);
    }
    for (a, b) in a.pairs.pairs.iter().zip(&b.pairs.pairs) {
        assert_eq!((a.n, a.order.is_some()), (b.n, b.order.is_some()));
        if let (Some(a), Some(b)) = (&a.order, &b.order) {
            assert!((a.against_reverse.value - b.against_reverse.value).abs() < 1e-9);
        }
    }
}

#[test]
fn repeated_and_on_one_thread_it_is_the_same_to_the_last_bit() {
    let study = planted::invent(6_000, 3).study;
    let once = numbers(&analyse(&study, &Plan::default()).expect("a report"));
    let again = numbers(&analyse(&study, &Plan::default()).expect("a report"));
    assert_eq!(once, again);
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    let alone = one_thread
        .expect("a thread")
        .install(|| analyse(&study, &Plan::default()));
    assert_eq!(once, numbers(&alone.expect("a report")));
}

#[test]
fn a_small_study_is_bootstrapped_the_same_way_each_time() {
    let study = planted::invent(1_500, 4).study;
    let plan = Plan {
        samples: 100,
        ..Plan::default()
    };
    let report = analyse(&study, &plan).expect("a report");
    let call = report.activities[planted::CALL]
        .adjusted
        .as_ref()
        .expect("an estimate");
    assert!(call.is_bootstrapped && call.exposed.ci.0 < call.exposed.ci.1);
    assert_eq!(
        numbers(&report),
        numbers(&analyse(&study, &plan).expect("a report"))
    );
    let other = Plan { seed: 2, ..plan };
    let other = analyse(&study, &other).expect("a report");
    let other = other.activities[planted::CALL]
        .adjusted
        .as_ref()
        .expect("an estimate");
    assert!((call.exposed.difference - other.exposed.difference).abs() < 1e-12);
    assert!((call.exposed.ci.0 - other.exposed.ci.0).abs() > 1e-9);
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let mut study = planted::invent(6_000, 5).study;
    let n = study.outcome.len();
    study.company = (0..n as u32).collect();
    // Every case goes to another place, and the events come in another order.
    let backwards: Vec<usize> = (0..n).rev().collect();
    let mut turned = study.take(&backwards);
    turned.events.reverse();
    let plan = Plan::default();
    let (a, b) = (analyse(&study, &plan), analyse(&turned, &plan));
    close(&a.expect("a report"), &b.expect("a report"));
}

#[test]
fn repeated_events_change_nothing() {
    let study = planted::invent(4_000, 6).study;
    let later = study.events.iter().map(|event| Event {
        day: event.day + 1.0,
        ..*event
    });
    let doubled = Study {
        events: study.events.iter().copied().chain(later).collect(),
        ..study.clone()
    };
    let plan = Plan::default();
    let once = numbers(&analyse(&study, &plan).expect("a report"));
    assert_eq!(once, numbers(&analyse(&doubled, &plan).expect("a report")));
}

#[test]
fn shuffled_outcomes_show_nothing() {
    let mut study = planted::invent(20_000, 7).study;
    let mut rng = analysis::effects::Rng::new(1);
    for at in (1..study.outcome.len()).rev() {
        study.outcome.swap(at, rng.below(at + 1));
    }
    let report = analyse(&study, &Plan::default()).expect("a report");
    for found in &report.activities {
        let p = found.adjusted.as_ref().expect("an estimate").exposed.p;
        assert!(p > 0.001, "{}", NAMES[found.activity]);
    }
    assert!(
        report
            .pairs
            .pairs
            .iter()
            .all(|pair| pair.q.is_none_or(|q| q > 0.1))
    );
}

#[test]
fn cases_of_one_company_widen_the_intervals() {
    let one = planted::invent(5_000, 8).study;
    // The same five thousand cases, each four times: no more is known than before.
    let four: Vec<usize> = (0..20_000).map(|i| i % 5_000).collect();
    let mut copied = Study {
        events: Vec::new(),
        ..one.take(&four)
    };
    for copy in 0..4 {
        let moved = one.events.iter().map(|event| Event {
            case: event.case + copy * 5_000,
            ..*event
        });
        copied.events.extend(moved);
    }
    copied.company = four.iter().map(|case| *case as u32).collect();
    let width = |study: &Study| {
        let report = analyse(study, &Plan::default()).expect("a report");
        let call = report.activities[planted::CALL]
            .adjusted
            .clone()
            .expect("an estimate");
        call.exposed.ci.1 - call.exposed.ci.0
    };
    assert!((width(&copied) / width(&one) - 1.0).abs() < 0.02);
    copied.company.clear();
    assert!(width(&copied) < 0.6 * width(&one));
}
