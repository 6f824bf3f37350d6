//! Money as integer minor units with an ISO 4217 currency; never a float.

use serde::{Deserialize, Serialize};

/// An ISO 4217 code in upper case, for example `EUR`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Currency(pub String);

impl Currency {
    /// The euro, the default of a new installation.
    #[must_use]
    pub fn eur() -> Self {
        Self("EUR".to_owned())
    }

    /// Digits after the decimal mark (ISO 4217: 0 for JPY and the like, 3 for the dinars, else 2).
    #[must_use]
    pub fn decimals(&self) -> u32 {
        decimals_of(&self.0)
    }
}

/// Digits after the decimal mark of a currency code (ISO 4217 list of exponents).
#[must_use]
pub fn decimals_of(code: &str) -> u32 {
    match code {
        "JPY" | "KRW" | "CLP" | "VND" | "ISK" | "XAF" | "XOF" | "XPF" | "PYG" | "UGX" | "RWF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

/// An amount in minor units (cents) of one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Minor units, for example cents.
    pub minor: i64,
    /// The currency of the amount.
    pub currency: Currency,
}

impl Money {
    /// An amount of minor units in a currency.
    #[must_use]
    pub fn new(minor: i64, currency: &str) -> Self {
        Self {
            minor,
            currency: Currency(currency.to_owned()),
        }
    }

    /// Reads a plain decimal with a point (`1234.5`) into minor units; `None` when it is no number
    /// or does not fit. Digits beyond the currency's are rounded half away from zero.
    #[must_use]
    pub fn parse_decimal(text: &str, currency: &str) -> Option<i64> {
        let decimals = decimals_of(currency) as usize;
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction)
        {
            return None;
        }
        let kept: String = fraction
            .chars()
            .chain(std::iter::repeat('0'))
            .take(decimals)
            .collect();
        let mut minor: i64 = format!("{whole}{kept}").parse().ok()?;
        if fraction
            .as_bytes()
            .get(decimals)
            .is_some_and(|b| *b >= b'5')
        {
            minor = minor.checked_add(1)?;
        }
        Some(if negative { -minor } else { minor })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_become_minor_units() {
        assert_eq!(Money::parse_decimal("1234.5", "EUR"), Some(123_450));
        assert_eq!(Money::parse_decimal("-0.005", "EUR"), Some(-1));
        assert_eq!(Money::parse_decimal("1500", "JPY"), Some(1500));
        assert_eq!(Money::parse_decimal(".5", "EUR"), Some(50));
        assert_eq!(Money::parse_decimal("1,5", "EUR"), None);
        assert_eq!(Money::parse_decimal("", "EUR"), None);
        assert_eq!(Money::parse_decimal("99999999999999999999", "EUR"), None);
    }
}
