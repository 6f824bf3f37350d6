//! A cell of a workbook as the text that an import reads.

use calamine::{Data, ExcelDateTime, ExcelDateTimeType};

/// Seconds of a day.
const DAY: f64 = 86_400.0;
/// Whole numbers beyond this are not exact in a cell.
const EXACT: f64 = 1e15;

/// The text of the cell: numbers with a point and no artefacts, dates as ISO 8601; empty for nothing and
/// for the error of a formula. `since_1904`: days are counted from 1904.
pub(super) fn text(cell: Data, since_1904: bool) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) => text,
        Data::DateTimeIso(text) => iso(&text),
        Data::DurationIso(text) => text,
        Data::Int(number) => number.to_string(),
        Data::Float(value) => number(value),
        Data::Bool(is) => is.to_string(),
        Data::DateTime(moment) => moment_text(&moment, since_1904),
    }
}

/// The number with the 15 digits that office programs know, without an exponent. A thousandth gets a
/// further zero, so that `1.234` is not taken for a grouped thousand.
fn number(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    if value.fract() == 0.0 && value.abs() < EXACT {
        return (value as i64).to_string();
    }
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    let text = rounded.to_string();
    match text.split_once('.') {
        Some((_, fraction)) if fraction.len() == 3 => format!("{text}0"),
        _ => text,
    }
}

/// `2026-11-01T00:00:00` of an OpenDocument cell is a day.
fn iso(text: &str) -> String {
    let day = text.strip_suffix("T00:00:00");
    day.unwrap_or(text).to_owned()
}

fn moment_text(moment: &ExcelDateTime, since_1904: bool) -> String {
    let value = (moment.as_f64() * DAY).round() / DAY;
    if !value.is_finite() || value < 0.0 {
        return String::new();
    }
    if moment.is_duration() {
        return clock((value * DAY).round() as u64);
    }
    if value < 1.0 && !since_1904 {
        return clock((value * DAY).round() as u64);
    }
    let kind = ExcelDateTimeType::DateTime;
    let exact = ExcelDateTime::new(value, kind, since_1904);
    let (year, month, day, hour, minute, second, _) = exact.to_ymd_hms_milli();
    match (hour, minute, second) {
        (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
    }
}

/// Hours, minutes and seconds, also beyond a day.
fn clock(seconds: u64) -> String {
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}", seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(value: f64, since_1904: bool) -> String {
        let moment = ExcelDateTime::new(value, ExcelDateTimeType::DateTime, since_1904);
        text(Data::DateTime(moment), since_1904)
    }

    #[test]
    fn numbers_have_no_artefacts() {
        for (value, expected) in [
            (4_989_123_456.0, "4989123456"),
            (1e6, "1000000"),
            (1e21, "1000000000000000000000"),
            (0.1 + 0.2, "0.3"),
            (1067.0, "1067"),
            (-0.0, "0"),
            (-17.0, "-17"),
            (-1.5, "-1.5"),
            (1.234, "1.2340"),
            (1234.5, "1234.5"),
            (1e-7, "0.0000001"),
            (f64::NAN, ""),
        ] {
            assert_eq!(text(Data::Float(value), false), expected, "{value}");
        }
    }

    #[test]
    fn dates_are_iso_in_both_systems() {
        assert_eq!(day(46_327.0, false), "2026-11-01");
        assert_eq!(day(44_865.0, true), "2026-11-01");
        assert_eq!(day(46_327.5, false), "2026-11-01 12:00:00");
        assert_eq!(day(46_327.499_999_999_9, false), "2026-11-01 12:00:00");
        assert_eq!(day(46_326.999_999_999_9, false), "2026-11-01");
        assert_eq!(day(0.375, false), "09:00:00");
        assert_eq!(day(-5.0, false), "");
        let lasting = ExcelDateTime::new(1.25, ExcelDateTimeType::TimeDelta, false);
        assert_eq!(text(Data::DateTime(lasting), false), "30:00:00");
        let iso = Data::DateTimeIso("2026-11-01T00:00:00".to_owned());
        assert_eq!(text(iso, false), "2026-11-01");
    }
}
