//! Dates and times as files write them.
//!
//! `2026-03-01`, `2026/3/1`, `20260301` and `1.3.2026` have one reading. `1/3/2026` and `1-3-2026` have
//! two: the order of day and month is a convention of the column and is never guessed here.

use jiff::civil::{Date, Time};
use kernel::Millis;
use serde::{Deserialize, Serialize};

/// Which comes first in `1/3/2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
}

/// What a cell says about the order of day and month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateShape {
    /// No date at all.
    None,
    /// One reading only, whatever the order.
    Plain,
    /// The first number is a day for certain.
    DayFirst,
    /// The second number is a day for certain.
    MonthFirst,
    /// Both readings are dates, and different ones.
    Ambiguous,
}

/// A date with, perhaps, a time and an offset from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The calendar date.
    pub date: Date,
    /// The time of day, when there is one.
    pub time: Option<Time>,
    /// Seconds east of UTC, when stated.
    pub offset: Option<i32>,
}

impl Moment {
    /// The instant; a date alone is noon UTC, so that it is the same date in (nearly) every zone.
    #[must_use]
    pub fn instant(&self, zone: &str) -> Option<Millis> {
        let Some(time) = self.time else {
            return Some(Millis::of_date(self.date).plus(Millis::DAY / 2));
        };
        let local = self.date.to_datetime(time);
        let zone = match self.offset {
            Some(seconds) => jiff::tz::Offset::from_seconds(seconds).ok()?.to_time_zone(),
            None => jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC),
        };
        Some(Millis(
            local.to_zoned(zone).ok()?.timestamp().as_millisecond(),
        ))
    }
}

enum Day {
    Fixed(Date),
    Either { a: i8, b: i8, year: i16 },
}

/// What the cell says about the order of day and month.
#[must_use]
pub fn date_shape(text: &str) -> DateShape {
    match read(text) {
        None => DateShape::None,
        Some((Day::Fixed(_), ..)) => DateShape::Plain,
        Some((Day::Either { a, b, .. }, ..)) if a > 12 && b > 12 => DateShape::None,
        Some((Day::Either { a, b, .. }, ..)) if a == b => DateShape::Plain,
        Some((Day::Either { a, b, .. }, ..)) if a > 12 && b <= 12 => DateShape::DayFirst,
        Some((Day::Either { a, b, .. }, ..)) if b > 12 && a <= 12 => DateShape::MonthFirst,
        Some(_) => DateShape::Ambiguous,
    }
}

/// The moment a cell stands for under the order; `None` when it is no date (or none in this order).
#[must_use]
pub fn parse_moment(text: &str, order: DateOrder) -> Option<Moment> {
    let (day, time, offset) = read(text)?;
    let date = match (day, order) {
        (Day::Fixed(date), _) => date,
        (Day::Either { a, b, year }, DateOrder::Dmy) => Date::new(year, b, a).ok()?,
        (Day::Either { a, b, year }, DateOrder::Mdy) => Date::new(year, a, b).ok()?,
    };
    (1900..=2200)
        .contains(&date.year())
        .then_some(Moment { date, time, offset })
}

fn read(text: &str) -> Option<(Day, Option<Time>, Option<i32>)> {
    let text = text.trim();
    if text.len() < 6 || text.len() > 40 || !text.is_ascii() {
        return None;
    }
    let split = text.find(['T', 't', ' ', ',']).unwrap_or(text.len());
    let day = read_day(&text[..split])?;
    let rest = text[split..].trim_start_matches(['T', 't', ' ', ',']);
    if rest.is_empty() {
        return Some((day, None, None));
    }
    let (time, offset) = read_time(rest)?;
    Some((day, Some(time), offset))
}

fn read_day(text: &str) -> Option<Day> {
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return fixed(
            text[..4].parse().ok()?,
            text[4..6].parse().ok()?,
            text[6..].parse().ok()?,
        );
    }
    let separator = text.chars().find(|c| !c.is_ascii_digit())?;
    if !matches!(separator, '-' | '/' | '.') {
        return None;
    }
    let mut parts = text.split(separator);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    let short = |p: &str| (1..=2).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit());
    if parts.next().is_some() || !short(second) {
        return None;
    }
    if first.len() == 4 && short(third) {
        return fixed(
            first.parse().ok()?,
            second.parse().ok()?,
            third.parse().ok()?,
        );
    }
    if !short(first) {
        return None;
    }
    let (a, b, year): (i8, i8, i16) = (first.parse().ok()?, second.parse().ok()?, year_of(third)?);
    match separator {
        '.' => fixed(year, b, a),
        _ if a == 0 || b == 0 || a > 31 || b > 31 => None,
        _ => Some(Day::Either { a, b, year }),
    }
}

fn fixed(year: i16, month: i8, day: i8) -> Option<Day> {
    Date::new(year, month, day).ok().map(Day::Fixed)
}

/// Four digits, or two: 70 to 99 lie in the last century.
fn year_of(text: &str) -> Option<i16> {
    let year: i16 = text
        .parse()
        .ok()
        .filter(|_| text.bytes().all(|b| b.is_ascii_digit()))?;
    match text.len() {
        4 => Some(year),
        2 if year >= 70 => Some(1900 + year),
        2 => Some(2000 + year),
        _ => None,
    }
}

fn read_time(text: &str) -> Option<(Time, Option<i32>)> {
    let upper = text.to_ascii_uppercase();
    let end = upper
        .find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.')
        .unwrap_or(upper.len());
    let (clock, rest) = (&upper[..end], upper[end..].trim());
    let mut parts = clock.split(':');
    let mut hour: i8 = parts.next()?.parse().ok()?;
    let minute: i8 = parts.next()?.parse().ok()?;
    let (second, nanos) = seconds(parts.next().unwrap_or("0"))?;
    if parts.next().is_some() {
        return None;
    }
    let zone = match rest.strip_prefix("AM").or_else(|| rest.strip_prefix("PM")) {
        Some(zone) => {
            if !(1..=12).contains(&hour) {
                return None;
            }
            hour = hour % 12 + if rest.starts_with("PM") { 12 } else { 0 };
            zone.trim()
        }
        None => rest,
    };
    Some((
        Time::new(hour, minute, second, nanos).ok()?,
        offset_of(zone)?,
    ))
}

fn seconds(text: &str) -> Option<(i8, i32)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let padded: String = fraction
        .chars()
        .chain("000000000".chars())
        .take(9)
        .collect();
    Some((whole.parse().ok()?, padded.parse().ok()?))
}

/// Empty: none stated. `Z`, `UTC`, `GMT`, `+01:00`, `+0100`, `+01`.
#[allow(clippy::option_option)]
fn offset_of(text: &str) -> Option<Option<i32>> {
    if text.is_empty() {
        return Some(None);
    }
    let rest = text
        .trim_start_matches("UTC")
        .trim_start_matches("GMT")
        .trim_start_matches('Z');
    if rest.is_empty() {
        return Some(Some(0));
    }
    let sign = match rest.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = rest[1..].chars().filter(|c| *c != ':').collect();
    let (hours, minutes): (i32, i32) = match digits.len() {
        2 => (digits.parse().ok()?, 0),
        4 => (digits[..2].parse().ok()?, digits[2..].parse().ok()?),
        _ => return None,
    };
    (hours <= 14 && minutes < 60).then_some(Some(sign * (hours * 3600 + minutes * 60)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, order: DateOrder) -> Option<String> {
        Some(
            parse_moment(text, order)?
                .instant("Europe/Berlin")?
                .rfc3339(),
        )
    }

    #[test]
    fn dates_of_vendors_are_read() {
        for (text, expected) in [
            ("2024-03-12 09:14", "2024-03-12T08:14:00.000Z"),
            ("3/15/2024 2:30 PM", "2024-03-15T13:30:00.000Z"),
            ("3/15/2024 12:05 AM", "2024-03-14T23:05:00.000Z"),
            ("2006-06-15T20:47:07.000Z", "2006-06-15T20:47:07.000Z"),
            ("2006-06-15T20:47:07.000+0200", "2006-06-15T18:47:07.000Z"),
            ("20161020", "2016-10-20T12:00:00.000Z"),
            ("15.03.24", "2024-03-15T12:00:00.000Z"),
            ("1.7.2026, 08:00", "2026-07-01T06:00:00.000Z"),
            ("10/20/2016", "2016-10-20T12:00:00.000Z"),
        ] {
            assert_eq!(
                at(text, DateOrder::Mdy).as_deref(),
                Some(expected),
                "{text}"
            );
        }
        assert_eq!(
            at("1/3/2017", DateOrder::Dmy).as_deref(),
            Some("2017-03-01T12:00:00.000Z")
        );
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "yesterday",
            "2024-13-01",
            "31.02.2024",
            "1/2",
            "10/20/2016 25:00",
            "12345678901",
            "0/0/2024",
        ] {
            assert_eq!(parse_moment(text, DateOrder::Dmy), None, "{text}");
        }
        assert_eq!(parse_moment("10/20/2016", DateOrder::Dmy), None);
        assert_eq!(parse_moment("1.1.0001", DateOrder::Dmy), None);
    }

    #[test]
    fn the_order_is_told_by_values_over_twelve_only() {
        assert_eq!(date_shape("1/3/2017"), DateShape::Ambiguous);
        assert_eq!(date_shape("3/3/2017"), DateShape::Plain);
        assert_eq!(date_shape("13/3/2017"), DateShape::DayFirst);
        assert_eq!(date_shape("3/13/2017"), DateShape::MonthFirst);
        assert_eq!(date_shape("13.3.2017"), DateShape::Plain);
        assert_eq!(date_shape("2017-03-01"), DateShape::Plain);
        assert_eq!(date_shape("13/13/2017"), DateShape::None);
    }
}
