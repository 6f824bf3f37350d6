//! Journeys and cases from a log made by hand.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::{Id, Millis};

use super::model::{Deal, Log, Names, Touch, UNKNOWN};
use super::{End, Outcome, cases, ends, journey, study};

const KINDS: [&str; 5] = [
    "web.form.submitted",
    "phone.call.completed",
    "meeting.held",
    "contract.renewed",
    "contract.cancelled",
];
const START: i64 = 1_760_000_000_000;

fn day(n: i64) -> Millis {
    Millis(START + n * Millis::DAY)
}

/// A touchpoint of a kind on a day; its department is the first one.
fn touch(id: i64, kind: u16, at: i64) -> Touch {
    Touch {
        id,
        time: day(at).0,
        person: 0,
        late_min: 0,
        kind,
        activity: UNKNOWN,
        campaign: UNKNOWN,
        department: 0,
        channel: UNKNOWN,
    }
}

fn deal(id: i64, company: i64, opened: i64, won: Option<i64>, lost: Option<i64>) -> Deal {
    Deal {
        id: Id(id),
        company_id: Some(Id(company)),
        value_minor: Some(500),
        margin_minor: Some(100),
        currency: "EUR".to_owned(),
        opened_at: day(opened),
        won_at: won.map(day),
        lost_at: lost.map(day),
    }
}

fn log(companies: Vec<(i64, Vec<Touch>)>, deals: Vec<Deal>) -> Log {
    let blocks: HashMap<Id, Arc<[Touch]>> = companies
        .into_iter()
        .map(|(id, touches)| (Id(id), Arc::from(touches)))
        .collect();
    let names = Names {
        kinds: KINDS.map(str::to_owned).to_vec(),
        departments: vec![Id(1)],
        ..Names::default()
    };
    Log {
        blocks,
        names: Arc::new(names),
        deals: deals.into(),
        ..Log::default()
    }
}

fn end(at: i64, since: i64) -> End {
    End {
        id: Id(99),
        company: Some(Id(7)),
        deal: Some(Id(99)),
        person: 0,
        at: day(at),
        since: day(since),
        value_minor: 500,
    }
}

#[test]
fn a_journey_leaves_out_what_came_after_late_or_before_the_window() {
    let mut late = touch(3, 1, 50);
    late.late_min = 60 * 24 * 60;
    let touches = vec![
        touch(1, 0, -400),
        touch(2, 0, 10),
        late,
        touch(4, 2, 60),
        touch(5, 1, 110),
        touch(6, 1, 150),
    ];
    let log = log(vec![(7, touches)], Vec::new());
    let found = journey(&log, &end(100, 40), 365, None);
    let ids: Vec<i64> = found.touches.iter().map(|t| t.id).collect();
    assert_eq!(ids, [2, 4]);
    assert_eq!((found.late, found.after, found.earlier), (1, 1, 1));
    assert!(
        journey(&log, &end(100, 40), 365, Some(&[5]))
            .touches
            .is_empty(),
        "nobody of the group"
    );
    let of_nobody = End {
        company: None,
        ..end(100, 40)
    };
    assert!(journey(&log, &of_nobody, 365, None).touches.is_empty());
}

#[test]
fn a_deal_begins_with_its_inquiry_and_counts_only_in_its_period() {
    let touches = vec![
        touch(1, 0, -80),
        touch(2, 0, 20),
        touch(3, 1, 25),
        touch(4, 1, 90),
    ];
    let deals = vec![
        deal(1, 7, 30, Some(100), None),
        deal(2, 8, 30, None, Some(90)),
        deal(3, 7, 0, Some(40), None),
        deal(4, 7, 30, None, None),
    ];
    let log = log(vec![(7, touches)], deals);
    let found = cases(&log, Outcome::Revenue, (day(60), day(200)), "EUR");
    let told: Vec<_> = found
        .list
        .iter()
        .map(|c| (c.zero, c.outcome, c.worth))
        .collect();
    let expected = [
        (day(20), 1.0, 500.0),
        (day(0), 0.0, 500.0),
        (day(-80), 1.0, 0.0),
    ];
    assert_eq!((told.as_slice(), found.total), (expected.as_slice(), 500.0));
    let study = study(&log, &found, vec!["marketing".to_owned()], |touch| {
        (touch.department == 0).then_some(0)
    });
    let exposed: Vec<(u32, f64)> = study
        .events
        .iter()
        .map(|e| (e.case, e.day - day(0).0 as f64 / Millis::DAY as f64))
        .collect();
    assert_eq!(
        exposed,
        [(0, 20.0), (2, -80.0)],
        "the first touchpoint up to the landmark"
    );
    study.check().expect("columns that fit together");
}

#[test]
fn windows_cover_the_period_and_lose_no_outcome() {
    let of = |company: i64| {
        let mut touches = vec![touch(company * 100, 1, -300)];
        touches.extend(
            (0..360)
                .step_by(9)
                .zip(1..)
                .map(|(at, n)| touch(company * 100 + n, 2, at)),
        );
        (company, touches)
    };
    let log = log((1..=4).map(of).collect(), Vec::new());
    let period = (day(0), day(360));
    let found = cases(&log, Outcome::Meetings, period, "EUR");
    assert_eq!(
        (found.list.len(), found.total),
        (24, 160.0),
        "six windows of each company"
    );
    let worth: f64 = found.list.iter().map(|c| c.outcome * c.worth).sum();
    assert!((worth - ends(&log, Outcome::Meetings, period, "EUR").len() as f64).abs() < 1e-9);
    assert!(
        found
            .list
            .iter()
            .all(|c| c.outcome <= 1.0 && c.zero < day(360))
    );
    let renewals = cases(&log, Outcome::Renewals, period, "EUR");
    assert_eq!((renewals.list.len(), renewals.total), (0, 0.0));
}
