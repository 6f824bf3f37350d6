//! E-mail addresses and telephone numbers.

use super::spelling::is_domain;

/// An e-mail address as it is kept: trimmed, the domain in lower case; `None` when it is none.
#[must_use]
pub fn clean_email(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches("mailto:");
    let (local, domain) = text.rsplit_once('@')?;
    let domain = domain.to_lowercase();
    let refused = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(
                c,
                '@' | '<' | '>' | '(' | ')' | ',' | ';' | ':' | '\\' | '"' | '[' | ']'
            )
    };
    let fits = !local.is_empty()
        && local.len() <= 64
        && text.len() <= 254
        && !local.contains(refused)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && is_domain(&domain);
    fits.then(|| format!("{local}@{domain}"))
}

/// Providers of private mailboxes: their domain says nothing about where someone works.
const PRIVATE: &[&str] = &[
    "aol",
    "freenet",
    "gmail",
    "gmx",
    "googlemail",
    "hotmail",
    "icloud",
    "live",
    "mail",
    "me",
    "outlook",
    "posteo",
    "proton",
    "protonmail",
    "t-online",
    "web",
    "yahoo",
];

/// Whether the domain of an address belongs to a provider of private mailboxes rather than to a company.
#[must_use]
pub fn is_private_domain(domain: &str) -> bool {
    let domain = domain.to_lowercase();
    let (name, rest) = domain.split_once('.').unwrap_or((&domain, ""));
    PRIVATE.contains(&name) && rest.split('.').count() <= 2 && !rest.is_empty()
}

/// A telephone number as it was written, when it can be one.
pub(super) fn clean_phone(text: &str) -> Option<String> {
    let text = text.trim();
    let allowed = |c: char| c.is_ascii_digit() || " +-/().\u{a0}x#".contains(c);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let fits = (4..=20).contains(&digits) && text.len() <= 40 && text.chars().all(allowed);
    fits.then(|| text.replace('\u{a0}', " "))
}

/// The digits by which two spellings of a number meet, with the country in front: `+49 (0)89 12`,
/// `0049 89 12` and, in Germany, `089 12` are `498912`.
#[must_use]
pub fn phone_digits(text: &str, country: Option<&str>) -> String {
    let text = text.replace("(0)", "");
    let abroad = text.trim_start().starts_with('+');
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if abroad {
        return digits;
    }
    if let Some(rest) = digits.strip_prefix("00") {
        return rest.to_owned();
    }
    match digits.strip_prefix('0') {
        Some(rest) => {
            let prefix = match country {
                Some("AT") => "43",
                Some("CH") => "41",
                None | Some("DE") => "49",
                Some(_) => "0",
            };
            format!("{prefix}{rest}")
        }
        None => digits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_mailbox_names_no_company() {
        for domain in ["gmail.com", "GMX.de", "yahoo.co.uk", "t-online.de"] {
            assert!(is_private_domain(domain), "{domain}");
        }
        for domain in [
            "vogel.example",
            "webasto.com",
            "gmail",
            "mail.firma.example.com",
        ] {
            assert!(!is_private_domain(domain), "{domain}");
        }
    }

    #[test]
    fn addresses_are_recognised() {
        assert_eq!(
            clean_email(" Katrin@Beispiel.DE ").as_deref(),
            Some("Katrin@beispiel.de")
        );
        assert_eq!(
            clean_email("k+news@müller.de").as_deref(),
            Some("k+news@müller.de")
        );
        for text in [
            "katrin",
            "a@b",
            "a b@c.de",
            "a@@c.de",
            ".a@c.de",
            "<a@c.de>",
            "a@c.de,b@c.de",
            "@c.de",
        ] {
            assert_eq!(clean_email(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_meet_in_their_digits() {
        for text in ["+49 (0)89 1234-5", "0049 89 12345", "089/12345"] {
            assert_eq!(phone_digits(text, Some("DE")), "498912345", "{text}");
        }
        assert_eq!(phone_digits("01 234567", Some("AT")), "431234567");
        assert_eq!(phone_digits("020 1234", Some("GB")), "0201234");
        assert_eq!(clean_phone("anrufen!"), None);
        assert_eq!(clean_phone("12"), None);
        assert!(clean_phone("+49 89 1234 x12").is_some());
    }
}
