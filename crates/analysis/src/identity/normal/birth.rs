//! Dates of birth as `yyyymmdd`, also when a digit is wrong: typing errors are compared, not refused.

/// Reads `1985-03-09`, `19850309`, `09.03.1985`, `9/3/1985` and two-digit years (19xx). The parts are not
/// checked against the calendar. `None` if there are no such parts or they say nothing (only zeros).
#[must_use]
pub fn read(text: &str) -> Option<u32> {
    let text = text.trim();
    let text = text.split(['T', ' ']).next()?;
    if text.len() > 10 || text.is_empty() {
        return None;
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        let value: u32 = text.parse().ok()?;
        return (text.len() == 8 && value > 0).then_some(value);
    }
    let mut parts = text.split(['-', '.', '/']);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    match a.len() == 4 {
        true => of(a, b, c),
        false => of(c, b, a),
    }
}

/// A date of its parts; missing month and day are 0.
#[must_use]
pub fn of(year: &str, month: &str, day: &str) -> Option<u32> {
    let part = |text: &str| match text.trim() {
        "" => Some(0),
        text if text.len() <= 4 => text.parse::<u32>().ok(),
        _ => None,
    };
    let (mut year, month, day) = (part(year)?, part(month)?, part(day)?);
    if (1..100).contains(&year) {
        year += 1900;
    }
    (year > 0 && month < 100 && day < 100).then_some(year * 10_000 + month * 100 + day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_and_separators() {
        for text in [
            "1985-03-09",
            "19850309",
            "09.03.1985",
            "9/3/1985",
            "9.3.85",
            "1985-03-09T00:00:00Z",
        ] {
            assert_eq!(read(text), Some(19_850_309), "{text}");
        }
        assert_eq!(of("1950", "7", ""), Some(19_500_700));
        for text in [
            "",
            "morgen",
            "0",
            "00000000",
            "1985",
            "1.2.3.4",
            "99999999999999999999",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        // A wrong digit is kept: it is compared with the right one.
        assert_eq!(read("19853309"), Some(19_853_309));
    }
}
