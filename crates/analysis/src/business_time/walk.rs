//! Walking through the openings: time added, time passed, business days.

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, ToSpan as _};

use super::{Calendar, Opening};

/// Milliseconds of a minute.
const MINUTE: i64 = 60_000;
/// After so many closed days in a row a calendar counts as closed for good.
const CLOSED_FOR_GOOD: usize = 3_660;

impl Calendar {
    /// The instant at which `minutes` of business time have passed since `start` (milliseconds UTC). A
    /// start outside of the openings counts from the next opening; a clock that runs out at closing time
    /// is due at that minute. Nothing when the calendar does not open again within ten years, and for
    /// negative minutes.
    #[must_use]
    pub fn add_minutes(&self, start: i64, minutes: i64) -> Option<i64> {
        let mut left = minutes.checked_mul(MINUTE).filter(|left| *left >= 0)?;
        let mut date = self.date(start)?;
        let mut closed = 0;
        while closed < CLOSED_FOR_GOOD {
            closed += 1;
            for (from, to) in self.instants(date) {
                let from = from.max(start);
                if from >= to {
                    continue;
                }
                closed = 0;
                if left <= to - from {
                    return Some(from + left);
                }
                left -= to - from;
            }
            date = date.tomorrow().ok()?;
        }
        None
    }

    /// Milliseconds of business time between two instants; negative when `to` is before `from`.
    #[must_use]
    pub fn elapsed(&self, from: i64, to: i64) -> i64 {
        if to < from {
            return -self.elapsed(to, from);
        }
        let (Some(mut date), Some(last)) = (self.date(from), self.date(to)) else {
            return 0;
        };
        let mut sum = 0;
        while date <= last {
            for (opens, closes) in self.instants(date) {
                sum += (closes.min(to) - opens.max(from)).max(0);
            }
            let Ok(next) = date.tomorrow() else { break };
            date = next;
        }
        sum
    }

    /// Whole minutes of business time between two instants, rounded down towards zero.
    #[must_use]
    pub fn elapsed_minutes(&self, from: i64, to: i64) -> i64 {
        self.elapsed(from, to) / MINUTE
    }

    /// Business days after the first date up to and including the last: from a Friday to the next Tuesday
    /// there are two. Negative when the last is before the first.
    #[must_use]
    pub fn days_between(&self, first: Date, last: Date) -> i64 {
        if last < first {
            return -self.days_between(last, first);
        }
        first
            .series(1.day())
            .skip(1)
            .take_while(|date| *date <= last)
            .filter(|date| self.is_business_day(*date))
            .count()
            .try_into()
            .unwrap_or(i64::MAX)
    }

    /// The instant `days` business days after `start`: the same local time on that day, moved into its
    /// openings (to the next opening, or to closing time when there is none left). A start on a closed
    /// day counts from the beginning of the next business day. Nothing when the calendar does not open
    /// often enough.
    #[must_use]
    pub fn add_days(&self, start: i64, days: u32) -> Option<i64> {
        let begins = self.zoned(start)?;
        let mut date = self.next_business_day(begins.date())?;
        let wished = match date == begins.date() {
            true => begins.time(),
            false => jiff::civil::Time::midnight(),
        };
        for _ in 0..days {
            date = self.next_business_day(date.tomorrow().ok()?)?;
        }
        let wished = self.instant(date.to_datetime(wished))?;
        let openings = self.instants(date);
        let open = openings.iter().find(|(_, to)| *to >= wished);
        match open {
            Some((from, _)) => Some(wished.max(*from)),
            None => openings.last().map(|(_, to)| *to),
        }
    }

    fn next_business_day(&self, from: Date) -> Option<Date> {
        from.series(1.day())
            .take(CLOSED_FOR_GOOD)
            .find(|date| self.is_business_day(*date))
    }

    /// Openings of a date as instants; what a change of the clocks swallows is left out.
    fn instants(&self, date: Date) -> Vec<(i64, i64)> {
        let at = |minute: u16| {
            let midnight = date.to_datetime(jiff::civil::Time::midnight());
            self.instant(midnight.checked_add(i64::from(minute).minutes()).ok()?)
        };
        let pair = |o: &Opening| Some((at(o.from)?, at(o.to)?));
        self.openings(date)
            .iter()
            .filter_map(pair)
            .filter(|(from, to)| from < to)
            .collect()
    }

    fn instant(&self, local: DateTime) -> Option<i64> {
        let zoned = local.to_zoned(self.zone.clone()).ok()?;
        Some(zoned.timestamp().as_millisecond())
    }

    fn date(&self, instant: i64) -> Option<Date> {
        self.zoned(instant).map(|zoned| zoned.date())
    }

    fn zoned(&self, instant: i64) -> Option<jiff::Zoned> {
        let at = Timestamp::from_millisecond(instant).ok()?;
        Some(at.to_zoned(self.zone.clone()))
    }
}
