//! What holds for every calendar.

use jiff::civil::Date;
use proptest::prelude::*;

use super::{Calendar, Opening};

const ZONES: &[&str] = &["UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia"];
/// From 2024 to 2027, so that leap days and changes of the clocks are met.
const SPAN: std::ops::Range<i64> = 1_704_067_200_000..1_798_761_600_000;

fn openings() -> impl Strategy<Value = Vec<Opening>> {
    proptest::collection::btree_set(0_u16..=1440, 0..5).prop_map(|minutes| {
        let minutes: Vec<u16> = minutes.into_iter().collect();
        let pairs = minutes.chunks_exact(2);
        pairs
            .map(|pair| Opening {
                from: pair[0],
                to: pair[1],
            })
            .collect()
    })
}

fn calendars() -> impl Strategy<Value = Calendar> {
    let week = proptest::array::uniform7(openings());
    let other = proptest::collection::vec((0_i32..1_460, openings()), 0..20);
    (0..ZONES.len(), week, other).prop_map(|(zone, mut week, other)| {
        week[2] = vec![Opening { from: 1, to: 700 }];
        let calendar = Calendar::new(ZONES[zone], week).expect("a calendar");
        let first = Date::constant(2024, 1, 1);
        other
            .into_iter()
            .fold(calendar, |calendar, (day, openings)| {
                let date = first.checked_add(jiff::Span::new().days(day));
                let date = date.expect("a date");
                calendar.day(date, openings).expect("openings")
            })
    })
}

proptest! {
    #[test]
    fn what_is_added_has_passed(calendar in calendars(), start in SPAN, minutes in 0_i64..20_000) {
        let due = calendar.add_minutes(start, minutes).expect("due");
        prop_assert!(due >= start);
        prop_assert_eq!(calendar.elapsed(start, due), minutes * 60_000);
    }

    #[test]
    fn adding_twice_is_adding_once(calendar in calendars(), start in SPAN, a in 1_i64..5_000, b in 1_i64..5_000) {
        let half = calendar.add_minutes(start, a).expect("due");
        prop_assert_eq!(calendar.add_minutes(half, b), calendar.add_minutes(start, a + b));
    }

    #[test]
    fn passed_time_adds_up_and_turns_its_sign(calendar in calendars(), mut at in proptest::array::uniform3(SPAN)) {
        at.sort_unstable();
        let [a, b, c] = at;
        prop_assert_eq!(calendar.elapsed(a, b) + calendar.elapsed(b, c), calendar.elapsed(a, c));
        prop_assert_eq!(calendar.elapsed(c, a), -calendar.elapsed(a, c));
        prop_assert!(calendar.elapsed(a, c) <= c - a);
    }

    #[test]
    fn a_later_start_is_never_due_earlier(calendar in calendars(), a in SPAN, gap in 0_i64..86_400_000, minutes in 0_i64..5_000) {
        prop_assert!(calendar.add_minutes(a, minutes) <= calendar.add_minutes(a + gap, minutes));
    }

    #[test]
    fn added_business_days_lie_between(calendar in calendars(), start in SPAN, days in 0_u32..30) {
        let due = calendar.add_days(start, days).expect("due");
        let date = |at| jiff::Timestamp::from_millisecond(at).expect("an instant").to_zoned(calendar.zone.clone()).date();
        let begins = date(start);
        let closed = i64::from(!calendar.is_business_day(begins));
        prop_assert_eq!(calendar.days_between(begins, date(due)), i64::from(days) + closed);
    }
}
