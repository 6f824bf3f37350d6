//! What people type: dates, numbers and amounts in the way of their language.
//!
//! Each function returns the text key of what is wrong, ready for `Error::field`.

use kernel::{Date, Lang, Money};

/// A date as `25.11.2026`, `25.11.26`, `2026-11-25` or `25 Nov 2026`.
///
/// # Errors
/// `error.not_a_date`, or `error.ambiguous_date` for `3/4/2026`, which is read differently in
/// different countries.
pub fn date(text: &str) -> Result<Date, &'static str> {
    let text = text.trim();
    if let Ok(date) = text.parse::<Date>() {
        return Ok(date);
    }
    let parts: Vec<&str> = text
        .split(['.', '/', ' ', '\u{a0}'])
        .filter(|part| !part.is_empty())
        .collect();
    let [first, second, year] = parts.as_slice() else {
        return Err("error.not_a_date");
    };
    let first: i8 = first.parse().map_err(|_| "error.not_a_date")?;
    let second = month_of(second).ok_or("error.not_a_date")?;
    let slashes = text.contains('/');
    if slashes && first <= 12 && second <= 12 && first != second {
        return Err("error.ambiguous_date");
    }
    let (day, month) = if slashes && second > 12 {
        (second, first)
    } else {
        (first, second)
    };
    Date::new(year_of(year)?, month, day).map_err(|_| "error.not_a_date")
}

fn year_of(text: &str) -> Result<i16, &'static str> {
    let year: i16 = text.parse().map_err(|_| "error.not_a_date")?;
    match text.len() {
        2 => Ok(2000 + year),
        4 => Ok(year),
        _ => Err("error.not_a_date"),
    }
}

/// A month by number or by the first letters of its English or German name.
fn month_of(text: &str) -> Option<i8> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let short: String = text.to_lowercase().chars().take(3).collect();
    let month = match short.as_str() {
        "jan" => 1,
        "feb" => 2,
        "mar" | "mär" => 3,
        "apr" => 4,
        "may" | "mai" => 5,
        "jun" => 6,
        "jul" => 7,
        "aug" => 8,
        "sep" => 9,
        "oct" | "okt" => 10,
        "nov" => 11,
        "dec" | "dez" => 12,
        _ => return None,
    };
    Some(month)
}

/// A time of day as `8:42` or `08:42`, in minutes after midnight.
///
/// # Errors
/// `error.not_a_time`.
pub fn minutes(text: &str) -> Result<i32, &'static str> {
    let wrong = "error.not_a_time";
    let (hour, minute) = text.trim().split_once([':', '.']).ok_or(wrong)?;
    let hour: i32 = hour.parse().map_err(|_| wrong)?;
    let two_digits = minute.len() == 2;
    let minute: i32 = minute.parse().map_err(|_| wrong)?;
    if two_digits && (0..24).contains(&hour) && (0..60).contains(&minute) {
        Ok(hour * 60 + minute)
    } else {
        Err(wrong)
    }
}

/// An amount in minor units: `1.234,50` in German, `1,234.50` in English; the currency sign may
/// stand beside it.
///
/// # Errors
/// `error.not_an_amount`.
pub fn money(lang: Lang, text: &str, currency: &str) -> Result<i64, &'static str> {
    let bare: String = text
        .chars()
        .filter(|c| !matches!(c, '€' | '$' | '£') && !c.is_whitespace())
        .collect();
    let bare = bare.trim_end_matches(currency).trim_start_matches(currency);
    let plain = plain_decimal(lang, bare).ok_or("error.not_an_amount")?;
    Money::parse_decimal(&plain, currency).ok_or("error.not_an_amount")
}

/// A whole number with or without grouping.
///
/// # Errors
/// `error.not_a_number`.
pub fn integer(lang: Lang, text: &str) -> Result<i64, &'static str> {
    let plain = plain_decimal(lang, text.trim()).ok_or("error.not_a_number")?;
    plain.parse().map_err(|_| "error.not_a_number")
}

/// A number with the mark of the language.
///
/// # Errors
/// `error.not_a_number`.
pub fn decimal(lang: Lang, text: &str) -> Result<f64, &'static str> {
    let plain = plain_decimal(lang, text.trim()).ok_or("error.not_a_number")?;
    plain.parse().map_err(|_| "error.not_a_number")
}

/// Digits with a point as the only mark. Groups must have three digits; a single mark of the other
/// language followed by one or two digits is taken as the decimal mark, because nobody groups so.
fn plain_decimal(lang: Lang, text: &str) -> Option<String> {
    let (group, mark) = match lang {
        Lang::De => ('.', ','),
        Lang::En => (',', '.'),
    };
    let (sign, digits) = match text.strip_prefix(['-', '−']) {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let foreign = !digits.contains(mark)
        && digits.matches(group).count() == 1
        && digits
            .rsplit_once(group)
            .is_some_and(|(_, end)| end.len() < 3);
    let (group, mark) = if foreign {
        (mark, group)
    } else {
        (group, mark)
    };
    let (whole, fraction) = digits.split_once(mark).unwrap_or((digits, ""));
    let groups: Vec<&str> = whole.split(group).collect();
    let well_grouped = groups.len() == 1 || groups.iter().skip(1).all(|g| g.len() == 3);
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let whole = groups.concat();
    if !well_grouped
        || !all_digits(&whole)
        || !all_digits(fraction)
        || (whole.is_empty() && fraction.is_empty())
    {
        return None;
    }
    if fraction.is_empty() {
        Some(format!("{sign}{whole}"))
    } else {
        Some(format!("{sign}{whole}.{fraction}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Lang::{De, En};

    #[test]
    fn dates_are_read_as_people_write_them() {
        let wanted: Date = "2026-11-25".parse().expect("a date");
        for text in [
            "25.11.2026",
            "25.11.26",
            "2026-11-25",
            "25 Nov 2026",
            "25. November 2026",
            "11/25/2026",
            "25/11/2026",
        ] {
            assert_eq!(date(text), Ok(wanted), "{text}");
        }
        assert_eq!(date("3/4/2026"), Err("error.ambiguous_date"));
        for text in ["", "31.02.2026", "gestern", "1.1", "25.11.126"] {
            assert_eq!(date(text), Err("error.not_a_date"), "{text}");
        }
    }

    #[test]
    fn amounts_follow_the_language() {
        assert_eq!(money(De, "1.234,50 €", "EUR"), Ok(123_450));
        assert_eq!(money(En, "€1,234.50", "EUR"), Ok(123_450));
        assert_eq!(money(De, "12.50", "EUR"), Ok(1_250));
        assert_eq!(money(De, "-3", "EUR"), Ok(-300));
        assert_eq!(money(De, "1.23.4", "EUR"), Err("error.not_an_amount"));
        assert_eq!(money(De, "viel", "EUR"), Err("error.not_an_amount"));
        assert_eq!(money(De, "", "EUR"), Err("error.not_an_amount"));
    }

    #[test]
    fn numbers_and_times_are_checked() {
        assert_eq!(integer(De, "1.234"), Ok(1234));
        assert_eq!(integer(De, "1,5"), Err("error.not_a_number"));
        assert_eq!(decimal(En, "0.25"), Ok(0.25));
        assert_eq!(minutes("8:42"), Ok(522));
        assert_eq!(minutes("24:00"), Err("error.not_a_time"));
        assert_eq!(minutes("8 Uhr"), Err("error.not_a_time"));
    }
}
