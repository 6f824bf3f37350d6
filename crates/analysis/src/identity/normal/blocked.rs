//! Values that stand for "no value": null, n/a, -1, only zeros, example domains.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::{fold, lines};

static WORDS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| lines(include_str!("data/blocked.txt")).collect());

/// Domains of documentation and tests (RFC 2606) and of throw-away forms.
const DOMAINS: &[&str] = &[
    "example.com",
    "example.org",
    "example.net",
    "test.de",
    "test.com",
    "localhost",
    "invalid",
    "nomail.de",
    "noemail.com",
];
const LOCALS: &[&str] = &[
    "noreply",
    "no-reply",
    "no_reply",
    "donotreply",
    "do-not-reply",
    "test",
    "none",
    "keine",
    "nobody",
    "mailer-daemon",
];

/// Whether a value stands for "no value".
#[must_use]
pub fn is_blocked(text: &str) -> bool {
    let text = text.trim();
    // Long values are never placeholders, and need no copy to be looked up.
    text.len() <= 24
        && (text.bytes().all(|b| matches!(b, b'0' | b'-'))
            || WORDS.contains(fold::fold(text).as_str()))
}

/// Whether an address stands for nobody. Both parts in lower case.
#[must_use]
pub fn is_nobody(local: &str, domain: &str) -> bool {
    LOCALS.contains(&local)
        || DOMAINS.contains(&domain)
        || domain.ends_with(".test")
        || domain.ends_with(".invalid")
        || domain.ends_with(".example")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_recognised() {
        for text in [
            "",
            "0000",
            "-",
            "null",
            " N/A ",
            "Anonymous",
            "-1",
            "k.A.",
            "unbekannt",
        ] {
            assert!(is_blocked(text), "{text}");
        }
        for text in ["10", "Nuller", "Kant", "A"] {
            assert!(!is_blocked(text), "{text}");
        }
        assert!(is_nobody("noreply", "firma.de") && is_nobody("k", "example.com"));
        assert!(!is_nobody("katrin", "firma.de"));
    }
}
