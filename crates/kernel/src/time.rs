//! Instants in milliseconds UTC and calendar dates.

use serde::{Deserialize, Serialize};

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Millis(pub i64);

/// A calendar date without a zone, stored as ISO text `YYYY-MM-DD`.
pub type Date = jiff::civil::Date;

impl Millis {
    /// One day in milliseconds.
    pub const DAY: i64 = 86_400_000;

    /// The instant as RFC 3339 text in UTC with milliseconds, for example `2026-11-23T07:04:11.120Z`.
    #[must_use]
    pub fn rfc3339(self) -> String {
        jiff::Timestamp::from_millisecond(self.0)
            .map(|t| format!("{t:.3}"))
            .unwrap_or_default()
    }

    /// Reads RFC 3339 / ISO 8601 text. Text without an offset is taken as UTC.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(at) = text.parse::<jiff::Timestamp>() {
            return Some(Self(at.as_millisecond()));
        }
        let local: jiff::civil::DateTime = text.parse().ok()?;
        let zoned = local.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        Some(Self(zoned.timestamp().as_millisecond()))
    }

    /// The calendar date of the instant in the given IANA zone (UTC when the zone is unknown).
    #[must_use]
    pub fn date_in(self, zone: &str) -> Date {
        let tz = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
        jiff::Timestamp::from_millisecond(self.0)
            .map(|t| t.to_zoned(tz).date())
            .unwrap_or_default()
    }

    /// Midnight UTC of a date.
    #[must_use]
    pub fn of_date(date: Date) -> Self {
        date.to_zoned(jiff::tz::TimeZone::UTC)
            .map(|z| Self(z.timestamp().as_millisecond()))
            .unwrap_or_default()
    }

    /// The first instant of a date in the given IANA zone (UTC when the zone is unknown).
    #[must_use]
    pub fn start_of(date: Date, zone: &str) -> Self {
        let tz = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
        date.to_zoned(tz)
            .map(|z| Self(z.timestamp().as_millisecond()))
            .unwrap_or_default()
    }

    /// The instant moved by a number of milliseconds (negative: back).
    #[must_use]
    pub fn plus(self, millis: i64) -> Self {
        Self(self.0 + millis)
    }
}

/// Whether a name is an IANA time zone that this machine knows.
#[must_use]
pub fn is_zone(name: &str) -> bool {
    jiff::tz::TimeZone::get(name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_written_and_read_in_utc() {
        let at = Millis::parse("2026-11-23T08:04:11.120+01:00").unwrap_or_default();
        assert_eq!(at.rfc3339(), "2026-11-23T07:04:11.120Z");
        assert_eq!(Millis::parse(&at.rfc3339()), Some(at));
        assert_eq!(Millis::parse("2026-11-23 07:04:11.120"), Some(at));
        assert_eq!(Millis::parse("yesterday"), None);
    }

    #[test]
    fn a_day_begins_when_it_does_where_one_is() {
        let day = Date::constant(2026, 7, 1);
        let begins = |zone| Millis::start_of(day, zone).rfc3339();
        assert_eq!(begins("Europe/Berlin"), "2026-06-30T22:00:00.000Z");
        assert_eq!(begins("America/New_York"), "2026-07-01T04:00:00.000Z");
        assert_eq!(begins("Mars"), "2026-07-01T00:00:00.000Z");
        assert_eq!(
            Millis::start_of(day, "Europe/Berlin").date_in("Europe/Berlin"),
            day
        );
    }
}
