//! A calendar: time zone, openings of the week, and days that differ from it.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Minutes of a whole day, the latest closing time.
const DAY: u16 = 24 * 60;

/// A stretch of one day in minutes after local midnight, `from` before `to`, at most 1440.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Opening {
    /// First minute.
    pub from: u16,
    /// Closing minute, 1440 for midnight at the end of the day.
    pub to: u16,
}

/// What is wrong with a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The machine does not know this time zone.
    Zone(String),
    /// A time that is not `HH:MM` between 00:00 and 24:00.
    Time(String),
    /// An opening that ends before it begins, or two that overlap, on the day named.
    Openings(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Zone(name) => write!(f, "unknown time zone {name}"),
            Fault::Time(text) => write!(f, "not a time of day: {text}"),
            Fault::Openings(day) => write!(f, "openings of {day} overlap or end before they begin"),
        }
    }
}

impl std::error::Error for Fault {}

impl Opening {
    /// Reads two times of day, `08:00` and `17:00`; `24:00` is midnight at the end of the day.
    ///
    /// # Errors
    /// [`Fault::Time`] when a text is not a time of day.
    pub fn parse(from: &str, to: &str) -> Result<Self, Fault> {
        Ok(Self {
            from: minute(from)?,
            to: minute(to)?,
        })
    }
}

fn minute(text: &str) -> Result<u16, Fault> {
    let fault = || Fault::Time(text.to_owned());
    let (hours, minutes) = text.split_once(':').ok_or_else(fault)?;
    let hours: u16 = hours.parse().map_err(|_| fault())?;
    let minutes: u16 = minutes.parse().map_err(|_| fault())?;
    let sum = hours.saturating_mul(60).saturating_add(minutes);
    (minutes < 60 && sum <= DAY)
        .then_some(sum)
        .ok_or_else(fault)
}

/// When a team is open.
#[derive(Clone, Debug)]
pub struct Calendar {
    pub(super) zone: TimeZone,
    /// Openings from Monday (0) to Sunday (6).
    week: [Vec<Opening>; 7],
    /// Days that differ: empty for a holiday.
    days: BTreeMap<Date, Vec<Opening>>,
}

impl Calendar {
    /// A calendar with the openings of each weekday, Monday first, in an IANA time zone.
    ///
    /// # Errors
    /// [`Fault`] when the zone is unknown or openings overlap.
    pub fn new(zone: &str, week: [Vec<Opening>; 7]) -> Result<Self, Fault> {
        let zone = TimeZone::get(zone).map_err(|_| Fault::Zone(zone.to_owned()))?;
        let mut sorted = week;
        for (day, openings) in sorted.iter_mut().enumerate() {
            sort(openings, || format!("weekday {day}"))?;
        }
        Ok(Self {
            zone,
            week: sorted,
            days: BTreeMap::new(),
        })
    }

    /// A calendar that never closes: it counts elapsed time in UTC (rule G4 of the clock rules).
    #[must_use]
    pub fn always() -> Self {
        let whole = || vec![Opening { from: 0, to: DAY }];
        Self {
            zone: TimeZone::UTC,
            week: std::array::from_fn(|_| whole()),
            days: BTreeMap::new(),
        }
    }

    /// Closes on a date.
    #[must_use]
    pub fn holiday(mut self, date: Date) -> Self {
        self.days.insert(date, Vec::new());
        self
    }

    /// Gives a date openings of its own, for half days and for working Saturdays.
    ///
    /// # Errors
    /// [`Fault::Openings`] when they overlap.
    pub fn day(mut self, date: Date, mut openings: Vec<Opening>) -> Result<Self, Fault> {
        sort(&mut openings, || date.to_string())?;
        self.days.insert(date, openings);
        Ok(self)
    }

    /// Openings of a date in local wall-clock time, in their order.
    #[must_use]
    pub fn openings(&self, date: Date) -> &[Opening] {
        let weekday = date.weekday().to_monday_zero_offset();
        match self.days.get(&date) {
            Some(openings) => openings,
            None => &self.week[usize::from(weekday.unsigned_abs())],
        }
    }

    /// Whether the team is open at any time of a date.
    #[must_use]
    pub fn is_business_day(&self, date: Date) -> bool {
        !self.openings(date).is_empty()
    }
}

/// Sorts openings and joins those that touch.
fn sort(openings: &mut Vec<Opening>, day: impl Fn() -> String) -> Result<(), Fault> {
    openings.sort_unstable();
    let ordered = openings.iter().all(|o| o.from < o.to && o.to <= DAY);
    if !ordered || openings.windows(2).any(|pair| pair[0].to > pair[1].from) {
        return Err(Fault::Openings(day()));
    }
    openings.dedup_by(|next, before| {
        let touch = before.to == next.from;
        if touch {
            before.to = next.to;
        }
        touch
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opening(from: &str, to: &str) -> Opening {
        Opening::parse(from, to).expect("an opening")
    }

    #[test]
    fn times_are_read_strictly() {
        assert_eq!(
            opening("08:00", "24:00"),
            Opening {
                from: 480,
                to: 1440
            }
        );
        for wrong in ["8", "25:00", "24:01", "08:60", "x:00", ""] {
            assert!(Opening::parse(wrong, "24:00").is_err(), "{wrong}");
        }
    }

    #[test]
    fn faults_are_named() {
        let week = |openings: Vec<Opening>| {
            let mut week: [Vec<Opening>; 7] = Default::default();
            week[0] = openings;
            Calendar::new("Europe/Berlin", week)
        };
        assert!(Calendar::new("Mars/Olympus", Default::default()).is_err());
        assert!(week(vec![opening("17:00", "08:00")]).is_err());
        assert!(week(vec![opening("08:00", "12:00"), opening("11:00", "17:00")]).is_err());
        let touching = week(vec![opening("12:00", "17:00"), opening("08:00", "12:00")]);
        let monday = jiff::civil::date(2026, 11, 23);
        assert_eq!(
            touching.expect("fine").openings(monday),
            [opening("08:00", "17:00")]
        );
    }
}
