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
    /// Their first instants.
    starts: Vec<Millis>,
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
            starts: firsts.iter().map(|first| Millis::of_date(*first)).collect(),
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
        let begun = self.starts[1..].partition_point(|start| *start <= at);
        begun.min(MONTHS - 1)
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

    /// The same time of day so many working days later; a weekend itself moves to Monday.
    pub(crate) fn workdays(&self, at: Millis, days: i64) -> Millis {
        let (mut at, mut left) = (at, days);
        loop {
            let weekday = (at.0.div_euclid(Millis::DAY) + 3).rem_euclid(7);
            match (weekday >= 5, left) {
                (false, 0) => return at,
                (false, _) => left -= 1,
                (true, _) => {}
            }
            at = at.plus(Millis::DAY);
        }
    }

    /// When the webinar of a month takes place.
    pub(crate) fn webinar(&self, month: usize) -> Millis {
        let day = Millis::of_date(self.first(month)).plus(17 * Millis::DAY + 9 * 3_600_000);
        self.workdays(day, 0)
    }

    /// When an issue of the newsletter goes out: two a month.
    pub(crate) fn issue(&self, issue: usize) -> Millis {
        let day = 6 + issue as i64 % 2 * 14;
        let at = Millis::of_date(self.first(issue / 2)).plus(day * Millis::DAY + 8 * 3_600_000);
        self.workdays(at, 0)
    }

    /// The first webinar after an instant, if it is within the window.
    pub(crate) fn webinar_after(&self, at: Millis) -> Option<usize> {
        (0..MONTHS).find(|month| self.webinar(*month) > at.plus(Millis::DAY))
    }

    /// The fairs of the window: month, position in the list of names, people met. One in spring, one
    /// regional, one in autumn each year.
    pub(crate) fn fairs(&self) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
        (0..MONTHS).filter_map(|month| match self.first(month).month() {
            4 => Some((month, 0, 190)),
            6 => Some((month, 2, 60)),
            9 => Some((month, 1, 190)),
            _ => None,
        })
    }

    /// When the fair of a month opens.
    pub(crate) fn fair(&self, month: usize) -> Millis {
        self.workdays(Millis::of_date(self.first(month)).plus(9 * Millis::DAY), 0)
    }

    /// A time within two weeks after one of the large fairs.
    pub(crate) fn after_a_fair(&self, rng: &mut Rng) -> Millis {
        let large: Vec<usize> = self
            .fairs()
            .filter(|(_, _, people)| *people > 100)
            .map(|(month, _, _)| month)
            .collect();
        let month = if large.is_empty() {
            0
        } else {
            *rng.pick(&large)
        };
        let day = self.fair(month).plus(rng.between(1, 14) * Millis::DAY);
        self.on_day(rng, day)
    }

    /// How many of `total` over the window fall into a month, by season.
    pub(crate) fn share(&self, scale: super::Scale, month: usize, total: usize) -> usize {
        let all: usize = (0..MONTHS).map(|m| self.season(m)).sum();
        scale.of(total) * self.season(month) / all.max(1)
    }
}
