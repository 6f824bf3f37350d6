//! Clock cases computed by hand and with a second program: Mon to Thu 08:00–17:00, Fri 08:00–15:00.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Calendar, Opening};

/// Name, time zone, holidays around, start, minutes, due.
type Case = (
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static str,
    i64,
    &'static str,
);

const BERLIN: &str = "Europe/Berlin";

#[rustfmt::skip]
const CASES: &[Case] = &[
    ("Bavaria, Whit Monday", BERLIN, &["2026-05-25"], "2026-05-22T14:30:00+02:00", 240, "2026-05-26T11:30:00+02:00"),
    ("Hamburg works on Corpus Christi", BERLIN, &[], "2026-06-04T09:00:00+02:00", 60, "2026-06-04T10:00:00+02:00"),
    ("Bavaria, Corpus Christi", BERLIN, &["2026-06-04"], "2026-06-04T09:00:00+02:00", 60, "2026-06-05T09:00:00+02:00"),
    ("Saxony, day of repentance", BERLIN, &["2026-11-18"], "2026-11-18T10:00:00+01:00", 480, "2026-11-19T16:00:00+01:00"),
    ("Bavaria works on that day", BERLIN, &[], "2026-11-18T10:00:00+01:00", 480, "2026-11-19T09:00:00+01:00"),
    ("Augsburg, peace festival on a Friday", BERLIN, &["2025-08-08"], "2025-08-08T10:00:00+02:00", 60, "2025-08-11T09:00:00+02:00"),
    ("Catholic municipality, 15 August", BERLIN, &["2025-08-15"], "2025-08-15T10:00:00+02:00", 60, "2025-08-18T09:00:00+02:00"),
    ("Hamburg, 15 August", BERLIN, &[], "2025-08-15T10:00:00+02:00", 60, "2025-08-15T11:00:00+02:00"),
    ("Zurich, Good Friday and Easter Monday", "Europe/Zurich", &["2026-04-03", "2026-04-06"], "2026-04-02T16:30:00+02:00", 60, "2026-04-07T08:30:00+02:00"),
    ("Vienna works on Good Friday", "Europe/Vienna", &["2026-04-06"], "2026-04-02T16:30:00+02:00", 60, "2026-04-03T08:30:00+02:00"),
    ("Bavaria works on 24 December unless configured", BERLIN, &["2026-12-25", "2026-12-26"], "2026-12-24T09:00:00+01:00", 600, "2026-12-28T10:00:00+01:00"),
];

fn office(zone: &str) -> Calendar {
    let open = |from, to| vec![Opening::parse(from, to).expect("an opening")];
    let mut week: [Vec<Opening>; 7] = Default::default();
    for day in week.iter_mut().take(4) {
        *day = open("08:00", "17:00");
    }
    week[4] = open("08:00", "15:00");
    Calendar::new(zone, week).expect("a calendar")
}

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

fn instant(text: &str) -> i64 {
    text.parse::<Timestamp>()
        .expect("an instant")
        .as_millisecond()
}

#[test]
fn the_clock_cases_come_out() {
    for (name, zone, holidays, start, minutes, due) in CASES {
        let calendar = holidays
            .iter()
            .fold(office(zone), |calendar, day| calendar.holiday(date(day)));
        let found = calendar.add_minutes(instant(start), *minutes);
        assert_eq!(found, Some(instant(due)), "{name}");
        assert_eq!(
            calendar.elapsed_minutes(instant(start), instant(due)),
            *minutes,
            "{name}: back again"
        );
    }
}

#[test]
fn round_the_clock_counts_elapsed_time_over_both_changes_of_the_clocks() {
    for (start, due) in [
        ("2026-03-28T12:00:00+01:00", "2026-03-29T13:00:00+02:00"),
        ("2026-10-24T12:00:00+02:00", "2026-10-25T11:00:00+01:00"),
    ] {
        let found = Calendar::always().add_minutes(instant(start), 1440);
        assert_eq!(found, Some(instant(due)), "{start}");
    }
}

#[test]
fn an_opening_over_the_change_of_the_clocks_is_an_hour_longer_or_shorter() {
    let night = || vec![Opening { from: 0, to: 1440 }];
    let week = std::array::from_fn(|_| night());
    let calendar = Calendar::new(BERLIN, week).expect("a calendar");
    let hours = |from, to| calendar.elapsed_minutes(instant(from), instant(to)) / 60;
    assert_eq!(
        hours("2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00"),
        23
    );
    assert_eq!(
        hours("2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00"),
        25
    );
}

#[test]
fn closing_time_lunch_and_half_days() {
    let closing = office(BERLIN).add_minutes(instant("2026-11-23T16:00:00+01:00"), 60);
    assert_eq!(closing, Some(instant("2026-11-23T17:00:00+01:00")));
    let at_closing = office(BERLIN).add_minutes(instant("2026-11-23T17:00:00+01:00"), 0);
    assert_eq!(at_closing, Some(instant("2026-11-24T08:00:00+01:00")));

    let lunch = [("08:00", "12:00"), ("13:00", "17:00")];
    let lunch = lunch.map(|(from, to)| Opening::parse(from, to).expect("an opening"));
    let split = office(BERLIN).day(date("2026-11-23"), lunch.to_vec());
    let after_lunch = split
        .expect("fine")
        .add_minutes(instant("2026-11-23T11:30:00+01:00"), 60);
    assert_eq!(after_lunch, Some(instant("2026-11-23T13:30:00+01:00")));

    let half = vec![Opening::parse("08:00", "12:00").expect("an opening")];
    let half = office(BERLIN).day(date("2026-12-24"), half).expect("fine");
    let due = half.add_minutes(instant("2026-12-24T11:00:00+01:00"), 120);
    assert_eq!(due, Some(instant("2026-12-25T09:00:00+01:00")));
}

#[test]
fn business_days_are_counted_and_added() {
    let calendar = office(BERLIN).holiday(date("2026-05-25"));
    assert_eq!(
        calendar.days_between(date("2026-05-22"), date("2026-05-27")),
        2
    );
    assert_eq!(
        calendar.days_between(date("2026-05-27"), date("2026-05-22")),
        -2
    );
    assert_eq!(
        calendar.days_between(date("2026-05-22"), date("2026-05-22")),
        0
    );
    let add = |start, days| calendar.add_days(instant(start), days);
    let due = add("2026-05-22T10:00:00+02:00", 1);
    assert_eq!(due, Some(instant("2026-05-26T10:00:00+02:00")));
    let late_on_thursday = add("2026-05-21T16:30:00+02:00", 1);
    assert_eq!(late_on_thursday, Some(instant("2026-05-22T15:00:00+02:00")));
    let on_saturday = add("2026-05-23T10:00:00+02:00", 2);
    assert_eq!(on_saturday, Some(instant("2026-05-28T08:00:00+02:00")));
}

#[test]
fn a_calendar_that_never_opens_has_no_due_time() {
    let closed = Calendar::new(BERLIN, Default::default()).expect("a calendar");
    assert_eq!(closed.add_minutes(0, 1), None);
    assert_eq!(closed.add_days(0, 1), None);
    assert_eq!(closed.elapsed(0, i64::from(u32::MAX)), 0);
    assert_eq!(office(BERLIN).add_minutes(0, -1), None);
    assert_eq!(office(BERLIN).add_minutes(i64::MAX, 1), None);
}
