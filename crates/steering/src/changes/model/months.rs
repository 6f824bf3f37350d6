//! The months around a day, in the time zone of the company.

use kernel::{Date, Millis};

/// Most months before a change that are looked at.
const BEFORE: i64 = 36;
/// Most months after it: later ones say more about what came then.
const AFTER: i64 = 24;

/// Where a month lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Wholly before the change.
    Before,
    /// The change happened within it: it belongs to neither side.
    Within,
    /// Wholly after the change.
    After,
}

impl Place {
    /// Its word in the API.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::Within => "within",
            Self::After => "after",
        }
    }
}

/// A month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// Its number: consecutive months have consecutive numbers.
    pub(crate) at: i64,
    /// Its first day.
    pub(crate) first: Date,
    /// Its first instant.
    pub(crate) from: Millis,
    /// The first instant behind it.
    pub(crate) until: Millis,
    /// Where it lies.
    pub(crate) place: Place,
}

impl Span {
    /// The month as in `2026-11`.
    pub(crate) fn word(&self) -> String {
        format!("{:04}-{:02}", self.first.year(), self.first.month())
    }
}

fn number(day: Date) -> i64 {
    i64::from(day.year()) * 12 + i64::from(day.month()) - 1
}

fn first_of(number: i64) -> Option<Date> {
    let year = i16::try_from(number.div_euclid(12)).ok()?;
    let month = i8::try_from(number.rem_euclid(12) + 1).ok()?;
    Date::new(year, month, 1).ok()
}

/// The first month that is wholly after a day's change.
pub(crate) fn first_after(day: Date) -> i64 {
    number(day) + i64::from(day.day() > 1)
}

/// The months around a day that are over: at most 36 before it and 24 after it.
pub(crate) fn spans(day: Date, now: Millis, zone: &str) -> Vec<Span> {
    let after = first_after(day);
    let last = (number(now.date_in(zone)) - 1).min(after + AFTER - 1);
    let span = |at: i64| {
        let (first, next) = (first_of(at)?, first_of(at + 1)?);
        let place = match at {
            _ if at >= after => Place::After,
            _ if at == number(day) => Place::Within,
            _ => Place::Before,
        };
        Some(Span {
            at,
            first,
            from: Millis::start_of(first, zone),
            until: Millis::start_of(next, zone),
            place,
        })
    };
    (number(day) - BEFORE..=last).filter_map(span).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(day: Date, today: Date) -> Vec<Span> {
        spans(
            day,
            Millis::start_of(today, "Europe/Berlin").plus(1),
            "Europe/Berlin",
        )
    }

    #[test]
    fn a_change_on_the_first_splits_the_months_cleanly() {
        let all = around(Date::constant(2025, 5, 1), Date::constant(2026, 11, 1));
        assert_eq!(all.first().map(Span::word).as_deref(), Some("2022-05"));
        assert_eq!(all.last().map(Span::word).as_deref(), Some("2026-10"));
        let before = all.iter().filter(|s| s.place == Place::Before).count();
        assert_eq!((before, all.len()), (36, 54));
        assert!(
            all.windows(2)
                .all(|w| w[0].until == w[1].from && w[0].at + 1 == w[1].at)
        );
    }

    #[test]
    fn the_month_of_the_change_belongs_to_neither_side() {
        let all = around(Date::constant(2025, 12, 24), Date::constant(2026, 2, 28));
        let at = |word: &str| all.iter().find(|s| s.word() == word).map(|s| s.place);
        assert_eq!(at("2025-11"), Some(Place::Before));
        assert_eq!(at("2025-12"), Some(Place::Within));
        assert_eq!(at("2026-01"), Some(Place::After));
        assert_eq!(at("2026-02"), None, "February is not over");
        let fresh = around(Date::constant(2026, 2, 2), Date::constant(2026, 2, 28));
        assert!(fresh.iter().all(|s| s.place == Place::Before));
    }
}
