//! The window of 36 months, its seasons, and times within working days.

use kernel::{Date, Millis};

use super::Rng;

/// Months of the window.
pub(crate) const MONTHS: usize = 36;
/// The month in which the reorganisation took place: charter signed, insight capture begins.
pub(crate) const REORGANISED: usize = 18;

/// Demand of each month from January on, in percent of the average.
const SEASON: [usize; 12] = [85, 100, 110, 125, 95, 100, 90, 60, 145, 120, 105, 65];
/// How the touchpoints of a day spread over the hours from 7 to 19.
const HOURS: [usize; 12] = [3, 8, 12, 15, 14, 9, 6, 12, 13, 9, 6, 3];

/// The window and its months.
#[derive(Clone, Debug)]
pub(crate) struct Calendar {
    pub(crate) today: Date,
    pub(crate) start: Millis,
    pub(crate) end: Millis,
    firsts: Vec<Date>,
}

impl Calendar {
    pub(crate) fn until(today: Date) -> Self {
        let step = |n: i64| jiff::Span::new().months(n);
        let first = today.saturating_sub(step(MONTHS as i64));
        let firsts: Vec<Date> = (0..=MONTHS as i64)
            .map(|n| first.saturating_add(step(n)))
            .collect();
        Self {
            today,
            start: Millis::of_date(first),
            end: Millis::of_date(today).plus(-1),
            firsts,
        }
    }

    /// Demand of a month of the window in percent.
    pub(crate) fn season(&self, month: usize) -> usize {
        let calendar_month = self.firsts[month].month() as usize;
        SEASON[calendar_month - 1]
    }

    /// First day of a month of the window.
    pub(crate) fn first(&self, month: usize) -> Date {
        self.firsts[month.min(MONTHS)]
    }

    /// Days of a month of the window.
    pub(crate) fn days(&self, month: usize) -> i64 {
        let (from, to) = (
            Millis::of_date(self.first(month)),
            Millis::of_date(self.first(month + 1)),
        );
        (to.0 - from.0) / Millis::DAY
    }

    /// The month of the window that holds an instant.
    pub(crate) fn month_of(&self, at: Millis) -> usize {
        let found = (1..=MONTHS).find(|m| Millis::of_date(self.firsts[*m]) > at);
        found.map_or(MONTHS - 1, |m| m - 1)
    }

    /// A time of a month, on a working day in nineteen of twenty cases.
    pub(crate) fn any(&self, rng: &mut Rng, month: usize) -> Millis {
        let day = rng.between(0, self.days(month) - 1);
        self.on_day(
            rng,
            Millis::of_date(self.first(month)).plus(day * Millis::DAY),
        )
    }

    /// A working time on or shortly before the day of an instant.
    pub(crate) fn on_day(&self, rng: &mut Rng, day: Millis) -> Millis {
        let midnight = day.0 - day.0.rem_euclid(Millis::DAY);
        // 1970-01-01 was a Thursday; 0 is Monday here.
        let weekday = (midnight / Millis::DAY + 3).rem_euclid(7);
        let back = if weekday >= 5 && !rng.chance(50) {
            weekday - 4
        } else {
            0
        };
        let hour = 6 + rng.weighted(&HOURS) as i64;
        let minute = rng.between(0, 59);
        let second = rng.between(0, 59);
        Millis(midnight - back * Millis::DAY + ((hour * 60 + minute) * 60 + second) * 1000)
    }

    /// A working time some days after an instant.
    pub(crate) fn after(&self, rng: &mut Rng, at: Millis, low: i64, high: i64) -> Millis {
        let days = rng.between(low, high);
        let later = self.on_day(rng, at.plus(days * Millis::DAY));
        if later > at {
            later
        } else {
            at.plus(rng.between(10, 240) * 60_000)
        }
    }
}
