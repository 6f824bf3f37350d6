//! The registrable domain of a web or mail address, by the public-suffix list.

use super::{bounded, email};

/// The registrable domain (`example.co.uk`, `beispiel.de`) in ASCII, of an address, host or domain.
/// `None` if there is none: an address without a dot, an IP address, a bare suffix.
#[must_use]
pub fn registrable(text: &str) -> Option<String> {
    let text = bounded(text.trim());
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ' ']).next()?;
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split(':').next()?.trim_end_matches('.');
    let ascii = ascii(host)?;
    if ascii.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    psl::domain_str(&ascii).map(str::to_owned)
}

/// A domain in lower-case ASCII (IDNA), if it is one.
#[must_use]
pub fn ascii(host: &str) -> Option<String> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_');
    let ascii = match host.bytes().all(plain) {
        true => host.to_ascii_lowercase(),
        false => idna::domain_to_ascii(host).ok()?,
    };
    // IDNA lets a space or a quotation mark of ASCII through; no domain has one.
    let fits = ascii.bytes().all(plain) && ascii.contains('.') && ascii.len() <= 253;
    (fits && ascii.split('.').all(|l| !l.is_empty())).then_some(ascii)
}

/// The registrable domain if it can belong to a company: not one of a free-mail provider.
#[must_use]
pub fn of_company(text: &str) -> Option<String> {
    registrable(text).filter(|domain| !email::is_free(domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_suffix_decides() {
        for (text, expected) in [
            ("https://www.Beispiel.de/kontakt?x=1", Some("beispiel.de")),
            ("katrin@mail.firma.co.uk", Some("firma.co.uk")),
            ("müller-söhne.de", Some("xn--mller-shne-kcb9d.de")),
            ("shop.beispiel.at:443", Some("beispiel.at")),
            ("192.168.0.1", None),
            ("localhost", None),
            ("co.uk", None),
            ("a..de", None),
            ("", None),
        ] {
            assert_eq!(registrable(text).as_deref(), expected, "{text}");
        }
        assert_eq!(of_company("anna@web.de"), None);
    }
}
