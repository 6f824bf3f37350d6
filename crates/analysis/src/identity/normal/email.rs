//! E-mail addresses: one spelling, and whether they belong to a person, a function or nobody.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::{blocked, bounded, domain, fold, lines};

static FREE: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| lines(include_str!("data/free_mail.txt")).collect());
static ROLES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| lines(include_str!("data/role_mail.txt")).collect());

/// An address for comparing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    /// The whole address: lower case, domain in ASCII.
    pub address: String,
    /// The registrable domain, or the domain if it has none.
    pub domain: String,
    /// Whether the address belongs to a function (info@, einkauf@): evidence for the company only.
    pub role: bool,
    /// Whether the domain gives addresses to everybody.
    pub free: bool,
    /// A second key under which the provider delivers to the same box: without `+tag`, and at Gmail
    /// without dots. Only set when it differs from the address.
    pub extra: Option<String>,
}

impl Email {
    /// The part before the at sign.
    #[must_use]
    pub fn local(&self) -> &str {
        self.address.split_once('@').map_or("", |(local, _)| local)
    }
}

/// Reads an address; `None` for what is none and for addresses that stand for nobody.
#[must_use]
pub fn read(text: &str) -> Option<Email> {
    let text = bounded(text.trim()).trim_matches(['<', '>', '"', '\'', ' ']);
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let (local, host) = text.rsplit_once('@')?;
    let local = local.trim().to_lowercase();
    let refused = |c: char| c.is_whitespace() || c.is_control() || "@<>(),;:\\\"[]".contains(c);
    if local.is_empty() || local.contains(refused) {
        return None;
    }
    let host = domain::ascii(host.trim().trim_end_matches('.'))?;
    if blocked::is_nobody(&local, &host) {
        return None;
    }
    let owner = psl::domain_str(&host).unwrap_or(&host).to_owned();
    let free = FREE.contains(host.as_str()) || FREE.contains(owner.as_str());
    Some(Email {
        role: is_role(&local),
        extra: extra(&local, &host),
        address: format!("{local}@{host}"),
        domain: owner,
        free,
    })
}

/// Whether the domain belongs to a provider of free addresses.
#[must_use]
pub fn is_free(domain: &str) -> bool {
    FREE.contains(domain)
}

/// Whether a local part names a function: alone, with a number, or with the name of a place
/// (`info.berlin`, `vertrieb-sued`, `service2`).
#[must_use]
pub fn is_role(local: &str) -> bool {
    let folded = fold::fold(local);
    let whole = folded.trim_end_matches(|c: char| c.is_ascii_digit());
    if ROLES.contains(whole) {
        return true;
    }
    // `mail.mueller` is a person as often as a place; these words are not first names.
    let first = whole.split(['.', '-', '_']).next().unwrap_or(whole);
    first.len() >= 4 && first != whole && first != "mail" && ROLES.contains(first)
}

fn extra(local: &str, host: &str) -> Option<String> {
    let base = local.split_once('+').map_or(local, |(base, _)| base);
    if base.is_empty() {
        return None;
    }
    let google = matches!(host, "gmail.com" | "googlemail.com");
    let key = match google {
        true => format!("{}@gmail.com", base.replace('.', "")),
        false => format!("{base}@{host}"),
    };
    (key != format!("{local}@{host}")).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling() {
        for text in [
            " Katrin.Weber@Firma.DE ",
            "mailto:katrin.weber@firma.de",
            "<katrin.weber@FIRMA.de>",
        ] {
            let email = read(text).expect(text);
            assert_eq!(email.address, "katrin.weber@firma.de");
            assert!(!email.role && !email.free);
        }
        assert_eq!(
            read("k@bücher.de").map(|e| e.domain).as_deref(),
            Some("xn--bcher-kva.de")
        );
        for text in [
            "",
            "katrin",
            "@firma.de",
            "a b@firma.de",
            "noreply@firma.de",
            "a@b",
            "x@example.com",
            "k@fir ma.de",
            "k@'firma'.de",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn functions_are_no_persons() {
        for local in [
            "info",
            "INFO2",
            "vertrieb",
            "info.berlin",
            "service-sued",
            "büro",
            "rechnung",
        ] {
            assert!(is_role(local), "{local}");
        }
        for local in [
            "katrin",
            "postmann",
            "mail.mueller",
            "infodis",
            "it.mueller",
        ] {
            assert!(!is_role(local), "{local}");
        }
    }

    #[test]
    fn extra_keys_only_where_the_provider_delivers_so() {
        let extra = |text: &str| read(text).and_then(|e| e.extra);
        assert_eq!(
            extra("k.weber+news@googlemail.com").as_deref(),
            Some("kweber@gmail.com")
        );
        assert_eq!(
            extra("k.weber+news@firma.de").as_deref(),
            Some("k.weber@firma.de")
        );
        assert_eq!(extra("k.weber@firma.de"), None);
        assert!(read("anna@gmx.de").is_some_and(|e| e.free));
        assert!(read("anna@mailbox.org").is_some_and(|e| e.free));
    }
}
