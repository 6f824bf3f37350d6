//! Dates, times of day and durations.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use kernel::{Date, Lang, Millis};

use super::NBSP;

const MONTHS_DE: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A date: `23.11.2026` or `23 Nov 2026`.
#[must_use]
pub fn date(lang: Lang, date: Date) -> String {
    match lang {
        Lang::De => format!("{:02}.{:02}.{:04}", date.day(), date.month(), date.year()),
        Lang::En => format!("{} {:04}", day_month(lang, date), date.year()),
    }
}

/// A date as it stands in an input: the same as [`date`], so that it can be typed again.
#[must_use]
pub fn date_input(lang: Lang, value: Date) -> String {
    date(lang, value)
}

/// A date without the year: `23.11.` or `23 Nov`.
#[must_use]
pub fn day_month(lang: Lang, date: Date) -> String {
    match lang {
        Lang::De => format!("{:02}.{:02}.", date.day(), date.month()),
        Lang::En => format!("{} {}", date.day(), short(month_name(lang, date))),
    }
}

/// A month: `Nov. 2026` or `Nov 2026`.
#[must_use]
pub fn month(lang: Lang, date: Date) -> String {
    let name = month_name(lang, date);
    match lang {
        Lang::De if name.chars().count() > 4 => format!("{}.{NBSP}{}", short(name), date.year()),
        Lang::De => format!("{name}{NBSP}{}", date.year()),
        Lang::En => format!("{}{NBSP}{}", short(name), date.year()),
    }
}

/// The name of a month of the year, 1 to 12, in few letters: `Nov`.
#[must_use]
pub fn month_short(lang: Lang, month: i8) -> &'static str {
    let first = Date::new(2026, month.clamp(1, 12), 1).unwrap_or_default();
    short(month_name(lang, first))
}

/// A weekday in two or three letters: `Mo` or `Mon`.
#[must_use]
pub fn weekday(lang: Lang, date: Date) -> &'static str {
    let names = match lang {
        Lang::De => ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"],
        Lang::En => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    };
    let at = usize::from(date.weekday().to_monday_zero_offset().unsigned_abs());
    names[at % names.len()]
}

/// An instant as date and time in an IANA zone: `23.11.2026, 08:42`.
#[must_use]
pub fn datetime(lang: Lang, at: Millis, zone: &str) -> String {
    let local = local(at, zone);
    format!("{}, {}", date(lang, local.date()), clock(local))
}

/// The time of day in an IANA zone: `08:42`.
#[must_use]
pub fn time_of_day(at: Millis, zone: &str) -> String {
    clock(local(at, zone))
}

/// A day as people say it: today, yesterday, tomorrow, `18. November`, with the year when it is
/// another one.
#[must_use]
pub fn relative_day(lang: Lang, day: Date, today: Date) -> String {
    let distance = day.since(today).map(|s| s.get_days()).unwrap_or(i32::MAX);
    match distance {
        0 => crate::t(lang, "word.today").to_owned(),
        -1 => crate::t(lang, "word.yesterday").to_owned(),
        1 => crate::t(lang, "word.tomorrow").to_owned(),
        _ => long_day(lang, day, today),
    }
}

fn long_day(lang: Lang, day: Date, today: Date) -> String {
    let name = month_name(lang, day);
    let dot = if lang == Lang::De { "." } else { "" };
    let text = format!("{}{dot}{NBSP}{name}", day.day());
    if day.year() == today.year() {
        text
    } else {
        format!("{text} {}", day.year())
    }
}

/// A duration in its two largest units: `2 Std. 51 Min.` or `2 h 51 min`.
#[must_use]
pub fn duration_s(lang: Lang, seconds: i64) -> String {
    let units: [(i64, &str, &str, &str); 4] = match lang {
        Lang::De => [
            (86_400, "Tag", "Tage", ""),
            (3600, "Std.", "Std.", ""),
            (60, "Min.", "Min.", ""),
            (1, "Sek.", "Sek.", ""),
        ],
        Lang::En => [
            (86_400, "day", "days", ""),
            (3600, "h", "h", ""),
            (60, "min", "min", ""),
            (1, "s", "s", ""),
        ],
    };
    let sign = if seconds < 0 { "-" } else { "" };
    let mut rest = seconds.unsigned_abs() as i64;
    let mut parts: Vec<String> = Vec::new();
    for (size, one, many, _) in units {
        let count = rest / size;
        rest %= size;
        if count > 0 {
            let word = if count == 1 { one } else { many };
            parts.push(format!("{}{NBSP}{word}", super::number(lang, count)));
        }
        if parts.len() == 2 || (parts.len() == 1 && count == 0) {
            break;
        }
    }
    if parts.is_empty() {
        parts.push(format!("0{NBSP}{}", units[3].2));
    }
    format!("{sign}{}", parts.join(" "))
}

fn local(at: Millis, zone: &str) -> DateTime {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    jiff::Timestamp::from_millisecond(at.0)
        .map(|instant| zone.to_datetime(instant))
        .unwrap_or_default()
}

fn clock(at: DateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

fn month_name(lang: Lang, date: Date) -> &'static str {
    let names = match lang {
        Lang::De => MONTHS_DE,
        Lang::En => MONTHS_EN,
    };
    names[usize::from(date.month().unsigned_abs()).clamp(1, 12) - 1]
}

/// The first three letters.
fn short(name: &str) -> &str {
    name.char_indices()
        .nth(3)
        .map_or(name, |(at, _)| &name[..at])
}

#[cfg(test)]
mod tests {
    use super::*;
    use Lang::{De, En};

    const ZONE: &str = "Europe/Berlin";

    fn day(text: &str) -> Date {
        text.parse().expect("a date")
    }

    #[test]
    fn dates_and_times_are_local() {
        let at = Millis::parse("2026-11-23T07:42:00Z").expect("an instant");
        assert_eq!(datetime(De, at, ZONE), "23.11.2026, 08:42");
        assert_eq!(datetime(En, at, ZONE), "23 Nov 2026, 08:42");
        assert_eq!(time_of_day(at, "Nowhere/At_all"), "07:42");
        assert_eq!(month(De, day("2026-03-01")), "März\u{a0}2026");
        assert_eq!(month(De, day("2026-05-01")), "Mai\u{a0}2026");
        assert_eq!(weekday(De, day("2026-11-23")), "Mo");
    }

    #[test]
    fn days_are_said_as_people_do() {
        let today = day("2026-11-23");
        assert_eq!(relative_day(De, today, today), "Heute");
        assert_eq!(relative_day(En, day("2026-11-22"), today), "Yesterday");
        assert_eq!(
            relative_day(De, day("2026-11-18"), today),
            "18.\u{a0}November"
        );
        assert_eq!(
            relative_day(En, day("2025-11-23"), today),
            "23\u{a0}November 2025"
        );
    }

    #[test]
    fn durations_name_two_units() {
        assert_eq!(duration_s(De, 10_260), "2\u{a0}Std. 51\u{a0}Min.");
        assert_eq!(duration_s(En, 86_400), "1\u{a0}day");
        assert_eq!(duration_s(En, 2 * 86_400 + 59), "2\u{a0}days");
        assert_eq!(duration_s(En, 0), "0\u{a0}s");
        assert_eq!(duration_s(De, -61), "-1\u{a0}Min. 1\u{a0}Sek.");
    }
}
