//! Numbers and money.

use kernel::Lang;
use std::fmt::Write as _;

use super::NBSP;

/// A whole number with grouped digits: `1.234` or `1,234`.
#[must_use]
pub fn number(lang: Lang, value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}", grouped(lang, value.unsigned_abs()))
}

/// A number with a fixed count of digits after the mark: `1.234,5` or `1,234.5`.
#[must_use]
pub fn decimal(lang: Lang, value: f64, digits: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let text = format!("{:.digits$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let whole = grouped(lang, whole.parse().unwrap_or(u64::MAX));
    let zero = text.bytes().all(|b| b == b'0' || b == b'.');
    let sign = if value < 0.0 && !zero { "-" } else { "" };
    if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}{}{fraction}", mark(lang))
    }
}

/// A share from 0 to 1 as percent: `27,4 %` or `27.4%`.
#[must_use]
pub fn percent(lang: Lang, share: f64, digits: usize) -> String {
    let value = decimal(lang, share * 100.0, digits);
    match lang {
        Lang::De => format!("{value}{NBSP}%"),
        Lang::En => format!("{value}%"),
    }
}

/// A change as percent with its sign: `+4,1 %`.
#[must_use]
pub fn signed_percent(lang: Lang, share: f64, digits: usize) -> String {
    let text = percent(lang, share, digits);
    if share > 0.0 {
        format!("+{text}")
    } else {
        text
    }
}

/// An amount of minor units: `1.234,56 €` or `€1,234.56`.
#[must_use]
pub fn money(lang: Lang, minor: i64, currency: &str) -> String {
    let decimals = decimals_of(currency);
    let unit = 10_u64.pow(decimals);
    let amount = minor.unsigned_abs();
    let mut text = grouped(lang, amount / unit);
    if decimals > 0 {
        let _ = write!(
            text,
            "{}{:0width$}",
            mark(lang),
            amount % unit,
            width = decimals as usize
        );
    }
    with_currency(lang, minor < 0, &text, currency)
}

/// An amount without minor units, shortened from a million on: `1,84 Mio. €` or `€1.84 m`.
#[must_use]
pub fn money_short(lang: Lang, minor: i64, currency: &str) -> String {
    let unit = 10_f64.powi(decimals_of(currency) as i32);
    let text = number_short(lang, minor.unsigned_abs() as f64 / unit);
    with_currency(lang, minor < 0, &text, currency)
}

/// A number that is not negative, without decimals, shortened from a million on: `1,84 Mio.`.
#[must_use]
pub fn number_short(lang: Lang, value: f64) -> String {
    let (scaled, digits, word) = match (lang, value) {
        (Lang::De, v) if v >= 999_995_000.0 => (v / 1e9, 2, Some("Mrd.")),
        (Lang::De, v) if v >= 999_999.5 => (v / 1e6, 2, Some("Mio.")),
        (Lang::En, v) if v >= 999_995_000.0 => (v / 1e9, 2, Some("bn")),
        (Lang::En, v) if v >= 999_999.5 => (v / 1e6, 2, Some("m")),
        (_, v) => (v, 0, None),
    };
    let mut text = decimal(lang, scaled, digits);
    if let Some(word) = word {
        let _ = write!(text, "{NBSP}{word}");
    }
    text
}

/// A file size in units of a thousand: `1,2 MB`.
#[must_use]
pub fn file_size(lang: Lang, bytes: u64) -> String {
    let mut value = bytes as f64;
    let mut unit = "B";
    for next in ["kB", "MB", "GB", "TB"] {
        if value < 999.5 {
            break;
        }
        value /= 1000.0;
        unit = next;
    }
    let digits = usize::from(unit != "B" && value < 99.5);
    format!("{}{NBSP}{unit}", decimal(lang, value, digits))
}

fn with_currency(lang: Lang, negative: bool, amount: &str, currency: &str) -> String {
    let sign = if negative { "-" } else { "" };
    let symbol = match currency {
        "EUR" => "€",
        "USD" => "$",
        "GBP" => "£",
        "JPY" => "¥",
        other => other,
    };
    match lang {
        Lang::De => format!("{sign}{amount}{NBSP}{symbol}"),
        Lang::En if symbol.len() == 3 && symbol == currency => {
            format!("{sign}{symbol}{NBSP}{amount}")
        }
        Lang::En => format!("{sign}{symbol}{amount}"),
    }
}

fn decimals_of(currency: &str) -> u32 {
    kernel::Currency(currency.to_owned()).decimals()
}

fn grouped(lang: Lang, value: u64) -> String {
    let digits = value.to_string();
    let separator = match lang {
        Lang::De => '.',
        Lang::En => ',',
    };
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

fn mark(lang: Lang) -> char {
    match lang {
        Lang::De => ',',
        Lang::En => '.',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Lang::{De, En};

    #[test]
    fn money_is_written_as_each_language_does() {
        assert_eq!(money(De, 123_456, "EUR"), "1.234,56\u{a0}€");
        assert_eq!(money(En, 123_456, "EUR"), "€1,234.56");
        assert_eq!(money(En, -5, "USD"), "-$0.05");
        assert_eq!(money(De, 1500, "JPY"), "1.500\u{a0}¥");
        assert_eq!(money(En, 1_000, "CHF"), "CHF\u{a0}10.00");
        assert_eq!(money(En, i64::MIN, "EUR"), "-€92,233,720,368,547,758.08");
    }

    #[test]
    fn large_amounts_are_shortened() {
        assert_eq!(money_short(De, 184_000_000, "EUR"), "1,84\u{a0}Mio.\u{a0}€");
        assert_eq!(money_short(En, 184_000_000, "EUR"), "€1.84\u{a0}m");
        assert_eq!(money_short(De, 8_420_049, "EUR"), "84.200\u{a0}€");
        assert_eq!(money_short(En, 250_000_000_000, "USD"), "$2.50\u{a0}bn");
    }

    #[test]
    fn numbers_are_grouped_and_rounded() {
        assert_eq!(number(De, -1_234_567), "-1.234.567");
        assert_eq!(decimal(En, 1234.56, 1), "1,234.6");
        assert_eq!(decimal(De, -0.04, 1), "0,0");
        assert_eq!(decimal(De, f64::NAN, 1), "–");
        assert_eq!(percent(De, 0.274, 1), "27,4\u{a0}%");
        assert_eq!(signed_percent(En, 0.041, 1), "+4.1%");
        assert_eq!(file_size(De, 1_234_567), "1,2\u{a0}MB");
        assert_eq!(file_size(En, 999), "999\u{a0}B");
    }
}
