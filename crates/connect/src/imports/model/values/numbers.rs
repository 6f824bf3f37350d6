//! Numbers with either decimal mark, with or without grouping and a currency sign.

use serde::{Deserialize, Serialize};

/// The decimal mark of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decimal {
    /// `1,234.56`
    #[serde(rename = ".")]
    Point,
    /// `1.234,56`
    #[serde(rename = ",")]
    Comma,
}

/// What a cell says about the decimal mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberShape {
    /// No number.
    None,
    /// The same number under both marks.
    Plain,
    /// Only a decimal point makes sense.
    Point,
    /// Only a decimal comma makes sense.
    Comma,
    /// `1.234` or `1,234`: a thousand or a fraction.
    Ambiguous,
}

/// What the cell says about the decimal mark of its column.
#[must_use]
pub fn number_shape(text: &str) -> NumberShape {
    let point = parse_number(text, Decimal::Point);
    let comma = parse_number(text, Decimal::Comma);
    match (point, comma) {
        (None, None) => NumberShape::None,
        (Some(_), None) => NumberShape::Point,
        (None, Some(_)) => NumberShape::Comma,
        (Some(a), Some(b)) if a == b => NumberShape::Plain,
        _ => NumberShape::Ambiguous,
    }
}

/// The number as plain text with a point (`-1234.56`), without grouping; `None` when it is none.
#[must_use]
pub fn parse_number(text: &str, decimal: Decimal) -> Option<String> {
    let (negative, body) = strip_marks(text)?;
    let (mark, grouping) = match decimal {
        Decimal::Point => ('.', ','),
        Decimal::Comma => (',', '.'),
    };
    let (whole, fraction) = match body.split_once(mark) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (body.as_str(), None),
    };
    let digits = ungroup(whole, grouping)?;
    let fraction = fraction.unwrap_or("");
    let clean = fraction.bytes().all(|b| b.is_ascii_digit());
    if !clean || (digits.is_empty() && fraction.is_empty()) || digits.len() + fraction.len() > 30 {
        return None;
    }
    let whole = digits.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let mut number = String::new();
    if negative && !(whole.is_empty() && fraction.is_empty()) {
        number.push('-');
    }
    number.push_str(if whole.is_empty() { "0" } else { whole });
    if !fraction.is_empty() {
        number.push('.');
        number.push_str(fraction);
    }
    Some(number)
}

/// Takes off currency signs and codes, percent, spaces and the sign (also behind, or as brackets).
fn strip_marks(text: &str) -> Option<(bool, String)> {
    let mut text = text.trim();
    let mut negative = false;
    if let Some(inner) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        (negative, text) = (true, inner.trim());
    }
    let mark = |c: char| {
        matches!(
            c,
            '€' | '$' | '£' | '¥' | '%' | '\'' | '’' | '\u{a0}' | '\u{202f}' | ' '
        )
    };
    let mut body: String = text.chars().filter(|c| !mark(*c)).collect();
    for code in ["EUR", "USD", "CHF", "GBP", "Fr.", "ZAR"] {
        if let Some(rest) = body.strip_prefix(code).or_else(|| body.strip_suffix(code)) {
            body = rest.to_owned();
            break;
        }
    }
    let sign = |c: char| matches!(c, '-' | '−');
    if let Some(rest) = body.strip_prefix(sign).or_else(|| body.strip_suffix(sign)) {
        (negative, body) = (!negative, rest.to_owned());
    } else if let Some(rest) = body.strip_prefix('+') {
        body = rest.to_owned();
    }
    body.bytes()
        .any(|b| b.is_ascii_digit())
        .then_some((negative, body))
}

/// The digits without grouping marks; `None` when the groups are not of three digits.
fn ungroup(whole: &str, grouping: char) -> Option<String> {
    let mut groups = whole.split(grouping);
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let digits = |g: &str| g.bytes().all(|b| b.is_ascii_digit());
    let grouped = rest.iter().all(|g| g.len() == 3 && digits(g));
    let head = digits(first) && (rest.is_empty() || (1..=3).contains(&first.len()));
    // `0.500` is a fraction, never a grouped number.
    let fraction = !rest.is_empty() && first.starts_with('0');
    (grouped && head && !fraction).then(|| format!("{first}{}", rest.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_conventions_are_read() {
        let point = |t: &str| parse_number(t, Decimal::Point);
        let comma = |t: &str| parse_number(t, Decimal::Comma);
        assert_eq!(point("2,520.00").as_deref(), Some("2520"));
        assert_eq!(comma("1.234,56 €").as_deref(), Some("1234.56"));
        assert_eq!(comma("1'234,5").as_deref(), Some("1234.5"));
        assert_eq!(point("(1 000.5)").as_deref(), Some("-1000.5"));
        assert_eq!(point("500000.0").as_deref(), Some("500000"));
        assert_eq!(point("-$0.00").as_deref(), Some("0"));
        assert_eq!(comma("EUR 12,5-").as_deref(), Some("-12.5"));
        for wrong in ["", "abc", "1.2.3", "1,23", "12,34,567", "1e5", "--", "€"] {
            assert_eq!(point(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_thousand_or_a_fraction_is_ambiguous() {
        assert_eq!(number_shape("1.234"), NumberShape::Ambiguous);
        assert_eq!(number_shape("1,234"), NumberShape::Ambiguous);
        assert_eq!(number_shape("1234"), NumberShape::Plain);
        assert_eq!(number_shape("1.234.567"), NumberShape::Comma);
        assert_eq!(number_shape("0.500"), NumberShape::Point);
        assert_eq!(number_shape("12,5"), NumberShape::Comma);
        assert_eq!(number_shape("1,234.5"), NumberShape::Point);
        assert_eq!(number_shape("n/a"), NumberShape::None);
    }
}
